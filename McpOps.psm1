# Loads the cmdlets into a private load context, so that the packages of this module never meet those of another one.
# Each call from a script costs milliseconds when it is the first of its kind: what can be done in C# is done there.

try {
    $loader = [System.Reflection.Assembly]::LoadFrom("$PSScriptRoot/bin/McpOps.Loader.dll").GetType('McpOps.Loader.ModuleContext')
}
catch [System.IO.FileNotFoundException] {
    throw "McpOps is not built yet. Run 'dotnet build' in $PSScriptRoot, then import it again."
}

$inner = Import-Module -Assembly $loader.GetMethod('Load').Invoke($null, @("$PSScriptRoot/bin/McpOps.dll")) -PassThru
$null = $loader.GetMethod('Export').Invoke($null, @($inner, $ExecutionContext.SessionState.Module))

# `Get-McpHealth | Where-Object Status -eq` completes the words that there are.
Register-ArgumentCompleter -CommandName Where-Object -ParameterName Value -ScriptBlock { [McpOps.Commands.StatusWords]::Complete($args[2], $args[3], $args[4]) }
