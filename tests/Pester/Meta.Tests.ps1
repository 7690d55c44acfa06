# What holds for every cmdlet of the module, whatever it does.

BeforeDiscovery {
    Import-Module ($env:MCPOPS_MODULE ?? "$PSScriptRoot/../../McpOps.psd1") -Force
}

BeforeAll {
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
        $changes = $Command.Verb -in 'New', 'Remove', 'Restore', 'Set', 'Send', 'Register', 'Restart', 'Export', 'Import' -or $Command.Name -in 'Invoke-McpBackup', 'Invoke-McpTool', 'Invoke-McpMaintenance'
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
}
