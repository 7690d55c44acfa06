using System.Globalization;
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
        Assert.Equal(width == 200, table.Contains("to the end of the line", StringComparison.Ordinal));
    }

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

    // What the runtime itself sends to a terminal included.
    [GeneratedRegex(@"\e\[[0-9;?]*[a-zA-Z]|\e=", RegexOptions.None, 2000)]
    private static partial Regex Escape();
}
