namespace McpOps.Module.Tests;

/// <summary>What only a real PowerShell can show.</summary>
public sealed class PowerShellTests(Packages packages)
{
    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PSResourceGet_installs_the_module_as_the_readme_says()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "On Windows this would install into the folder of the user who runs the test.");
        var package = Path.Combine(await packages.PackedAsync(), "module");
        var home = packages.NewFolder();
        var result = await PowerShell.RunAsync(
            $$"""
            $ErrorActionPreference = 'Stop'
            Register-PSResourceRepository -Name McpOpsBuild -Uri '{{package}}' -Trusted
            Install-PSResource McpOps -Repository McpOpsBuild
            Import-Module McpOps
            (Get-Module McpOps).Path
            (Get-McpHealth -Uri http://127.0.0.1:1/mcp -Timeout 60).Verdict
            """,
            CancellationToken,
            new Dictionary<string, string>(StringComparer.Ordinal) { ["HOME"] = home, ["XDG_DATA_HOME"] = "" });
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.StartsWith(home, result.Output, StringComparison.Ordinal);
        Assert.EndsWith("Unreachable", result.Output.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PSScriptAnalyzer_finds_nothing()
    {
        var result = await PowerShell.RunAsync(
            $$"""
            if (-not (Get-Module -ListAvailable PSScriptAnalyzer | Where-Object Version -ge '1.20')) { 'missing'; exit }
            # A variable that BeforeAll sets is used in It, where the analyzer does not look.
            $findings = @('{{Repository.Root}}/McpOps.psd1', '{{Repository.Root}}/McpOps.psm1', '{{Repository.Root}}/build.ps1' | ForEach-Object { Invoke-ScriptAnalyzer -Path $_ })
            $findings += @(Invoke-ScriptAnalyzer -Path '{{Repository.Root}}/tests/Pester' -Recurse -ExcludeRule PSUseDeclaredVarsMoreThanAssignments)
            $findings | ForEach-Object { "$($_.ScriptName):$($_.Line) $($_.RuleName) $($_.Message)" }
            """,
            CancellationToken);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.SkipWhen(result.Output.Trim() == "missing", "The PowerShell module PSScriptAnalyzer 1.20 or later is not installed.");
        Assert.Equal("", result.Output.Trim());
    }
}
