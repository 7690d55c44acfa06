namespace McpOps.Cli.Tests;

public sealed class UsageTests
{
    [Fact]
    public async Task An_unknown_verb_is_a_usage_error()
    {
        var error = new StringWriter();
        var code = await CommandLine.RunAsync(["frobnicate"], new CliConsole(new StringWriter(), error, TextReader.Null));
        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains("error Usage", error.ToString(), StringComparison.Ordinal);
    }
}
