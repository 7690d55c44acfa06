namespace McpOps.Cli.Tests;

public sealed class DemoTests
{
    [Fact]
    public async Task The_demo_probes_a_server_and_says_what_to_try_next()
    {
        var output = new StringWriter();
        var code = await CommandLine.RunAsync(["demo"], new CliConsole(output, new StringWriter(), TextReader.Null), TestContext.Current.CancellationToken);
        Assert.True(code == ExitCodes.Done, output.ToString());
        Assert.Contains("It is healthy", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("Why servers die", output.ToString(), StringComparison.Ordinal);
        if (OperatingSystem.IsLinux())
        {
            Assert.Contains("Killed it", output.ToString(), StringComparison.Ordinal);
            Assert.Contains("critical: pages: ", output.ToString(), StringComparison.Ordinal);
            Assert.Contains("with 'pages' on it", output.ToString(), StringComparison.Ordinal);
        }

        Assert.Contains("What to try next", output.ToString(), StringComparison.Ordinal);
    }
}
