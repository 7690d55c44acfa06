using McpOps.Cli.Output;

namespace McpOps.Cli.Tests;

/// <summary>What leaves the command: into a spreadsheet, to a terminal, to a disk that is full, to nobody.</summary>
public sealed class OutputTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpops-output-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("=1+1")]
    [InlineData("+1+cmd|x")]
    [InlineData("-2+3+cmd|' /C calc'!A0")]
    [InlineData("@SUM(1)")]
    [InlineData("\t=1")]
    [InlineData("\r=1")]
    [InlineData("\n=1")]
    [InlineData("＝1+1")]
    [InlineData("＋1")]
    [InlineData("－1")]
    [InlineData("＠x")]
    public void A_field_that_a_spreadsheet_would_run_begins_with_an_apostrophe(string field) =>
        Assert.StartsWith("'", Csv(field).Trim('"'), StringComparison.Ordinal);

    [Theory]
    [InlineData("-2.5")]
    [InlineData("+49")]
    [InlineData("-1.5E-3")]
    [InlineData("plain")]
    [InlineData("a=b")]
    public void A_number_and_a_plain_text_stay(string field) => Assert.Equal(field, Csv(field));

    [Fact]
    public void A_terminal_is_shown_control_characters_and_obeys_only_our_colours()
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var console = new CliConsole(output, error, TextReader.Null) { IsTerminal = true, HasColors = true };
        console.Out.WriteLine(console.Paint("red", 31) + " \e]0;owned\a \u009b2J \u202E");
        console.WriteError("warning X: \e[2J\b");
        Assert.Equal("\e[31mred\e[0m \\u001b]0;owned\\u0007 \\u009b2J \\u202e", output.ToString().TrimEnd());
        Assert.Equal(@"warning X: \u001b[2J\u0008", error.ToString().TrimEnd());
    }

    [Fact]
    public void A_file_gets_what_there_is()
    {
        var output = new StringWriter();
        new CliConsole(output, TextWriter.Null, TextReader.Null).Out.Write("\e[2J");
        Assert.Equal("\e[2J", output.ToString());
    }

    [Theory]
    [InlineData("logs app.log -o json > /dev/full", 1, "OutputNotWritable")]
    [InlineData("logs entries app.log -o ndjson > /dev/full", 1, "OutputNotWritable")]
    [InlineData("servers --config-path mcpops.json > /dev/full", 1, "OutputNotWritable")]
    [InlineData("logs app.log -o json >&-", 1, "OutputNotWritable")]
    [InlineData("logs nosuch.log 2>&-", 1, "")]
    [InlineData("logs nosuch.log 2> /dev/full", 1, "")]
    public async Task What_cannot_be_written_is_an_error(string command, int code, string id)
    {
        var run = await ShellAsync($"'{Command.McpOps}' {command}");
        Assert.True(run.ExitCode == code, $"{run.ExitCode}: {run.Output}{run.Error}");
        Assert.Contains(id, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("fault of mcpops", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_reads_no_further_is_no_error()
    {
        var run = await ShellAsync($"'{Command.McpOps}' logs entries app.log -o ndjson | head -n 1 > one; echo $?; wc -l < one");
        Assert.Equal("0\n1", run.Output.Trim().Replace(" ", "", StringComparison.Ordinal));
        Assert.Empty(run.Error);
    }

    [Theory]
    [InlineData("health --config-path echo.json -o json")]
    [InlineData("tools --config-path echo.json")]
    [InlineData("call any --config-path echo.json")]
    [InlineData("capacity --config-path echo.json --duration 1")]
    public async Task What_a_definition_holds_is_not_shown_when_the_server_sends_it_back(string command)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "echo.json"), """
            { "servers": { "echo": { "command": "sh", "args": ["-c", "echo got $PLANTED and $OTHER >&2; exit 3"], "env": { "PLANTED": "plain-words-here", "OTHER": "${env:OTHER_OF_TEST}" } } } }
            """, TestContext.Current.CancellationToken);
        var run = await ShellAsync($"OTHER_OF_TEST=other-plain-words '{Command.McpOps}' {command}");
        Assert.Contains("got *** and ***", run.Output + run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("plain-words", run.Output + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arguments_are_hidden_on_request()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "args.json"), """
            { "servers": { "a": { "command": "npx", "args": ["-p", "hunter22"] }, "b": { "url": "http://127.0.0.1:9/x?k=hunter22" } } }
            """, TestContext.Current.CancellationToken);
        var run = await ShellAsync($"MCPOPS_HIDE_ARGUMENTS=1 '{Command.McpOps}' servers --config-path args.json -o json");
        Assert.Contains("npx (2 arguments)", run.Output, StringComparison.Ordinal);
        Assert.Contains("http://127.0.0.1:9", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter22", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Few_handles_are_no_fault_of_a_server()
    {
        var servers = string.Join(',', Enumerable.Range(0, 400).Select(number => $"\"s{number}\": {{ \"url\": \"http://127.0.0.1:9/{number}\" }}"));
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "many.json"), $"{{ \"servers\": {{ {servers} }} }}", TestContext.Current.CancellationToken);
        var run = await ShellAsync($"ulimit -n 128; '{Command.McpOps}' health --config-path many.json -o ndjson | grep -c Unreachable");
        Assert.True(run.Output.Trim() == "400", run.Output + run.Error);
    }

    private Task<Command> ShellAsync(string script)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Uses sh and /dev/full.");
        File.WriteAllLines(Path.Combine(_folder.FullName, "app.log"), Enumerable.Range(0, 5000).Select(second => $"2026-11-20 06:{second / 60 % 60:00}:{second % 60:00},000 - app - ERROR - Request {second} failed"));
        File.WriteAllText(Path.Combine(_folder.FullName, "mcpops.json"), """{ "servers": { "one": { "url": "http://127.0.0.1:9/" } } }""");
        return Command.RunAsync("sh", ["-c", script], TestContext.Current.CancellationToken, _folder.FullName);
    }

    private static string Csv(string field)
    {
        var output = new StringWriter();
        ResultWriter.WriteRows(new CliConsole(output, TextWriter.Null, TextReader.Null), [field], [new Column<string>("Field", text => text)]);
        return output.ToString()[..^output.NewLine.Length];
    }
}
