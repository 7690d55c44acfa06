#requires -Version 7.4
<#
.SYNOPSIS
Builds, tests and packages McpOps. Needs nothing but PowerShell and the .NET SDK.
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
    $manifest = Import-PowerShellDataFile (Join-Path $PSScriptRoot 'McpOps.psd1')
    $module = Join-Path $out "module/McpOps/$($manifest.ModuleVersion)"
    if (Test-Path $out) { Remove-Item $out -Recurse -Force }
    New-Item $module -ItemType Directory -Force | Out-Null
    # What the repository holds beside the assemblies, the module holds too: no list to forget a file in.
    $parts = 'McpOps.psd1', 'McpOps.psm1', 'LICENSE', 'CHANGELOG.md', 'THIRD-PARTY-NOTICES.md', 'bin', 'en-US', 'formats', 'types', 'profiles', 'schema'
    foreach ($part in $parts | Where-Object { Test-Path (Join-Path $PSScriptRoot $_) }) {
        Copy-Item (Join-Path $PSScriptRoot $part) $module -Recurse -Force
    }
    Get-ChildItem $module -Recurse -Include '*.pdb', '*.xml' -File | Where-Object { $_.Directory.Name -eq 'bin' } | Remove-Item

    $zip = Join-Path $out "McpOps.$($manifest.ModuleVersion).zip"
    # Compress-Archive leaves out what begins with a dot.
    [System.IO.Compression.ZipFile]::CreateFromDirectory((Join-Path $out 'module'), $zip)
    Invoke-DotNet pack (Join-Path $PSScriptRoot 'src/McpOps.Cli') @as --no-build --output $out
    Get-ChildItem $out -File | Select-Object Name, Length
}

& $Task
