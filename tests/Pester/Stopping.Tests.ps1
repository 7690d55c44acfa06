# Ctrl-C ends each cmdlet within a second, whatever it waits for or works on.

BeforeDiscovery {
    # What each is busy with when it is stopped. Those that only handle what is in memory or in a small file wait for their input.
    $slow = [ordered]@{
        'Get-McpHealth'       = 'Get-McpHealth -Uri $hanging -Timeout 60'
        'Wait-McpHealth'      = 'Wait-McpHealth -Uri $hanging -Timeout 60 -Within 60'
        'Add-McpServer'       = '& { Get-McpServer weather; Start-Sleep -Seconds 60 } | Add-McpServer -ConfigPath slow.json'
        'Set-McpServer'       = '& { "web"; Start-Sleep -Seconds 60 } | Set-McpServer -Property @{ timeoutSeconds = 5 }'
        'Remove-McpServer'    = '& { "web"; Start-Sleep -Seconds 60 } | Remove-McpServer'
        'Test-McpInventory'   = '& { Get-Item mcpops.json; Start-Sleep -Seconds 60 } | Test-McpInventory'
        'Get-McpTool'         = 'Get-McpTool -Uri $hanging -Timeout 60'
        'Invoke-McpTool'      = 'Invoke-McpTool -Uri $hanging -Tool echo -Timeout 60'
        'Get-McpResource'     = 'Get-McpResource -Uri $hanging -Timeout 60'
        'Get-McpPrompt'       = 'Get-McpPrompt -Uri $hanging -Prompt summary -Read -Timeout 60'
        'Test-McpSecurity'    = 'Test-McpSecurity -Uri $hanging -Area tools -Timeout 60'
        'Test-McpCapacity'    = 'Test-McpCapacity -Uri $hanging -Workload list -Duration 60'
        'Get-McpPage'         = 'Get-McpPage $hanging -Timeout 60'
        'Watch-McpHealth'     = 'Watch-McpHealth web -History slow-watch'
        'Get-McpAlert'        = '& { [pscustomobject]@{ Server = "web" }; Start-Sleep -Seconds 60 } | Get-McpAlert -History slow-watch'
        'Confirm-McpAlert'    = '& { Start-Sleep -Seconds 60 } | Confirm-McpAlert -History slow-watch'
        'Send-McpAlert'       = '& { "text"; Start-Sleep -Seconds 60 } | Send-McpAlert -History slow-watch'
        'Import-McpMetric'    = '& { Get-Item mcpops.json; Start-Sleep -Seconds 60 } | Import-McpMetric -Server web -History slow-watch'
        'Get-McpMetric'       = '& { Start-Sleep -Seconds 60; [pscustomobject]@{ Server = "web" } } | Get-McpMetric -History slow-watch'
        'Get-McpObjective'    = '& { Start-Sleep -Seconds 60; [pscustomobject]@{ Server = "web" } } | Get-McpObjective -History slow-watch'
        'Export-McpDashboard' = '& { Start-Sleep -Seconds 60 } | Export-McpDashboard slow-dashboard'
        'Export-McpMetric'    = '& { Start-Sleep -Seconds 60; [pscustomobject]@{ Server = "web" } } | Export-McpMetric -History slow-watch'
        'Export-McpReport'    = '& { Start-Sleep -Seconds 60; [pscustomobject]@{ Server = "web" } } | Export-McpReport -History slow-watch'
        'Get-McpServer'       = '& { "web"; Start-Sleep -Seconds 60 } | Get-McpServer'
        'New-McpInventory'    = '& { Get-McpServer web; Start-Sleep -Seconds 60 } | New-McpInventory -Path slow.json'
        'Get-McpLogEntry'     = 'Get-McpLogEntry logs/app.log -Wait'
        'Get-McpLogSummary'   = 'Get-McpLogSummary huge.log'
        'Merge-McpLogSummary' = '& { Get-McpLogSummary logs/app.log; Start-Sleep -Seconds 60 } | Merge-McpLogSummary'
        'Invoke-McpBackup'    = 'Invoke-McpBackup -Path huge.log -Store ./slow-store'
        'Get-McpSchedule'     = '& { Start-Sleep -Seconds 60; [pscustomobject]@{ Plan = "daily" } } | Get-McpSchedule -Kind cron -Folder slow -Command /bin/true'
        'Register-McpSchedule' = '& { Start-Sleep -Seconds 60; [pscustomobject]@{ Plan = "daily" } } | Register-McpSchedule -Kind cron -Folder slow -Command /bin/true'
        'Unregister-McpSchedule' = '& { Start-Sleep -Seconds 60; [pscustomobject]@{ Plan = "daily" } } | Unregister-McpSchedule -Kind cron -Folder slow -Command /bin/true'
        'Invoke-McpDatabaseMaintenance' = '& { Start-Sleep -Seconds 60; [pscustomobject]@{ Server = "web" } } | Invoke-McpDatabaseMaintenance'
        'Get-McpDatabaseReport' = '& { Start-Sleep -Seconds 60; [pscustomobject]@{ Server = "web" } } | Get-McpDatabaseReport'
        'Restart-McpServer'   = '& { Start-Sleep -Seconds 60; [pscustomobject]@{ Server = "web" } } | Restart-McpServer'
        'Get-McpDiagnosis'    = 'Get-McpDiagnosis web -Interval 60s'
        'Get-McpAdvice'       = '& { Start-Sleep -Seconds 60; [pscustomobject]@{ Server = "web" } } | Get-McpAdvice'
        'Clear-McpFile'       = '& { Start-Sleep -Seconds 60; [pscustomobject]@{ Server = "web" } } | Clear-McpFile'
        'Invoke-McpLogRotation' = '& { Start-Sleep -Seconds 60; [pscustomobject]@{ Server = "web" } } | Invoke-McpLogRotation'
        'Invoke-McpMaintenance' = 'Invoke-McpMaintenance slow -History slow-duties'
        'Get-McpBackup'       = 'Get-McpBackup -Store s3://bucket/prefix'
        'Test-McpBackup'      = 'Test-McpBackup docs/20261120T010000Z -Store s3://bucket/prefix'
        'Remove-McpBackup'    = 'Remove-McpBackup docs/20261120T010000Z -Store s3://bucket/prefix -Force'
        'Restore-McpBackup'   = 'Restore-McpBackup docs/20261120T010000Z -Store s3://bucket/prefix -Destination ./slow-out'
        'Merge-McpCapacity'   = '& { Test-McpCapacity web -Workload list -Rate 20 -Duration 0.5; Start-Sleep -Seconds 60 } | Merge-McpCapacity'
    }
    $cmdlets = $slow.Keys | ForEach-Object { @{ Name = $_; Code = $slow[$_] } }
}

