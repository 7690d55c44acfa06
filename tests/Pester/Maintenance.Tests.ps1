# Duties in a real PowerShell: what a script, and a person before a narrow window, is told of those that failed.

BeforeAll {
    . "$PSScriptRoot/Prepared.ps1"
    $inventory = Join-Path $TestDrive 'mcpops.json'
    @{
        history = @{ store = 'state' }
        servers = @{
            web = @{
                url   = 'http://127.0.0.1:1/mcp'
                plans = @{
                    daily = @{
                        at    = '02:00'
                        steps = @(
                            @{ id = 'probe'; use = 'health'; with = @{ checks = @('protocol') } }
                            @{ id = 'bad'; use = 'command'; with = @{ run = @('sh', '-c', 'echo no room; exit 3') } }
                            @{ id = 'last'; use = 'command'; with = @{ run = @('true') } }
                        )
                    }
                }
            }
        }
    } | ConvertTo-Json -Depth 9 | Set-Content -Path $inventory
}

Describe 'Invoke-McpMaintenance of a plan of which steps fail' -Skip:(-not $IsLinux) {
    It 'writes every record, and then an error for each' {
        $steps = Invoke-McpMaintenance daily -ConfigPath $inventory -ErrorAction SilentlyContinue -ErrorVariable told
        $steps.Outcome | Should -Be 'Failed', 'Failed', 'Changed'
        $told.FullyQualifiedErrorId | Should -Be 'StepFailed,McpOps.Commands.InvokeMcpMaintenanceCommand', 'StepFailed,McpOps.Commands.InvokeMcpMaintenanceCommand'
        "$($told[0])" | Should -BeLike "web: The step 'probe' of the plan 'daily' failed. *make up for it with Invoke-McpMaintenance daily web -Step probe."
        "$($told[1])" | Should -BeLike '*no room*'
    }

    It 'ends a script that stops at errors, and leaves no duty undone' {
        $script = Join-Path $TestDrive 'night.ps1'
        Set-Content -Path $script -Value "`$ErrorActionPreference = 'Stop'; Import-Module '$module'; Invoke-McpMaintenance daily -ConfigPath '$inventory' | ForEach-Object Step"
        $steps = & (Get-Process -Id $PID).Path -NoProfile -File $script 2> (Join-Path $TestDrive 'errors')
        $LASTEXITCODE | Should -Be 1
        $steps | Should -Be 'probe', 'bad', 'last'
        Get-Content (Join-Path $TestDrive 'errors') -Raw | Should -BeLike "*The step 'probe'*"
        (Invoke-McpMaintenance -Status -ConfigPath $inventory).Outcome | Should -Be 'Failed'
    }

    It 'shows why in a window of 80 columns' {
        $steps = Invoke-McpMaintenance daily -ConfigPath $inventory -ErrorAction Ignore
        $table = $steps | Out-String -Width 80
        $table | Should -Match 'Message'
        $table -replace '\s+', ' ' | Should -Match 'no room'
        Invoke-McpMaintenance -Status -ConfigPath $inventory | Out-String -Width 80 | Should -Match 'Message'
    }
}
