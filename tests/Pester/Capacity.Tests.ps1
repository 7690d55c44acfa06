BeforeAll {
    . "$PSScriptRoot/Prepared.ps1"
    $served = Open-Listener (Get-Program tests/Replicas/MinimalServer minimal-server.dll), '0'
    $url = [uri] ($served.StandardOutput.ReadLine() + '/mcp')
    $history = Join-Path $TestDrive 'metrics.jsonl'
    0..499 | ForEach-Object {
        '{{"timestamp":"{0:o}","disk_usage":{1}}}' -f [datetime]::SpecifyKind('2026-01-01', 'Utc').AddHours($_), (40 + $_ * 0.05 + ($_ * 7919 % 13) * 0.1)
    } | Set-Content -Path $history
}

AfterAll {
    $served.Kill()
    $served.Dispose()
}

Describe 'Test-McpCapacity' {
    It 'writes one record with its steps' {
        $result = Test-McpCapacity -Uri $url -Workload list -MaxConcurrency 2 -Duration 2
        $result.PeakRate | Should -BeGreaterThan 0
        $result.Steps.Concurrency | Should -Be 1, 2
        $result.Steps[0].P99Ms | Should -BeGreaterOrEqual $result.Steps[0].P50Ms
        $result.LimitedBy | Should -Not -BeNullOrEmpty
        $result.Advice | Should -Not -BeNullOrEmpty
    }

    It 'answers with one Boolean when it is asked to' {
        Test-McpCapacity -Uri $url -Workload list -MaxConcurrency 1 -Duration 1 -Objective 'p50 < 20s, errors < 50%' -Quiet | Should -BeTrue
        Test-McpCapacity -Uri $url -Workload list -Rate 10 -Duration 1 -Objective 'max < 1us' -Quiet | Should -BeFalse
    }

    It 'takes servers from the pipeline and goes on after one that fails' {
        $result = 'http://127.0.0.1:1/mcp', "$url" | Test-McpCapacity -Workload list -Rate 10 -Duration 1 -ErrorVariable failed -ErrorAction SilentlyContinue
        @($result).Count | Should -Be 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'ServerNotReady*'
    }

    It 'forecasts from a history without any server' {
        $forecast = (Test-McpCapacity -HistoryPath "$TestDrive/*.jsonl" -Threshold @{ 'disk*' = 70 }).Forecast
        $forecast.Trend | Should -Be 'Rising'
        $forecast.CrossesAt.ToString('yyyy-MM') | Should -Be '2026-01'
        Test-McpCapacity -HistoryPath $history -Quiet | Should -BeFalse
    }

    It 'refuses a tool that does not exist' {
        { Test-McpCapacity -Uri $url -Tool nothing -ErrorAction Stop } | Should -Throw -ErrorId 'ToolNotFound*'
    }

    It 'says how to write an objective' {
        { Test-McpCapacity -Uri $url -Objective 'fast' } | Should -Throw -ErrorId 'InvalidObjective*'
    }

    It 'ends within a second of Ctrl-C and keeps what was measured' {
        # What else the machine does may hold up one try, and not all of them.
        $seconds = foreach ($try in 1..3) {
            $shell = [powershell]::Create()
            $null = $shell.AddScript("Import-Module '$module'; Test-McpCapacity -Uri '$url' -Workload list -MaxConcurrency 8 -Duration 20")
            $progress = $shell.Streams.Progress
            $null = $shell.BeginInvoke()
            while (-not ($progress | Where-Object StatusDescription -Match 'calls/s')) { Start-Sleep -Milliseconds 50 }

            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            $shell.Stop()
            $watch.Elapsed.TotalSeconds
            $kept = $shell.Runspace.SessionStateProxy.GetVariable('McpCapacityInterrupted')
            $kept.Interrupted | Should -BeTrue
            $kept.Steps[0].Rate | Should -BeGreaterThan 0
            $shell.Dispose()
            if ($watch.Elapsed.TotalSeconds -lt 1) { break }
        }

        ($seconds | Measure-Object -Minimum).Minimum | Should -BeLessThan 1 -Because "of $seconds the shortest counts"
    }

    It 'shows a table that fits' {
        $result = Test-McpCapacity -Uri $url -Workload list -Rate 10 -Duration 1
        foreach ($part in $result, $result.Steps, $result.Resources) {
            ($part | Out-String -Width 120) -split '\r?\n' | ForEach-Object { $_.Length | Should -BeLessOrEqual 120 }
        }
        ($result.Steps | Out-String) | Should -Match 'Rate'
    }
}

Describe 'Merge-McpCapacity' {
    It 'joins results, also those that come back from another process' {
        $result = Test-McpCapacity -Uri $url -Workload list -Rate 20 -Duration 1
        $copy = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($result, 4))
        $merged = $result, $copy | Merge-McpCapacity
        $merged.Generators | Should -Be 2
        $merged.Steps[0].Rate | Should -Be ($result.Steps[0].Rate * 2)
        $merged.Steps[0].P99Ms | Should -Be $result.Steps[0].P99Ms
    }

    It 'keeps its steps through a job' {
        $job = Start-Job -ArgumentList $module, "$url" {
            Import-Module $args[0]
            Test-McpCapacity -Uri $args[1] -Workload list -MaxConcurrency 1 -Duration 3
        }
        $merged = $job | Receive-Job -Wait -AutoRemoveJob | Merge-McpCapacity
        $merged.Steps[0].P50Ms | Should -BeGreaterThan 0
    }

    It 'joins what Export-Clixml and ConvertTo-Json have kept' {
        $result = Test-McpCapacity -Uri $url -Workload list -MaxConcurrency 2 -Duration 1
        $result | Export-Clixml -Path "$TestDrive/result.xml"
        $result | ConvertTo-Json -Depth 6 | Set-Content -Path "$TestDrive/result.json"
        $merged = (Import-Clixml -Path "$TestDrive/result.xml"), (Get-Content -Path "$TestDrive/result.json" -Raw | ConvertFrom-Json), $result | Merge-McpCapacity
        $merged.Generators | Should -Be 3
        $merged.Steps.Concurrency | Should -Be 3, 6
        $merged.Steps[1].P99Ms | Should -Be $result.Steps[1].P99Ms
    }

    It 'says when a result was cut on its way' {
        $result = Test-McpCapacity -Uri $url -Workload list -Rate 20 -Duration 1
        $cut = $result | ConvertTo-Json -Depth 1 -WarningAction SilentlyContinue | ConvertFrom-Json
        { $cut | Merge-McpCapacity -ErrorAction Stop } | Should -Throw -ErrorId 'NotACapacityResult*'
    }

    It 'refuses what is no result' {
        { 'nothing' | Merge-McpCapacity -ErrorAction Stop } | Should -Throw -ErrorId 'NotACapacityResult*'
    }
}
