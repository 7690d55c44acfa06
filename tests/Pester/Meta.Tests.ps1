# What holds for every cmdlet of the module, whatever it does.

BeforeDiscovery {
    Import-Module ($env:MCPOPS_MODULE ?? "$PSScriptRoot/../../McpOps.psd1") -Force
}

BeforeAll {
    # Text that is the user's own: nothing could be offered.
    $freeText = @(
        'Get-McpPage ETag', 'Get-McpPage UserAgent', 'Invoke-McpBackup As', 'Get-McpPage Include', 'Get-McpPage Exclude', 'Get-McpPage Keyword', 'Get-McpLogEntry Pattern', 'Get-McpLogSummary Pattern', 'Get-McpLogEntry Match', 'Get-McpLogSummary Match',
        'Invoke-McpBackup Include', 'Invoke-McpBackup Exclude', 'Invoke-McpBackup AgeRecipient', 'Invoke-McpBackup GpgRecipient', 'Restore-McpBackup Include',
        'Invoke-McpTool ArgumentsJson', 'Get-McpResource Resource', 'Get-McpPrompt Prompt', 'Add-McpServer Name', 'Merge-McpLogSummary Name', 'Test-McpCapacity Query', 'Test-McpCapacity Metric',
        'Confirm-McpAlert Rule', 'Export-McpReport Channel', 'Export-McpReport From', 'Confirm-McpAlert Id', 'Confirm-McpAlert Comment', 'Confirm-McpAlert By', 'Get-McpAlert Rule', 'Get-McpMetric Metric', 'Get-McpObjective Objective', 'Send-McpAlert Message', 'Send-McpAlert Rule', 'Send-McpAlert Channel',
        'Test-McpSecurity Reason', 'Export-McpDashboard Watch', 'Export-McpDashboard NodeExporter', 'Export-McpDashboard PostgresExporter', 'Export-McpDashboard Prometheus', 'Export-McpDashboard Alertmanager', 'Get-McpSchedule Account', 'Register-McpSchedule Account', 'Unregister-McpSchedule Account'
    )
    # Arguments for a program that only the user knows, and the program itself, which PowerShell does not complete in a text parameter.
    $program = 'Command', 'ArgumentList'
    # Paths: PowerShell completes them for any text.
    $path = 'Path', 'LiteralPath', 'ConfigPath', 'Store', 'Destination', 'StatePath', 'HistoryPath', 'BrowserPath', 'Identity', 'History', 'Baseline', 'Lock', 'Osv', 'Project', 'LoginLog', 'Folder', 'SecretFolder'
    # What has no words at all: numbers, times, addresses, maps, records of the pipeline.
    $wordless = [int], [long], [double], [uri], [timespan], [datetimeoffset], [datetime], [System.Collections.IDictionary], [psobject], [switch]

    function Test-Completion($Command, $Parameter) {
        $type = $Parameter.ParameterType
        if ($type.IsArray) { $type = $type.GetElementType() }
        $type = [Nullable]::GetUnderlyingType($type) ?? $type
        $type.IsEnum -or $type -in $wordless -or $Parameter.Name -in $path -or $Parameter.Name -in $program -or
        $Parameter.Attributes.Where({ $_ -is [ArgumentCompleter] -or $_ -is [ValidateSet] }).Count -gt 0 -or
        $type.FullName -like 'McpOps.*'
    }

    $common = [System.Management.Automation.Cmdlet]::CommonParameters + [System.Management.Automation.Cmdlet]::OptionalCommonParameters

    function Get-OwnParameter($Command) {
        $Command.Parameters.Values | Where-Object Name -NotIn $common
    }
}

