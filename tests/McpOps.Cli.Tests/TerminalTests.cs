using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace McpOps.Cli.Tests;

/// <summary>What a person sees on a terminal, which <c>script</c> plays here, and what a file gets.</summary>
public sealed partial class TerminalTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mcpops-test-").FullName;

    [Fact]
    public async Task There_are_colours_on_a_terminal() => Assert.Matches(Color(), await PageAsync(120));

    [Theory]
    [InlineData("NO_COLOR=1")]
    [InlineData("TERM=dumb")]
    public async Task There_are_none_where_they_are_not_wanted(string variable)
    {
        var page = await PageAsync(120, variable);
        Assert.DoesNotMatch(Color(), page);
        Assert.Contains("█", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task There_are_none_in_a_file()
    {
        await PageAsync(120, "", " > page.txt");
        var page = await File.ReadAllTextAsync(Path.Combine(_folder, "page.txt"), TestContext.Current.CancellationToken);
        Assert.Contains("Errors", page, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', page);
    }

    [Theory]
    [InlineData(80)]
    [InlineData(200)]
    public async Task The_page_takes_the_width_that_there_is(int width)
    {
        var lines = Escape().Replace(await PageAsync(width), "").Split('\n').Select(line => line.TrimEnd('\r')).ToList();
        Assert.All(lines, line => Assert.True(line.Length <= width, line));
        Assert.Contains(lines, line => line.Length > width - 5);
    }

    [Theory]
    [InlineData(80)]
    [InlineData(200)]
    public async Task So_does_a_table(int width)
    {
        var table = await ShowAsync(width, "", $"'{Command.McpOps}' logs entries app.log");
        Assert.All(Escape().Replace(table, "").Split('\n'), line => Assert.True(line.TrimEnd('\r').Length <= width, line));
        Assert.Contains("to the end of the line", Spaces().Replace(Escape().Replace(table, ""), " "), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("watch --once")]
    [InlineData("servers test")]
    [InlineData("alerts send --test")]
    [InlineData("alerts")]
    [InlineData("health")]
    public async Task What_is_to_be_done_is_whole_in_a_file_and_on_a_narrow_terminal(string verb)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "mcpops.json"), $$"""
            { "history": { "store": "history" }, "watch": { "failures": 1 }, "channels": { "ops": { "kind": "file", "path": "${env:MCPOPS_NO_SUCH_VARIABLE}" } },
              "servers": { "web": { "command": "/no/such/program/{{new string('x', 60)}}", "plans": { "daily": { "at": "02:00", "steps": [{ "use": "health" }] } } } } }
            """, TestContext.Current.CancellationToken);
        await RunAsync("watch", "--once");

        // How busy the machine is changes from run to run.
        var messages = Messages(JsonNode.Parse(await RunAsync([.. verb.Split(' '), "-o", "json"]))).Where(message => message.Length > 0 && !message.Contains(" %: ", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(messages);
        var table = await RunAsync(verb.Split(' '));
        var shown = Blank().Replace(Escape().Replace(await ShowAsync(80, "", $"'{Command.McpOps}' {verb} --config-path mcpops.json 2> /dev/null; true"), ""), "");
        Assert.All(messages, message => Assert.Contains(message, table, StringComparison.Ordinal));
        Assert.All(messages, message => Assert.Contains(Blank().Replace(message, ""), shown, StringComparison.Ordinal));
    }

    private async Task<string> RunAsync(params string[] arguments) =>
        (await Command.RunAsync(Command.McpOps, [.. arguments, "--config-path", Path.Combine(_folder, "mcpops.json")], TestContext.Current.CancellationToken, _folder)).Output;

    private static IEnumerable<string> Messages(JsonNode? node) => node switch
    {
        JsonObject one => one.SelectMany(property => property is { Key: "message" or "detail", Value: JsonValue value } && value.GetValueKind() is JsonValueKind.String ? [value.GetValue<string>()]
            : property.Key is "checks" ? [] : Messages(property.Value)),
        JsonArray all => all.SelectMany(Messages),
        _ => [],
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task<string> PageAsync(int width, string variable = "", string redirection = "") => ShowAsync(width, variable, $"'{Command.McpOps}' logs app.log --by hour{redirection}");

    private async Task<string> ShowAsync(int width, string variable, string command)
    {
        Assert.SkipWhen(Command.Find("script") is null || OperatingSystem.IsMacOS(), "The terminal of this test is the command script of util-linux.");
        var words = string.Join(' ', Enumerable.Repeat("many words", 8));
        await File.WriteAllLinesAsync(Path.Combine(_folder, "app.log"), Enumerable.Range(0, 60).Select(hour =>
            string.Create(CultureInfo.InvariantCulture, $"{new DateTime(2026, 11, 16).AddHours(hour):yyyy-MM-dd HH:mm:ss},000 - app - ERROR - Request {hour} failed with {words} to the end of the line")), TestContext.Current.CancellationToken);
        var shown = await Command.RunAsync("script", ["-qec", $"unset NO_COLOR; stty cols {width} rows 50; TERM=xterm-256color {variable} {command}", "/dev/null"], TestContext.Current.CancellationToken, _folder);
        Assert.True(shown.ExitCode == 0, shown.Output);
        return shown.Output;
    }

    [GeneratedRegex(@"\e\[[0-9;]*m", RegexOptions.None, 2000)]
    private static partial Regex Color();

    [GeneratedRegex(@"\s+", RegexOptions.None, 2000)]
    private static partial Regex Spaces();

    [GeneratedRegex(@"\s", RegexOptions.None, 2000)]
    private static partial Regex Blank();

    // What the runtime itself sends to a terminal included.
    [GeneratedRegex(@"\e\[[0-9;?]*[a-zA-Z]|\e=", RegexOptions.None, 2000)]
    private static partial Regex Escape();
}