BeforeAll {
    . "$PSScriptRoot/Prepared.ps1"
    $folder = (New-Item -ItemType Directory -Path "$TestDrive/place").FullName
    $place = Initialize-Place $folder

    # Takes connections (the system does, for a listener) and never answers.
    $silent = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0)
    $silent.Start()
    $hanging = "http://127.0.0.1:$($silent.LocalEndpoint.Port)/mcp"
    $kept = $env:AWS_ENDPOINT_URL, $env:AWS_ACCESS_KEY_ID, $env:AWS_SECRET_ACCESS_KEY, $env:AWS_REGION
    $env:AWS_ENDPOINT_URL, $env:AWS_ACCESS_KEY_ID, $env:AWS_SECRET_ACCESS_KEY, $env:AWS_REGION = "http://127.0.0.1:$($silent.LocalEndpoint.Port)", 'key', 'secret', 'us-east-1'

    # A file of 64 GB that takes no space.
    $stream = [System.IO.File]::Create("$folder/huge.log")
    $stream.SetLength(64GB)
    $stream.Dispose()

    function Open-Shell([string] $Code) {
        $shell = [powershell]::Create()
        $null = $shell.AddScript("param(`$module, `$folder, `$hanging) Import-Module `$module; Set-Location `$folder").AddArgument($module).AddArgument($folder).AddArgument($hanging).Invoke()
        $shell.Commands.Clear()
        $shell.Runspace.SessionStateProxy.SetVariable('hanging', $hanging)
        $null = $shell.AddScript($Code)
        $shell
    }
}

AfterAll {
    $env:AWS_ENDPOINT_URL, $env:AWS_ACCESS_KEY_ID, $env:AWS_SECRET_ACCESS_KEY, $env:AWS_REGION = $kept
    $silent.Stop()
    Close-Place $place
}

Describe 'Ctrl-C' -Skip:(-not $IsLinux) {
    It 'is tried on each cmdlet' -TestCases @{ Tried = $cmdlets.Name } {
        $Tried | Sort-Object | Should -Be ((Get-Command -Module McpOps).Name | Sort-Object)
    }

    It 'ends <Name> within a second' -ForEach $cmdlets {
        # What else the machine does may hold up one try, and not all of them.
        $seconds = foreach ($try in 1..3) {
            $shell = Open-Shell $Code
            try {
                $running = $shell.BeginInvoke()
                # It is at work once it has been running for a while, and has not ended: that is the condition of what is measured.
                $running.AsyncWaitHandle.WaitOne(700) | Should -BeFalse -Because "$Code takes longer"
                $watch = [System.Diagnostics.Stopwatch]::StartNew()
                $shell.Stop()
                $watch.Elapsed.TotalSeconds
                $shell.InvocationStateInfo.State | Should -Be 'Stopped'
            }
            finally {
                $shell.Dispose()
            }

            if ($watch.Elapsed.TotalSeconds -lt 1) { break }
        }

        ($seconds | Measure-Object -Minimum).Minimum | Should -BeLessThan 1 -Because "of $seconds the shortest counts"
    }
}
