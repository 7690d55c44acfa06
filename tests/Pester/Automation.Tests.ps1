BeforeDiscovery {
    # Each step, and what is done to the place so that it fails.
    $broken = @(
        @{ Step = 'folder'; Break = { Set-Content 'reports' 'a file in the way' } }
        @{ Step = 'health'; Break = { (Get-Content mcpops.json -Raw).Replace($place.Url, 'http://127.0.0.1:1/mcp') | Set-Content mcpops.json } }
        @{ Step = 'logs'; Break = { Remove-Item logs/app.log } }
        @{ Step = 'backup'; Break = { Remove-Item docs -Recurse } }
        @{ Step = 'verify'; Break = { $old = Invoke-McpBackup -Path docs -As old -Store backup; Set-Content "$($old.Path)/files.tar.gz" 'cut' } }
        @{ Step = 'prune'; Break = { (Get-Content mcpops.json -Raw) -replace '"keepLast":\s*1', '"keepLast": null' | Set-Content mcpops.json } }
    )
}

Describe 'The night scripts of about_McpOps_Automation' -Skip:(-not $IsLinux) {
    BeforeAll {
        . "$PSScriptRoot/Prepared.ps1"
        $about = Get-Content "$root/en-US/about_McpOps_Automation.help.txt"

        # The lines of a sample, without what indents them: from the first that begins so to the first that is not indented.
        function Get-Sample([string] $First) {
            $from = [array]::FindIndex($about, [Predicate[string]] { param($line) $line.Trim().StartsWith($First) })
            $from | Should -BeGreaterThan 0
            $lines = $about[$from..($about.Count - 1)]
            $until = [array]::FindIndex($lines, [Predicate[string]] { param($line) $line -match '^ {0,6}\S' })
            $lines[0..($until - 1)] -replace '^ {8}'
        }
    }

    BeforeEach {
        $folder = (New-Item -ItemType Directory -Path (Join-Path $TestDrive (New-Guid))).FullName
        $place = Initialize-Place $folder
        $config = Get-Content mcpops.json -Raw | ConvertFrom-Json -AsHashtable
        $config.servers.Remove('off'); $config.servers.Remove('weather'); $config.servers.web.Remove('service')

        # The machine that runs the tests may be busy: that is no server's fault here.
        $config.servers.web.thresholds = @{}
        'cpu', 'memory', 'swap', 'load', 'disk', 'response', 'errorRate' | ForEach-Object { $config.servers.web.thresholds[$_] = @{ warning = 100000; critical = 100000 } }
        $config | ConvertTo-Json -Depth 8 | Set-Content mcpops.json
        Get-Sample 'param(' | ForEach-Object { $_ -replace 'Import-Module McpOps$', "Import-Module '$module'" } | Set-Content nightly.ps1
        function Invoke-Night { pwsh -NoProfile -NonInteractive -File ./nightly.ps1 -Inventory "$folder/mcpops.json" -Reports "$folder/reports" 2>&1 }
    }

    AfterEach { Close-Place $place }

    It 'does all of it, and twice leaves what the retention says' {
        # Without a backup a server is not healthy: before the first night one is made by hand.
        $null = Invoke-McpBackup -ConfigPath mcpops.json
        $said = Invoke-Night
        $LASTEXITCODE | Should -Be 0 -Because "$said"
        Set-Content docs/readme.md 'Read me again.'
        $said = Invoke-Night
        $LASTEXITCODE | Should -Be 0 -Because "$said"
        @(Get-McpBackup -Store backup).Count | Should -Be 1
        (Import-Csv reports/health.csv).Status | Should -Be 'Healthy'
        (Get-Content reports/logs.json -Raw | ConvertFrom-Json).Server | Should -Be 'web'
    }

    It 'ends with 1 and names the step <Step> when it fails, and removes nothing after a backup that is no proof' -TestCases $broken {
        param($Step, $Break)
        $null = Invoke-McpBackup -ConfigPath mcpops.json
        Set-Content docs/readme.md 'Other.'
        $null = Invoke-McpBackup -ConfigPath mcpops.json -Full
        & $Break
        $said = Invoke-Night
        $LASTEXITCODE | Should -Be 1 -Because "$said"
        "$said" | Should -Match "nightly: ${Step}:"
        if ($Step -in 'backup', 'verify', 'prune') { @(Get-ChildItem backup/web/2* -Directory).Count | Should -BeGreaterOrEqual 2 }
    }

    It 'is written in units and a task that name the inventory, the folder and nothing that is not there' {
        $task = (Get-Sample '$script  =') -join "`n"
        $errors = $null
        $null = [System.Management.Automation.Language.Parser]::ParseInput($task, [ref] $null, [ref] $errors)
        $errors | Should -BeNullOrEmpty
        $task | Should -Match '-WorkingDirectory .*-Inventory .*-Reports '
        $unit = (Get-Sample '# /etc/systemd/system/mcpops-nightly.service') -join "`n"
        $unit | Should -Match 'WorkingDirectory='
        $unit | Should -Match 'ExecStart=.*-Inventory \S+ -Reports \S+'
        $parameters = [System.Management.Automation.Language.Parser]::ParseFile((Resolve-Path nightly.ps1).Path, [ref] $null, [ref] $null).ParamBlock.Parameters.Name.VariablePath.UserPath
        $parameters | Should -Be 'Inventory', 'Reports'
    }
}
