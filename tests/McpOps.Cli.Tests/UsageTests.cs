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

    [Theory]
    [InlineData("There is no verb 'helth'. Did you mean 'health'?", "helth")]
    [InlineData("--output takes table, json, ndjson, csv, not 'xml'.", "servers", "--output", "xml")]
    [InlineData("--timeout: 'soon' is no length of time.", "health", "--timeout", "soon")]
    [InlineData("--sample-percent takes a number from 0.1 to 100; not 101.", "backup", "verify", "latest", "--store", "kept", "--sample-percent", "101")]
    [InlineData("--sample-percent takes a number, not '10%'.", "backup", "verify", "latest", "--store", "kept", "--sample-percent", "10%")]
    [InlineData("--top takes a whole number, not 'x'.", "logs", "--top", "x", "a.log")]
    public async Task What_is_wrong_is_said_without_the_names_of_types(string expected, params string[] args)
    {
        var error = new StringWriter();
        Assert.Equal(ExitCodes.Usage, await CommandLine.RunAsync(args, new CliConsole(new StringWriter(), error, TextReader.Null)));
        Assert.Contains($"error Usage: {expected}", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("System.", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("backup", "--bogus")]
    [InlineData("logs", "a.log", "--bogus")]
    [InlineData("backup", "list", "--bogus")]
    public async Task An_option_that_a_verb_does_not_have_is_no_name_and_no_path(params string[] args)
    {
        var error = new StringWriter();
        Assert.Equal(ExitCodes.Usage, await CommandLine.RunAsync(args, new CliConsole(new StringWriter(), error, TextReader.Null)));
        Assert.Contains("--bogus", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'--timeout'", "health", "--timout", "5")]
    [InlineData("'--sample-percent'", "backup", "verify", "--sample-precent=5")]
    [InlineData("'--keep-daily'", "backup", "prune", "--keep-dayly", "7")]
    [InlineData("'--output'", "servers", "--outptu", "json")]
    [InlineData("'--max-queue'", "serve", "--max-queu", "3")]
    public async Task An_option_that_is_misspelt_is_told_its_name(string meant, params string[] args)
    {
        var (code, _, error) = await Cli.RunAsync(args);
        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains($"here. Did you mean {meant}?", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("helth", "--help")]
    [InlineData("helth", "-h", "x")]
    [InlineData("backups", "list", "--help")]
    public async Task Help_with_a_verb_that_there_is_not_is_a_usage_error(params string[] args)
    {
        var (code, output, error) = await Cli.RunAsync(args);
        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains($"There is no verb '{args[0]}'. Did you mean", error, StringComparison.Ordinal);
        Assert.Empty(output);
    }

    [Fact]
    public async Task The_bare_command_shows_what_there_is()
    {
        var output = new StringWriter();
        Assert.Equal(ExitCodes.Done, await CommandLine.RunAsync([], new CliConsole(output, new StringWriter(), TextReader.Null)));
        Assert.Contains("health", output.ToString(), StringComparison.Ordinal);
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