Describe '<Name>' -ForEach @(Get-Command -Module McpOps | ForEach-Object { @{ Name = $_.Name; Command = $_ } }) {
    It 'says what it writes' {
        $Command.OutputType | Should -Not -BeNullOrEmpty
    }

    It 'has no type of a private package in its parameters and outputs' {
        $types = @(Get-OwnParameter $Command | ForEach-Object ParameterType) + @($Command.OutputType.Type)
        foreach ($type in $types | Where-Object { $_ }) {
            while ($type.HasElementType) { $type = $type.GetElementType() }
            $type.Assembly.GetName().Name | Should -Match '^(McpOps|System|Microsoft\.CSharp|netstandard|mscorlib)' -Because "$type"
        }
    }

    It 'has a LiteralPath beside each Path that understands wildcards' {
        $names = (Get-OwnParameter $Command).Name
        if ($names -contains 'LiteralPath') {
            $names | Should -Contain 'Path'
            $Command.Parameters['LiteralPath'].Aliases | Should -Contain 'PSPath'
        }
        if ($names -contains 'Path' -and $Command.Parameters['Path'].Attributes.TypeId.Name -contains 'SupportsWildcardsAttribute') {
            $names | Should -Contain 'LiteralPath'
        }
    }

    It 'asks before it changes something' {
        $changes = $Command.Verb -in 'New', 'Add', 'Remove', 'Restore', 'Set', 'Send', 'Register', 'Unregister', 'Restart', 'Clear', 'Export', 'Import' -or $Command.Name -in 'Get-McpAdvice', 'Invoke-McpBackup', 'Invoke-McpTool', 'Invoke-McpMaintenance', 'Invoke-McpLogRotation', 'Invoke-McpDatabaseMaintenance', 'Test-McpCapacity', 'Test-McpSecurity'
        $metadata = [System.Management.Automation.CommandMetadata]::new($Command)
        $metadata.SupportsShouldProcess | Should -Be $changes
        if ($metadata.ConfirmImpact -eq 'High') { $Command.Verb | Should -BeIn 'Restore', 'Remove' }
    }

    It 'takes at most two arguments by position' {
        foreach ($set in $Command.ParameterSets) {
            @($set.Parameters | Where-Object Position -GE 0).Count | Should -BeLessOrEqual 2 -Because $set.Name
        }
    }

    It 'has parameters in PascalCase and switches instead of Booleans' {
        foreach ($parameter in Get-OwnParameter $Command) {
            $parameter.Name | Should -MatchExactly '^[A-Z][A-Za-z0-9]*$'
            $parameter.ParameterType | Should -Not -Be ([bool])
        }
    }

    It 'has each argument at one position, whatever else is given' {
        $positions = $Command.ParameterSets | ForEach-Object Parameters | Where-Object Position -GE 0 | Group-Object -Property Name
        foreach ($group in $positions) {
            @($group.Group.Position | Select-Object -Unique).Count | Should -Be 1 -Because $group.Name
        }
        foreach ($set in $Command.ParameterSets) {
            $taken = @($set.Parameters | Where-Object Position -GE 0).Position
            @($taken | Select-Object -Unique).Count | Should -Be $taken.Count -Because $set.Name
        }
    }

    It 'completes each parameter that is not free text on purpose' {
        foreach ($parameter in Get-OwnParameter $Command) {
            $isFree = "$($Command.Name) $($parameter.Name)" -in $freeText
            (Test-Completion $Command $parameter) -ne $isFree | Should -BeTrue -Because "$($Command.Name) -$($parameter.Name) completes or is free text, and not both"
        }
    }

    It 'has a page that Get-Help -Online opens' {
        $Command.HelpUri | Should -BeExactly "https://github.com/mcpops/mcpops/blob/main/docs/help/$Name.md"
        "$PSScriptRoot/../../docs/help/$Name.md" | Should -Exist
        (Get-Help $Name -Full).relatedLinks.navigationLink.uri | Should -Contain $Command.HelpUri
        @((Get-Help $Name -Full).relatedLinks.navigationLink.linkText | Where-Object { $_ }).Count | Should -BeGreaterThan 0
    }

    It 'has three examples, inputs, outputs and notes in its help' {
        $help = Get-Help $Command.Name -Full
        @($help.examples.example).Count | Should -BeGreaterOrEqual 3
        "$($help.returnValues.returnValue.type.name)" | Should -Not -BeNullOrEmpty
        "$($help.inputTypes.inputType.type.name)" | Should -Not -BeNullOrEmpty
        ($help.alertSet.alert | Out-String) | Should -Match '[A-Z]\w+[A-Z]\w+'
    }
}

Describe 'Free text' {
    It 'names only parameters that there are' {
        foreach ($entry in $freeText) {
            $command, $parameter = $entry -split ' '
            (Get-Command $command).Parameters.Keys | Should -Contain $parameter
        }
    }
}
