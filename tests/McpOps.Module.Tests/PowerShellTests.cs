using System.Text;

namespace McpOps.Module.Tests;

/// <summary>What only a real PowerShell can show; skipped, with the reason, where there is none.</summary>
public sealed class PowerShellTests(ITestOutputHelper output, Packages packages)
{
    private const string NoPowerShell = "PowerShell 7.4 or later (pwsh) is not on the PATH.";

    public static TheoryData<string> Files =>
        [.. Directory.GetFiles(Path.Combine(Repository.Root, "tests", "Pester"), "*.Tests.ps1").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Pester_passes(string file)
    {
        await RequireModuleAsync("Pester", "5.0");
        var path = Path.Combine(Repository.Root, "tests", "Pester", file);
        var module = await packages.InstalledAsync();
        var result = await PwshAsync($$"""
            # As its users meet it: installed from the package, and on the module path.
            $env:MCPOPS_MODULE = '{{Path.Combine(module, "McpOps.psd1")}}'
            $env:PSModulePath = '{{Path.Combine(module, "..", "..")}}' + [System.IO.Path]::PathSeparator + $env:PSModulePath
            Import-Module Pester -MinimumVersion 5.0
            $configuration = New-PesterConfiguration
            $configuration.Run.Path = '{{path}}'
            $configuration.Run.PassThru = $true
            $configuration.Output.Verbosity = 'Detailed'
            $configuration.Output.RenderMode = 'Plaintext'
            $run = Invoke-Pester -Configuration $configuration
            if ($run.Result -ne 'Passed' -or $run.TotalCount -eq 0) { exit 1 }
            """);
        output.WriteLine(result.Output);
        Assert.True(result.ExitCode == 0, result.Error);
    }

    [Fact]
    public async Task PSResourceGet_installs_the_module_as_the_readme_says()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "On Windows this would install into the folder of the user who runs the test.");
        await RequireModuleAsync("Microsoft.PowerShell.PSResourceGet", "1.0");
        var package = Path.Combine(await packages.PackedAsync(), "module");
        var home = packages.NewFolder();
        var result = await PwshAsync($$"""
            $ErrorActionPreference = 'Stop'
            Register-PSResourceRepository -Name McpOpsBuild -Uri '{{package}}' -Trusted
            Install-PSResource McpOps -Repository McpOpsBuild
            Import-Module McpOps
            (Get-Module McpOps).Path
            (Get-McpHealth -Uri http://127.0.0.1:1/mcp -Timeout 60).Verdict
            """, new Dictionary<string, string>(StringComparer.Ordinal) { ["HOME"] = home, ["XDG_DATA_HOME"] = "" });
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.StartsWith(home, result.Output, StringComparison.Ordinal);
        Assert.EndsWith("Unreachable", result.Output.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PSScriptAnalyzer_finds_nothing()
    {
        await RequireModuleAsync("PSScriptAnalyzer", "1.20");
        var result = await PwshAsync($$"""
            # A variable that BeforeAll sets is used in It, where the analyzer does not look.
            $findings = @('{{Repository.Root}}/McpOps.psd1', '{{Repository.Root}}/McpOps.psm1', '{{Repository.Root}}/build.ps1' | ForEach-Object { Invoke-ScriptAnalyzer -Path $_ })
            $findings += @(Invoke-ScriptAnalyzer -Path '{{Repository.Root}}/tests/Pester' -Recurse -ExcludeRule PSUseDeclaredVarsMoreThanAssignments)
            $findings | ForEach-Object { "$($_.ScriptName):$($_.Line) $($_.RuleName) $($_.Message)" }
            """);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal("", result.Output.Trim());
    }

    private static Task<Command> PwshAsync(string script, IReadOnlyDictionary<string, string>? environment = null) => Command.RunAsync(
        Command.Find("pwsh")!, ["-NoProfile", "-NonInteractive", "-OutputFormat", "Text", "-EncodedCommand", Convert.ToBase64String(Encoding.Unicode.GetBytes("$PSStyle.OutputRendering = 'PlainText'; $ProgressPreference = 'SilentlyContinue'\n" + script))], TestContext.Current.CancellationToken, environment: environment);

    private static async Task RequireModuleAsync(string module, string version)
    {
        Assert.SkipWhen(Command.Find("pwsh") is null, NoPowerShell);
        var result = await PwshAsync($"if ($PSVersionTable.PSVersion -lt '7.4') {{ 'old' }} elseif (-not (Get-Module -ListAvailable {module} | Where-Object Version -ge '{version}')) {{ 'missing' }} else {{ 'there' }}");
        Assert.SkipWhen(result.Output.Contains("old", StringComparison.Ordinal), NoPowerShell);
        Assert.SkipUnless(result.Output.Contains("there", StringComparison.Ordinal), $"The PowerShell module {module} {version} or later is not installed.");
    }
}
