# Together with a module that brings other versions of the same packages, whichever is imported first. Each order has a process of its own:
# what a process has loaded, it keeps.

BeforeAll {
    . "$PSScriptRoot/Prepared.ps1"
    $other = Get-Program tests/Replicas/OtherModule OtherModule.dll
    Set-Content -Path "$TestDrive/one.html" -Value "<html><head><title>One</title></head><body><p>$('words ' * 100)</p></body></html>"

    # Uses both modules, each twice, and says what each of them answered.
    $use = @"
        `$ErrorActionPreference = 'Stop'
        foreach (`$module in ORDER) { Import-Module `$module }
        1..2 | ForEach-Object {
            Use-OtherVersion
            (Get-McpPage -Path '$TestDrive/one.html').Title
            (Get-McpHealth -Uri http://127.0.0.1:1/mcp -Timeout 60).Verdict
            try { Get-McpBackup -Store s3://bucket/prefix } catch { (`$_.FullyQualifiedErrorId -split ',')[0] }
        }
"@
    $env:AWS_ENDPOINT_URL = 'http://127.0.0.1:1'
    $env:AWS_MAX_ATTEMPTS = '1'
    $expected = @('AngleSharp 1.7 own', 'AWSSDK.Core 3.3 own') + @(foreach ($name in 'Microsoft.Extensions.Logging.Abstractions', 'System.Text.Json') { "^$name " }) + 'YamlDotNet 13.0 own', 'One', 'Unreachable', 'StoreUnreachable'
}

AfterAll {
    $env:AWS_ENDPOINT_URL = $env:AWS_MAX_ATTEMPTS = $null
}

Describe 'Another module with other versions' {
    It 'keeps working, and so does this one, when <First> is imported first' -TestCases @{ First = 'the other' }, @{ First = 'McpOps' } {
        $order = if ($First -eq 'McpOps') { "'$module', '$other'" } else { "'$other', '$module'" }
        $said = pwsh -NoProfile -NonInteractive -Command ($use -replace 'ORDER', $order) 2>&1 | ForEach-Object { "$_" }
        $said.Count | Should -Be ($expected.Count * 2) -Because "$said"
        0..($said.Count - 1) | ForEach-Object { $said[$_] | Should -Match $expected[$_ % $expected.Count] }
    }
}
