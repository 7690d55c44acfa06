#requires -Version 7.4
<#
.SYNOPSIS
Builds, tests and packages McpOps. Needs nothing but the .NET SDK: 'dotnet tool restore' brings the PowerShell, 'dotnet pwsh' starts it.
.EXAMPLE
./build.ps1 Build
.EXAMPLE
./build.ps1 Package
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Package', 'Clean')]
    [string] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release'
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest
$out = Join-Path $PSScriptRoot 'out'
$solution = Join-Path $PSScriptRoot 'McpOps.sln'
$as = '--configuration', $Configuration

function Invoke-DotNet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) { throw "dotnet $($args -join ' ') failed with exit code $LASTEXITCODE." }
}

function Build { Invoke-DotNet build $solution @as }

function Test { Invoke-DotNet test $solution @as }

function Clean {
    foreach ($folder in $out, (Join-Path $PSScriptRoot 'bin')) {
        if (Test-Path $folder) { Remove-Item $folder -Recurse -Force }
    }
    Invoke-DotNet clean $solution @as
}

function Package {
    Build
    if (Test-Path $out) { Remove-Item $out -Recurse -Force }
    Invoke-DotNet run --project (Join-Path $PSScriptRoot 'tools/McpOps.Packager') --no-build @as -- $PSScriptRoot $out $Configuration
    Get-ChildItem $out -File -Recurse | Select-Object Name, Length, @{ Name = 'Folder'; Expression = { $_.Directory.Name } }
}

& $Task
