# Every pair of cmdlets of which one takes what the other writes, found in the metadata: live, after a file of XML, after a table of text.

BeforeDiscovery {
    Import-Module ($env:MCPOPS_MODULE ?? "$PSScriptRoot/../../McpOps.psd1") -Force
    # Not tried yet: each needs a record of its own in $makers, and a place in Ends.ps1.
    $untried = 'Clear-McpFile', 'Export-McpDashboard', 'Get-McpAdvice', 'Get-McpDatabaseReport', 'Get-McpDiagnosis', 'Get-McpObjective', 'Get-McpSchedule', 'Import-McpMetric', 'Invoke-McpDatabaseMaintenance', 'Invoke-McpLogRotation', 'Register-McpSchedule', 'Restart-McpServer', 'Unregister-McpSchedule'
    $commands = Get-Command -Module McpOps | Where-Object Name -NotIn $untried
    $records = $commands.OutputType.Type | Where-Object FullName -Like 'McpOps.*' | Select-Object -Unique

    # A property of the same name that means something else: it is refused with words, and nothing is done.
    $strangers = @{
        McpAlert         = 'Remove-McpBackup', 'Test-McpBackup', 'Restore-McpBackup'
        McpBackup        = 'Confirm-McpAlert', 'Test-McpInventory'
        McpBackupVerification = 'Confirm-McpAlert'
        McpRestore       = 'Confirm-McpAlert', 'Remove-McpBackup', 'Test-McpBackup', 'Restore-McpBackup'
        McpDelivery      = 'Confirm-McpAlert', 'Remove-McpBackup', 'Test-McpBackup', 'Restore-McpBackup'
        McpLogEntry      = 'Get-McpLogEntry', 'Get-McpLogSummary', 'Test-McpInventory'
        McpRestoreChange = 'Test-McpInventory'
        McpAcceptance    = 'Test-McpInventory'
        McpContent       = 'Export-McpReport', 'Export-McpMetric', 'Get-McpPage', 'Invoke-McpMaintenance', 'Get-McpMetric', 'Get-McpAlert', 'Get-McpBackup', 'Restore-McpBackup', 'Set-McpServer', 'Remove-McpServer'
    }
    # What an inventory names already makes no second one.
    foreach ($record in $records.Name) { $strangers[$record] = @($strangers[$record]) + 'New-McpInventory' }

    # What a table of text cannot hold: figures and histograms that are merged.
    $whole = 'Merge-McpLogSummary', 'Merge-McpCapacity'

    function Test-Pair([type] $Record, $Command) {
        $properties = $Record.GetProperties().Name
        foreach ($parameter in $Command.Parameters.Values) {
            foreach ($use in $parameter.Attributes.Where({ $_ -is [Parameter] })) {
                if ($use.ValueFromPipeline -and $parameter.ParameterType.GetElementType() -eq [psobject]) {
                    if ($Command.Verb -eq 'Merge') { if ($Record -in $Command.OutputType.Type) { return $true } }
                    elseif ($properties -contains 'Server' -or $Record.Name -eq 'McpServer') { return $true }
                }
                if ($use.ValueFromPipelineByPropertyName -and @($properties | Where-Object { $_ -in @($parameter.Name) + $parameter.Aliases }).Count -gt 0) { return $true }
            }
        }
        $false
    }

    $pairs = foreach ($record in $records) {
        foreach ($command in $commands | Where-Object { Test-Pair $record $_ }) {
            @{ Record = $record.Name; To = $command.Name; Stranger = $command.Name -in $strangers[$record.Name]; Ways = @('live', 'clixml'; if ($command.Name -notin $whole) { 'csv' }) }
        }
    }
    $kin = $pairs | Where-Object { -not $_.Stranger }
    $others = $pairs | Where-Object { $_.Stranger }
    $names = $records.Name | ForEach-Object { @{ Record = $_ } }
}

