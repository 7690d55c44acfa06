namespace McpOps.Module.Tests;

/// <summary>The files of <c>tests/Pester</c>, each in a PowerShell of its own. Four classes share them, so that four files run at a time: they wait more than they work.</summary>
public abstract class PesterTests(ITestOutputHelper output, Packages packages)
{
    // One for each class: with it the class has as much to do as the others.
    private static readonly string[] Longest = ["Stopping.Tests.ps1", "Pairs.Tests.ps1", "Everywhere.Tests.ps1", "Examples.Tests.ps1"];

    protected static TheoryData<string> FilesOf(int part) =>
    [
        Longest[part],
        .. Directory.GetFiles(Path.Combine(Repository.Root, "tests", "Pester"), "*.Tests.ps1").Select(file => Path.GetFileName(file)).Except(Longest, StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Where((_, index) => index % Longest.Length == part),
    ];

    protected async Task PassesAsync(string file)
    {
        var path = Path.Combine(Repository.Root, "tests", "Pester", file);
        var module = await packages.InstalledAsync();
        var result = await PowerShell.RunAsync(
            $$"""
            # As its users meet it: installed from the package, and on the module path.
            $env:MCPOPS_MODULE = '{{Path.Combine(module, "McpOps.psd1")}}'
            $env:PSModulePath = '{{Path.Combine(module, "..", "..")}}' + [System.IO.Path]::PathSeparator + $env:PSModulePath
            Import-Module '{{PowerShell.Pester}}'
            $configuration = New-PesterConfiguration
            $configuration.Run.Path = '{{path}}'
            $configuration.Run.PassThru = $true
            $configuration.Output.Verbosity = 'Detailed'
            $configuration.Output.RenderMode = 'Plaintext'
            $run = Invoke-Pester -Configuration $configuration
            if ($run.Result -ne 'Passed' -or $run.TotalCount -eq 0) { exit 1 }
            """,
            TestContext.Current.CancellationToken);
        output.WriteLine(result.Output);
        Assert.True(result.ExitCode == 0, result.Error);
    }
}

public sealed class PesterOneTests(ITestOutputHelper output, Packages packages) : PesterTests(output, packages)
{
    public static TheoryData<string> Files => FilesOf(0);

    [Theory]
    [MemberData(nameof(Files))]
    public Task Pester_passes(string file) => PassesAsync(file);
}

public sealed class PesterTwoTests(ITestOutputHelper output, Packages packages) : PesterTests(output, packages)
{
    public static TheoryData<string> Files => FilesOf(1);

    [Theory]
    [MemberData(nameof(Files))]
    public Task Pester_passes(string file) => PassesAsync(file);
}

public sealed class PesterThreeTests(ITestOutputHelper output, Packages packages) : PesterTests(output, packages)
{
    public static TheoryData<string> Files => FilesOf(2);

    [Theory]
    [MemberData(nameof(Files))]
    public Task Pester_passes(string file) => PassesAsync(file);
}

public sealed class PesterFourTests(ITestOutputHelper output, Packages packages) : PesterTests(output, packages)
{
    public static TheoryData<string> Files => FilesOf(3);

    [Theory]
    [MemberData(nameof(Files))]
    public Task Pester_passes(string file) => PassesAsync(file);
}
