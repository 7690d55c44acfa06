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

    [Fact]
    public void A_verb_that_is_called_is_the_only_one_that_is_made()
    {
        var console = new CliConsole(new StringWriter(), new StringWriter(), TextReader.Null);
        var all = CommandLine.Create(console).Subcommands.Select(command => command.Name).ToList();
        Assert.Contains("health", all);
        Assert.All(all, name => Assert.Equal(name, Assert.Single(CommandLine.Create(console, name).Subcommands).Name));
    }
}
