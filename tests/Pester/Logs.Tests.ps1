# What the log cmdlets promise in a real PowerShell.

BeforeAll {
    Import-Module ($env:MCPOPS_MODULE ?? "$PSScriptRoot/../../McpOps.psd1") -Force
    $folder = Join-Path $TestDrive 'logs'
    $null = New-Item -ItemType Directory $folder
    1..10 | ForEach-Object {
        '2026-11-{0:00} 06:00:00,000 - app - INFO - Extracting content from URL: https://example.com/{0}' -f $_
        '2026-11-{0:00} 06:00:01,000 - app - INFO - Successfully extracted 10 characters from https://example.com/{0} in {1} ms' -f $_, ($_ * 100)
        '2026-11-{0:00} 06:00:02,000 - app - ERROR - Failed with token=abcdef123456 on item {0}' -f $_
    } | Set-Content (Join-Path $folder 'app.log')
    $script:log = Join-Path $folder 'app.log'
}

Describe 'Get-McpLogSummary' {
    It 'sums up a path' {
        $summary = Get-McpLogSummary -Path $log
        $summary.Requests, $summary.Successes, $summary.Errors, $summary.LatencyMeanMs | Should -Be 10, 10, 10, 550
        $summary.TopErrors[0].Sample | Should -Not -Match 'abcdef123456'
    }

    It 'takes wildcards, files from the pipeline and a literal path' {
        (Get-McpLogSummary -Path (Join-Path $folder '*.log')).Entries | Should -Be 30
        (Get-ChildItem $folder | Get-McpLogSummary).Entries | Should -Be 30
        (Get-McpLogSummary -LiteralPath $log).Entries | Should -Be 30
    }

    It 'says that the inventory names no log, and that a log is not there, instead of nothing' {
        $config = Join-Path $TestDrive 'mcpops.json'
        Set-Content $config '{ "servers": { "web": { "url": "http://127.0.0.1:1/mcp" } } }'
        { Get-McpLogSummary -ConfigPath $config -ErrorAction Stop } | Should -Throw -ErrorId 'NoLogGiven,*'
        { Get-McpLogEntry -ConfigPath $config -ErrorAction Stop } | Should -Throw -ErrorId 'NoLogGiven,*'
        { Get-McpLogEntry nosuch.log -ErrorAction Stop -WarningAction SilentlyContinue } | Should -Throw -ErrorId 'LogNotFound,*'
    }

    It 'keeps to a day' {
        (Get-McpLogSummary -Path $log -Date 2026-11-03).Entries | Should -Be 3
        (Get-McpLogSummary -Path $log -Since 2026-11-09).Entries | Should -Be 6
    }

    It 'warns of one of a server''s logs that is not there yet, and fails where none is' {
        $config = Join-Path $TestDrive 'several.json'
        @{ servers = @{ web = @{ url = 'http://127.0.0.1:1/mcp'; logs = @($log, (Join-Path $folder 'later.log')) } } } | ConvertTo-Json -Depth 5 | Set-Content $config
        (Get-McpLogSummary -ConfigPath $config -ErrorAction Stop -WarningVariable said -WarningAction SilentlyContinue).Entries | Should -Be 30
        "$said" | Should -BeLike '*later.log*does not exist*'
        @(Get-McpLogEntry -ConfigPath $config -ErrorAction Stop -WarningAction SilentlyContinue).Count | Should -Be 30
        @{ servers = @{ web = @{ url = 'http://127.0.0.1:1/mcp'; logs = @((Join-Path $folder 'later.log')) } } } | ConvertTo-Json -Depth 5 | Set-Content $config
        { Get-McpLogSummary -ConfigPath $config -ErrorAction Stop -WarningAction SilentlyContinue } | Should -Throw -ErrorId 'LogsNotFound,*'
    }

    It 'tells what is missing as an error, and ends when nothing is left' {
        $missing = Join-Path $folder 'none.log'
        (Get-McpLogSummary -Path $log, $missing -ErrorVariable problems -ErrorAction SilentlyContinue).Entries | Should -Be 30
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'LogNotFound,*'
        foreach ($cmdlet in 'Get-McpLogSummary', 'Get-McpLogEntry') {
            { & $cmdlet -Path $missing -ErrorAction SilentlyContinue } | Should -Throw -ErrorId 'LogsNotFound,*'
            { & $cmdlet -Path $log, $missing -ErrorAction Stop } | Should -Throw -ErrorId 'LogNotFound,*'
        }
    }

    It 'says so where no log is named anywhere' {
        '{ "servers": { "bare": { "url": "http://127.0.0.1:1/mcp" } } }' | Set-Content "$TestDrive/bare.json"
        { Get-McpLogSummary -ConfigPath "$TestDrive/bare.json" } | Should -Throw -ErrorId 'NoLogGiven,*'
        { Get-McpLogEntry -ConfigPath "$TestDrive/bare.json" } | Should -Throw -ErrorId 'NoLogGiven,*'
        { Invoke-McpBackup -ConfigPath "$TestDrive/bare.json" } | Should -Throw -ErrorId 'NothingToBackUp,*'
    }

    It 'reads the lines that come through the pipeline' {
        (Get-Content $log | Get-McpLogSummary).Entries | Should -Be 30
        (Get-Content $log -Raw | Get-McpLogSummary).Entries | Should -Be 30
        (@('{"time":"2026-11-01T00:00:00Z","level":"error","msg":"a"}', '') | Get-McpLogEntry).Level | Should -Be 'ERROR'
        (& { [System.IO.File]::ReadAllLines($log) } | Get-McpLogEntry).Count | Should -Be 30
        ($log | Get-McpLogSummary).Entries | Should -Be 30
    }

    It 'leads from a summary to its entries, and not from entries to a summary' {
        (Get-McpLogSummary -Path $log | Get-McpLogEntry).Count | Should -Be 30
        (Get-McpLogSummary -Path $log | ConvertTo-Csv | ConvertFrom-Csv | Get-McpLogEntry).Count | Should -Be 30
        Get-McpLogEntry -Path $log | Get-McpLogSummary -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        @($problems).Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'EntriesNotRead,*'
    }

    It 'becomes useful columns of CSV' {
        $row = Get-McpLogSummary -Path $log -By Day | ConvertTo-Csv | ConvertFrom-Csv
        $row.Levels | Should -Be 'ERROR 10; INFO 20'
        $row.TopDomains | Should -Be 'example.com 10'
        $row.Rows | Should -Match '^2026-11-01 00:00 1 requests 1 errors; '
        $row.State | Should -BeNullOrEmpty
        ($row.psobject.Properties.Value -join ' ') | Should -Not -Match 'System\.|McpOps\.'
    }

    It 'is shown in a table of at most 80 columns' {
        $lines = Get-McpLogSummary -Path $log | Format-Table | Out-String -Width 80 -Stream
        ($lines | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 80
        $lines -join ' ' | Should -Match 'Avail %'
    }
}

Describe 'Merge-McpLogSummary' {
    It 'gives the whole of its parts, also after they went through a file' {
        $whole = Get-McpLogSummary -Path $log -By Day
        $parts = 1..10 | ForEach-Object { Get-McpLogSummary -Path $log -Date ('2026-11-{0:00}' -f $_) }
        $parts | Export-Clixml (Join-Path $TestDrive 'parts.xml')
        $merged = Import-Clixml (Join-Path $TestDrive 'parts.xml') | Merge-McpLogSummary -Name app -By Day
        $merged.Entries, $merged.Errors, $merged.LatencyMeanMs, $merged.Rows.Count | Should -Be $whole.Entries, $whole.Errors, $whole.LatencyMeanMs, $whole.Rows.Count
        $merged.TopErrors[0].Count | Should -Be $whole.TopErrors[0].Count
    }

    It 'gives the same from a file and from a job as at once' {
        $direct = Get-McpLogSummary -Path $log | Merge-McpLogSummary -Name app | ConvertTo-Json -Depth 6
        Get-McpLogSummary -Path $log | Export-Clixml (Join-Path $TestDrive 'one.xml')
        Import-Clixml (Join-Path $TestDrive 'one.xml') | Merge-McpLogSummary -Name app | ConvertTo-Json -Depth 6 | Should -Be $direct
        $module = (Get-Module McpOps).Path
        Start-ThreadJob { Import-Module $using:module; Get-McpLogSummary -Path $using:log } | Receive-Job -Wait -AutoRemoveJob | Merge-McpLogSummary -Name app | ConvertTo-Json -Depth 6 | Should -Be $direct
    }

    It 'refuses what is no summary' {
        { 'text' | Merge-McpLogSummary -ErrorAction Stop } | Should -Throw -ErrorId 'NotALogSummary,*'
    }
}

Describe 'Get-McpLogEntry' {
    It 'streams entries that can be selected' {
        $entries = Get-McpLogEntry -Path $log | Where-Object Level -EQ ERROR
        $entries.Count | Should -Be 10
        ($entries.TemplateId | Sort-Object -Unique).Count | Should -Be 1
        $entries[0].Message | Should -Not -Match 'abcdef123456'
        (Get-McpLogEntry -Path $log -Raw)[2].Message | Should -Match 'abcdef123456'
    }

    It 'ends early when the pipeline does' {
        (Get-McpLogEntry -Path $log | Select-Object -First 2).Count | Should -Be 2
    }

    It 'begins with the last lines' {
        (Get-McpLogEntry -Path $log -Tail 2).Line | Should -Be 29, 30
    }

    It 'understands times as mcpops does, and refuses an empty path' {
        $log = Join-Path $TestDrive 'words.log'
        Set-Content -Path $log -Value "$((Get-Date).AddHours(-3).ToString('yyyy-MM-dd HH:mm:ss')) ERROR old", "$((Get-Date).ToString('yyyy-MM-dd HH:mm:ss')) ERROR new"
        @(Get-McpLogEntry $log -Since 1h).Message | Should -Be 'new'
        @(Get-McpLogEntry $log -Since (Get-Date).AddHours(-1)).Message | Should -Be 'new'
        { Get-McpLogEntry $log -Since soonish } | Should -Throw -ErrorId 'ParameterArgumentTransformationError*'
        { Get-McpLogEntry '' } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        (Get-McpLogSummary $log | Format-List | Out-String) | Should -Not -Match 'State'
    }
}

Describe 'The page of a summary' {
    It 'is that of the command, also after it went through a file' -Skip:(-not $IsLinux) {
        $log = "$TestDrive/page.log"
        1..40 | ForEach-Object { "2026-11-1$($_ % 8) 0$($_ % 10):00:00,000 - app - $(if ($_ % 7) { "INFO - Successfully extracted 10 characters from https://example.com/$_ in $_ ms" } else { "ERROR - Failed on item $_" })" } | Set-Content -Path $log
        $summary = Get-McpLogSummary $log -By Day
        $page = [McpOps.Commands.LogReport]::Of($summary, 120).Trim() -split '\r?\n'
        $mcpops = Get-ChildItem "$PSScriptRoot/../../src/McpOps.Cli/bin" -Recurse -Filter mcpops | Sort-Object -Property LastWriteTime | Select-Object -Last 1 -ExpandProperty FullName
        $page | Should -Be (& $mcpops logs $log --by day | Out-String).Trim().Split([Environment]::NewLine)
        $summary | Export-Clixml "$TestDrive/page.xml"
        foreach ($shown in ($summary | Out-String -Width 200), (Import-Clixml "$TestDrive/page.xml" | Out-String -Width 200)) { $shown | Should -Match '(?s)Requests.*By day.*Errors.*Failed on item' }
        (Get-McpLogSummary $log -By File | Out-String) | Should -Match 'TopError'
    }
}
