# Loads the cmdlets into a private load context, so that the packages of this module never meet those of another one.

if (-not [System.IO.File]::Exists("$PSScriptRoot/bin/McpOps.Loader.dll")) {
    throw "McpOps is not built yet. Run 'dotnet build' in $PSScriptRoot, then import it again."
}

$loader = [System.Reflection.Assembly]::LoadFrom([System.IO.Path]::Combine($PSScriptRoot, 'bin', 'McpOps.Loader.dll'))
$cmdlets = $loader.GetType('McpOps.Loader.ModuleContext').GetMethod('Load').Invoke(
    $null, @([System.IO.Path]::Combine($PSScriptRoot, 'bin', 'McpOps.dll')))
$inner = Import-Module -Assembly $cmdlets -PassThru

# Without this a second import, or -Force, leaves the module without cmdlets (PowerShell issue 20710).
$export = [System.Management.Automation.PSModuleInfo].GetMethod(
    'AddExportedCmdlet', [System.Reflection.BindingFlags]'Instance, NonPublic')
foreach ($cmdlet in $inner.ExportedCmdlets.Values) {
    $export.Invoke($ExecutionContext.SessionState.Module, @($cmdlet))
}