BeforeAll {
    . "$PSScriptRoot/Prepared.ps1"
    $folder = (New-Item -ItemType Directory -Path "$TestDrive/place").FullName
    $place = Initialize-Place $folder
    $ends = & "$PSScriptRoot/Ends.ps1"

    # A history in which web has fallen.
    $gone = "$folder/gone.json"
    $history = "$folder/history"
    Set-Content -Path $gone -Value (@{ watch = @{ failures = 1 }; servers = @{ web = @{ url = 'http://127.0.0.1:1/mcp' } } } | ConvertTo-Json -Depth 4)
    $watched = Watch-McpHealth -Once -ConfigPath $gone -History $history
    $backup = Invoke-McpBackup web

    # One record of each kind, about web where it is about a server.
    $makers = @{
        McpServer             = { Get-McpServer web }
        McpHealth             = { Get-McpHealth web -Check protocol }
        McpTool               = { Get-McpTool web }
        McpToolResult         = { Invoke-McpTool web echo -Arguments @{ message = 'hi' } }
        McpServerResource     = { Get-McpResource web }
        McpPrompt             = { Get-McpPrompt web }
        McpContent            = { Get-McpResource web -Resource note:///today -Read }
        McpPage               = { Get-McpPage "$($place.Site.Address)/docs" }
        McpLogSummary         = { 'web' | Get-McpLogSummary }
        McpLogEntry           = { 'web' | Get-McpLogEntry -Tail 1 }
        McpBackup             = { Invoke-McpBackup web -Store (New-Guid) }
        McpBackupVerification = { $own = Invoke-McpBackup web; Test-McpBackup $own.Id }
        McpRestore            = { Restore-McpBackup $backup.Id -Destination (New-Guid) }
        McpRestoreChange      = { Restore-McpBackup $backup.Id -Destination (New-Guid) -WhatIf 6>$null }
        McpCapacity           = { Test-McpCapacity web -Workload list -Rate 20 -Duration 0.3 }
        McpInventory          = { New-McpInventory -Path "$(New-Guid).json" }
        McpInventoryTest      = { Test-McpInventory }
        McpAlert              = { Get-McpAlert web -ConfigPath $gone -History $history }
        McpMetric             = { Get-McpMetric web -ConfigPath $gone -History $history -Metric success }
        McpDelivery           = { Send-McpAlert "$(New-Guid)" -Server web -Channel log -History (New-Guid) }
        McpWatchRecord        = { $watched | Where-Object Server -EQ web | Select-Object -First 1 }
        McpWatchStatus        = { Watch-McpHealth -Status -ConfigPath $gone -History $history }
        McpAcceptedServer     = {
            # One that offers other tools than when it was seen first.
            $drifted = "$folder/drifted.json"
            foreach ($one in @{ url = $place.Url }, @{ command = 'dotnet'; args = @($place.Hostile, 'good') }) {
                Set-Content -Path $drifted -Value (@{ servers = @{ web = $one } } | ConvertTo-Json -Depth 4)
                $null = 1..2 | ForEach-Object { Watch-McpHealth -Once -ConfigPath $drifted -History "$folder/drifted" -WarningAction Ignore }
            }
            Watch-McpHealth -Accept -ConfigPath $drifted -History "$folder/drifted"
        }
        McpReport             = { Export-McpReport -Server web -Since 1h -ConfigPath $gone -History $history }
        McpReplay             = { Watch-McpHealth -Replay 1h -ConfigPath $gone -History $history }
        McpMaintenanceStep    = { Invoke-McpMaintenance daily web -History (New-Guid) | Where-Object Server -EQ web }
        McpPlanStatus         = { Invoke-McpMaintenance -Status -History (New-Guid) | Where-Object Server -EQ web }
        McpFinding            = { Test-McpSecurity web -Area http, tools | Where-Object Server -EQ web }
        McpAcceptance         = { Test-McpSecurity web -Accept -Reason 'as they are' -Lock "$(New-Guid).json" }
    }
    # Pester clears what a test leaves in its drive: so they are made before the first.
    $made = @{}
    foreach ($record in $makers.Keys) { $made[$record] = @(& $makers[$record])[0] }

    function Invoke-End([string] $Record, [string] $To, [string] $Way) {
        $copy = "$folder/$(New-Guid).json"
        Copy-Item mcpops.json $copy
        # What removes a thing takes it from the next.
        $one = if ($To -in 'Remove-McpBackup' -and $Record -like 'McpBackup*') { @(& $makers[$Record])[0] } else { $made[$Record] }
        $given = switch ($Way) {
            'live' { $one }
            'clixml' { $one | Export-Clixml "$folder/way.xml"; Import-Clixml "$folder/way.xml" }
            'csv' { $one | ConvertTo-Csv | ConvertFrom-Csv }
        }
        $end = if ($To -eq 'Restore-McpBackup' -and -not $one.PSObject.Properties['Id']) { $ends['Restore-McpBackup by server'] } else { $ends[$To] ?? $To }
        $written = try { @($given | & ([scriptblock]::Create("`$input | $end -WarningAction Ignore")) 2>&1) } catch { $_ }
        @{
            Results  = @($written | Where-Object { $_ -isnot [System.Management.Automation.ErrorRecord] -and $_.Status -ne 'Invalid' })
            Problems = @($written | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] -or $_.Status -eq 'Invalid' })
        }
    }
}

AfterAll {
    Close-Place $place
}

Describe 'A record' -Skip:(-not $IsLinux) {
    It '<Record> is made by something' -ForEach $names {
        $one = $made[$Record]
        $one | Should -Not -BeNullOrEmpty
        $one.GetType().Name | Should -Be $Record
    }
}

Describe '<Record> into <To>' -ForEach $kin -Skip:(-not $IsLinux) {
    It 'is about the same' {
        foreach ($way in $Ways) {
            $end = Invoke-End $Record $To $way
            "$($end.Problems)" | Should -BeNullOrEmpty -Because $way
            $end.Results | Should -Not -BeNullOrEmpty -Because $way
            foreach ($server in $end.Results | ForEach-Object { $_.PSObject.Properties['Server'].Value } | Where-Object { $_ }) { $server | Should -BeIn 'web', $made.McpLogSummary.Paths[0] -Because $way }
        }
    }
}

Describe 'A record whose server is empty' -Skip:(-not $IsLinux) {
    It 'does not stand for all: <_>' -ForEach 'Get-McpAlert', 'Get-McpMetric', 'Get-McpBackup', 'Restore-McpBackup -Latest', 'Get-McpHealth', 'Remove-McpServer', 'Set-McpServer -Property @{}' {
        foreach ($server in $null, '') {
            $written = try { @([pscustomobject]@{ Server = $server; Message = 'of the host' } | & ([scriptblock]::Create("`$input | $_")) 2>&1) } catch { $_ }
            $written | Should -Not -BeNullOrEmpty
            $written | Should -BeOfType [System.Management.Automation.ErrorRecord]
        }
    }
}

Describe '<Record> into <To>, which is another thing' -ForEach $others -Skip:(-not $IsLinux) {
    It 'is refused with words' {
        foreach ($way in $Ways) {
            $end = Invoke-End $Record $To $way
            $end.Results | Should -BeNullOrEmpty -Because $way
            $end.Problems | Should -Not -BeNullOrEmpty -Because $way
            ($end.Problems[0].FullyQualifiedErrorId ?? 'Invalid,McpOps') | Should -Match '^[A-Z]\w+,McpOps' -Because $way
        }
    }
}
