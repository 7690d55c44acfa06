BeforeAll {
    . "$PSScriptRoot/Prepared.ps1"
    $served = Open-Listener (Get-Program tests/Replicas/MinimalServer minimal-server.dll), '0'
    $url = [uri] ($served.StandardOutput.ReadLine() + '/mcp')
    $inventory = Join-Path $TestDrive 'mcpops.json'
    @{
        servers = @{
            web    = @{ url = "$url"; ports = @($url.Port); thresholds = @{ cpu = 1e6; memory = 1e6; swap = 1e6; disk = 1e6; inodes = 1e6; response = 1e6 } }
            broken = @{ url = 'http://127.0.0.1:1/mcp' }
            off    = @{ url = 'http://127.0.0.1:1/mcp'; enabled = $false }
        }
    } | ConvertTo-Json -Depth 5 | Set-Content -Path $inventory
}

AfterAll {
    $served.Kill()
    $served.Dispose()
}

Describe 'Get-McpHealth' {
    It 'probes an address' {
        $health = Get-McpHealth -Uri $url
        $health.Status | Should -BeIn 'Healthy', 'Degraded' -Because 'a busy machine answers slowly'
        $health.Verdict | Should -Be 'Healthy'
        $health.ToolCount | Should -BeGreaterThan 0
        $health.Checks.Name | Should -Be 'protocol', 'response', 'tools'
    }

    It 'probes a command' {
        $health = Get-McpHealth -Command 'mcpops-no-such-program'
        $health.Verdict | Should -Be 'NotFound'
        $health.Status | Should -Be 'Unhealthy'
    }

    It 'probes the inventory, by name and by wildcard' {
        @(Get-McpHealth -ConfigPath $inventory).Count | Should -Be 3
        (Get-McpHealth -Name 'w*' -ConfigPath $inventory).Server | Should -Be 'web'
        (Get-McpHealth -Name off -ConfigPath $inventory).Verdict | Should -Be 'Disabled'
    }

    It 'goes on after a name that is not there' {
        $health = Get-McpHealth -Name nosuch, web -ConfigPath $inventory -ErrorAction SilentlyContinue -ErrorVariable failed
        $health.Server | Should -Be 'web'
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'ServerNotFound,*'
    }

    It 'composes with Where-Object' {
        (Get-McpHealth -ConfigPath $inventory | Where-Object Status -EQ Unhealthy).Server | Should -Be 'broken'
    }

    It 'gives one Boolean with -Quiet' {
        Get-McpHealth -Uri $url -Check protocol, tools -Quiet | Should -BeExactly $true
        Get-McpHealth -Uri $url, http://127.0.0.1:1/mcp -Quiet | Should -BeExactly $false
    }

    It 'takes its own records from the pipeline, also after a job' {
        $again = Get-McpHealth -Name web -ConfigPath $inventory | Get-McpHealth -ConfigPath $inventory
        $again.Server | Should -Be 'web'
        $fromJob = Start-Job -ScriptBlock { Import-Module $using:module; Get-McpHealth -Name web -ConfigPath $using:inventory } | Receive-Job -Wait -AutoRemoveJob
        $fromJob.Checks[0].Name | Should -Not -BeNullOrEmpty
        ($fromJob | Get-McpHealth -ConfigPath $inventory).Status | Should -Be 'Healthy'
    }

    It 'shows the same table after a job' {
        $health = Get-McpHealth -Uri $url
        $serializer = [System.Management.Automation.PSSerializer]
        $back = $serializer::Deserialize($serializer::Serialize($health))
        ($back | Out-String -Width 120) | Should -Be ($health | Out-String -Width 120)
    }

    It 'has a table that fits 120 columns, and a list with every check' {
        $table = Get-McpHealth -ConfigPath $inventory | Out-String -Width 120 -Stream
        $table | Where-Object { ($_ -replace "`e\[[\d;]*m").Length -gt 120 } | Should -BeNullOrEmpty
        $list = Get-McpHealth -Uri $url | Format-List | Out-String -Width 120
        $list | Should -Match 'protocol: MCP 2'
        $list | Should -Match 'Latency +: [\d.]+ ms \('
    }

    It 'reads well as CSV and JSON without further parameters' {
        $health = Get-McpHealth -Uri $url
        ($health | ConvertTo-Csv | ConvertFrom-Csv).Checks | Should -Match '^protocol Healthy; response \w+; tools Healthy$'
        $json = $health | ConvertTo-Json -WarningVariable truncated -WarningAction SilentlyContinue | ConvertFrom-Json
        $json.Verdict | Should -Be 'Healthy'
        $json.Checks[0].Name | Should -Be 'protocol'
        $truncated | Should -BeNullOrEmpty
    }

    It 'ends with the pipeline that has seen enough' {
        @(Get-McpHealth -ConfigPath $inventory | Select-Object -First 1).Count | Should -Be 1
    }

    It 'runs in parallel runspaces' {
        $verdicts = 1..4 | ForEach-Object -Parallel { Import-Module $using:module; (Get-McpHealth -Uri $using:url).Verdict }
        $verdicts | Should -Be (@('Healthy') * 4)
    }

    It 'says what to do with bad input' {
        { Get-McpHealth -Uri $url -Check frobnicate } | Should -Throw -ErrorId 'UnknownCheck,*'
        { Get-McpHealth -Uri relative/path } | Should -Throw -ErrorId 'InvalidUrl,*'
        { Get-McpHealth -Uri $url -Timeout -1 } | Should -Throw -ErrorId 'ParameterArgument*'
        { Get-McpHealth -ConfigPath "$TestDrive/missing.json" } | Should -Throw
    }

    It 'completes the names of checks' {
        $line = 'Get-McpHealth -Check prot'
        (TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches.CompletionText | Should -Be 'protocol'
        (TabExpansion2 'Get-McpHealth -Check ').CompletionMatches.CompletionText | Should -Contain 'backup'
    }
}
