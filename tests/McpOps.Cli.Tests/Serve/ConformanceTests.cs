using System.Globalization;
using System.Text.RegularExpressions;

namespace McpOps.Cli.Tests.Serve;

/// <summary>The official conformance suite against our HTTP layer, in both eras.</summary>
public sealed partial class ConformanceTests
{
    // The suite gives a stream one second of the clock: what else a machine does may cost that once, and hides no fault that is there each time.
    private const int Tries = 3;

    [Theory]
    [InlineData("2025-11-25", "@modelcontextprotocol/conformance", 40)]
    [InlineData("2026-07-28", "conformance-next", 130)]
    public async Task The_official_suite_finds_nothing_but_what_is_listed(string version, string package, int least)
    {
        string[] arguments = ["--suite", "all", "--spec-version", version, "--expected-failures", Path.Combine(Repository.Root, "tests", "conformance", $"expected-{version}.yml")];
        var result = await RunAsync(package, arguments);
        for (var tries = 1; result.ExitCode != 0 && tries < Tries; tries++)
        {
            result = await RunAsync(package, arguments);
        }

        Assert.True(result.ExitCode == 0, result.Output + result.Error);

        // A suite that ran next to nothing would be content as well.
        var passed = int.Parse(Total().Match(result.Output).Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.True(passed >= least, $"Only {passed} checks ran:\n{result.Output}");
    }

    [Fact]
    public async Task An_expected_failure_that_passes_fails_the_run()
    {
        var list = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(list, "server:\n  - ping\n", TestContext.Current.CancellationToken);
            var result = await RunAsync("@modelcontextprotocol/conformance", "--scenario", "ping", "--expected-failures", list);
            Assert.Equal(1, result.ExitCode);
            Assert.Contains("stale", result.Output, StringComparison.OrdinalIgnoreCase);
        }
        finally
        {
            File.Delete(list);
        }
    }

    private static async Task<Command> RunAsync(string package, params string[] arguments)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bounded.CancelAfter(TimeSpan.FromMinutes(2));
        var node = await NodePackages.FindNodeAsync(22, bounded.Token);
        var suite = NodePackages.FindFile($"{package}/dist/index.js");
        Assert.SkipWhen(node is null, "The conformance suite needs Node 22 or later; tests/setup.sh installs one.");
        Assert.SkipWhen(suite is null, $"The Node package {package} is not installed; tests/setup.sh installs it.");

        using var host = Command.Start(Host, []);
        try
        {
            _ = host.StandardError.BaseStream.CopyToAsync(Stream.Null, bounded.Token);
            var url = await host.StandardOutput.ReadLineAsync(bounded.Token) ?? throw new InvalidOperationException("The conformance host ended before it listened.");
            return await Command.RunAsync(node!, [suite!, "server", "--url", url, .. arguments], bounded.Token);
        }
        finally
        {
            host.Kill();
        }
    }

    private static string Host => Path.Combine(Repository.Root, "tests", "Replicas", "ConformanceHost", "bin", Command.Configuration, "net10.0", OperatingSystem.IsWindows() ? "conformance-host.exe" : "conformance-host");

    [GeneratedRegex(@"Total: (\d+) passed")]
    private static partial Regex Total();
}
