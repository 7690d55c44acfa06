BeforeAll {
    $root = (Resolve-Path "$PSScriptRoot/../..").Path
    $module = $env:MCPOPS_MODULE ?? "$root/McpOps.psd1"
    Import-Module $module -Force
}

Describe 'The module' {
    It 'has a manifest that PowerShell accepts' {
        Test-ModuleManifest $module | Should -Not -BeNullOrEmpty
    }

    It 'keeps its cmdlets when it is imported again' {
        $before = (Get-Command -Module McpOps).Name
        Import-Module $module -Force
        (Get-Command -Module McpOps).Name | Should -Be $before
        Remove-Module McpOps
        Import-Module $module
        (Get-Command -Module McpOps).Name | Should -Be $before
    }

    It 'keeps its packages in a context of its own' {
        Get-McpHealth -Uri http://127.0.0.1:9/mcp -Verbose *>&1 | Out-Null
        $folder = Split-Path (Resolve-Path $module)
        $ours = [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.Location.StartsWith($folder) -and $_.GetName().Name -ne 'McpOps.Loader' }

        # What is compiled ahead loads a package only when it is called: which ones are there is not promised, where they are is.
        $ours.GetName().Name | Should -Contain 'Microsoft.Extensions.Logging.Abstractions'
        $ours | ForEach-Object { [System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext($_).Name } | Should -Be (@('McpOps') * $ours.Count)
    }

    It 'uses approved verbs and singular nouns' {
        $approved = (Get-Verb).Verb
        foreach ($command in Get-Command -Module McpOps) {
            $command.Verb | Should -BeIn $approved
            $command.Noun | Should -Match '^Mcp[A-Z]'
            $command.Noun | Should -Not -Match '[^si]s$'
        }
    }

    It 'has help for each cmdlet and each parameter' {
        foreach ($command in Get-Command -Module McpOps) {
            $help = Get-Help $command.Name -Full
            $help.Synopsis | Should -Not -BeLike "*$($command.Name) *" -Because "$($command.Name) needs a synopsis"
            @($help.examples.example).Count | Should -BeGreaterThan 0 -Because "$($command.Name) needs an example"
            $common = [System.Management.Automation.Cmdlet]::CommonParameters
            foreach ($parameter in $command.Parameters.Keys | Where-Object { $_ -notin $common }) {
                $described = $help.parameters.parameter | Where-Object Name -EQ $parameter
                $described.description.Text | Should -Not -BeNullOrEmpty -Because "$($command.Name) -$parameter needs a description"
            }
        }
    }
}
