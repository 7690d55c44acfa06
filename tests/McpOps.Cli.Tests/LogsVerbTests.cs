using System.Text.Json;

namespace McpOps.Cli.Tests;

public sealed class LogsVerbTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mcpops-test-").FullName;

    [Fact]
    public async Task A_summary_is_one_json_object()
    {
        var (code, output, _) = await Cli.RunAsync("logs", Log(), "--output", "json", "--by", "day");
        Assert.Equal(ExitCodes.Done, code);
        using var summary = JsonDocument.Parse(output);
        Assert.Equal((2, 1, 1), (Number(summary, "requests"), Number(summary, "successes"), Number(summary, "errors")));
        Assert.Equal(1, summary.RootElement.GetProperty("rows").GetArrayLength());
        Assert.False(summary.RootElement.TryGetProperty("state", out _));
    }

    [Fact]
    public async Task Without_a_path_there_is_a_summary_for_each_server_of_the_inventory()
    {
        var inventory = Path.Combine(_folder, "mcpops.json");
        await File.WriteAllTextAsync(inventory, $$"""{ "servers": { "web": { "url": "http://h/mcp", "logs": {{JsonSerializer.Serialize(Log())}} }, "bare": { "url": "http://h/mcp" }, "gone": { "url": "http://h/mcp", "logs": "none.log" } } }""");
        var (code, output, error) = await Cli.RunAsync("logs", "--config-path", inventory, "--output", "json");
        using var summaries = JsonDocument.Parse(output);
        Assert.Equal((ExitCodes.Partial, 1), (code, summaries.RootElement.GetArrayLength()));
        Assert.Equal("web", summaries.RootElement[0].GetProperty("server").GetString());
        Assert.Contains("error LogsNotFound: gone:", error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Usage, (await Cli.RunAsync("logs", "--config-path", inventory, "--server", "bare")).Code);

        (code, output, error) = await Cli.RunAsync("logs", "entries", "--config-path", inventory, "--output", "ndjson");
        Assert.Equal((ExitCodes.Partial, 4), (code, output.Split("\"server\":\"web\"").Length - 1));
        Assert.Contains("warning LogNotFound: ", error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Done, (await Cli.RunAsync("logs", "entries", "--config-path", inventory, "--server", "w*")).Code);
    }

    [Theory]
    [InlineData("""{ "servers": { "web-77": { "url": "http://h/mcp", "logs": "a.log" } } }""", "'web-77' is a server: 'mcpops logs --server web-77' reads its logs.")]
    [InlineData("""{ "servers": { "web-77": """, "error InventoryMalformed: ")]
    public async Task A_server_that_is_taken_for_a_log_is_told_how_to_be_named_or_what_is_wrong_with_the_inventory(string text, string said)
    {
        var inventory = Path.Combine(_folder, "mcpops.json");
        await File.WriteAllTextAsync(inventory, text);
        foreach (var verb in new[] { "logs", "logs entries" })
        {
            var (code, _, error) = await Cli.RunAsync([.. verb.Split(' '), "web-77", "--config-path", inventory]);
            Assert.NotEqual(ExitCodes.Done, code);
            Assert.Contains(said, error, StringComparison.Ordinal);
        }
    }

    /// <summary>A log that tells no times is not quiet: it is partial what is said of the last hour.</summary>
    [Fact]
    public async Task Of_a_log_without_times_no_hour_is_said_to_be_quiet()
    {
        var log = Path.Combine(_folder, "uvicorn.log");
        await File.WriteAllTextAsync(log, "INFO:     Started server process [2114]\nERROR:    Exception in ASGI application\n");
        foreach (var verb in new[] { "logs", "logs entries" })
        {
            var (code, _, error) = await Cli.RunAsync([.. verb.Split(' '), log, "--last", "1h"]);
            Assert.Equal(ExitCodes.Partial, code);
            Assert.Contains("warning LogNoTimes: ", error, StringComparison.Ordinal);
            Assert.Equal(ExitCodes.Done, (await Cli.RunAsync([.. verb.Split(' '), log])).Code);
        }
    }

    [Fact]
    public async Task Entries_are_one_json_object_a_line()
    {
        var (code, output, _) = await Cli.RunAsync("logs", "entries", Log(), "--output", "ndjson");
        Assert.Equal(ExitCodes.Done, code);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, lines.Length);
        using var entry = JsonDocument.Parse(lines[3]);
        Assert.Equal((4, "ERROR"), (Number(entry, "line"), entry.RootElement.GetProperty("level").GetString()));
        Assert.All(["line", "time", "level", "source", "message", "templateId", "template", "server", "fields"], name => Assert.True(entry.RootElement.TryGetProperty(name, out _), name));
        Assert.DoesNotContain("hunter2hunter2", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_fits_120_columns_and_holds_no_colours_in_a_file()
    {
        var (_, output, _) = await Cli.RunAsync("logs", Log(), "--by", "hour");
        Assert.DoesNotContain('\e', output);
        Assert.All(output.Split('\n'), line => Assert.True(line.Length <= 120, line));
        Assert.Contains("Error rate    50.00 % of requests", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_missing_among_others_is_told_and_the_rest_summed_up()
    {
        var (code, _, error) = await Cli.RunAsync("logs", Log(), Path.Combine(_folder, "missing.log"), "--output", "csv");
        Assert.Equal(ExitCodes.Partial, code);
        Assert.Contains("LogNotFound", error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Failed, (await Cli.RunAsync("logs", Path.Combine(_folder, "missing.log"))).Code);
    }

    [Theory]
    [InlineData("--date", "yesteryear")]
    [InlineData("--last", "soon")]
    [InlineData("--format", "xml")]
    [InlineData("--pattern", "(")]
    [InlineData("--by", "month")]
    public async Task What_makes_no_sense_is_a_usage_error(string option, string value) =>
        Assert.Equal(ExitCodes.Usage, (await Cli.RunAsync("logs", Log(), option, value)).Code);

    [Fact]
    public async Task A_value_that_is_none_of_several_is_told_in_one_line()
    {
        var (_, _, error) = await Cli.RunAsync("logs", Log(), "--by", "week");
        Assert.Single(error.Split('\n'), line => line.StartsWith("error Usage: ", StringComparison.Ordinal) && line.Contains("'day' 'hour'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Summaries_of_parts_merge_into_that_of_the_whole()
    {
        var lines = await File.ReadAllLinesAsync(Log(), TestContext.Current.CancellationToken);
        string[] parts = [Path.Combine(_folder, "a"), Path.Combine(_folder, "b")];
        await File.WriteAllLinesAsync(parts[0] + ".log", lines[..1], TestContext.Current.CancellationToken);
        await File.WriteAllLinesAsync(parts[1] + ".log", lines[1..], TestContext.Current.CancellationToken);
        foreach (var part in parts)
        {
            await File.WriteAllTextAsync(part + ".json", (await Cli.RunAsync("logs", part + ".log", "--state", "--output", "json")).Output, TestContext.Current.CancellationToken);
        }

        var (code, output, _) = await Cli.RunAsync("logs", "merge", parts[0] + ".json", parts[1] + ".json", "--output", "json");
        using var merged = JsonDocument.Parse(output);
        using var whole = JsonDocument.Parse((await Cli.RunAsync("logs", parts[0] + ".log", parts[1] + ".log", "--output", "json")).Output);
        Assert.Equal(ExitCodes.Done, code);
        foreach (var property in whole.RootElement.EnumerateObject().Where(property => property.Name is not "server"))
        {
            Assert.Equal(property.Value.GetRawText(), merged.RootElement.GetProperty(property.Name).GetRawText());
        }
    }

    [Fact]
    public async Task What_has_no_counts_cannot_be_merged()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "plain.json"), (await Cli.RunAsync("logs", Log(), "--output", "json")).Output, TestContext.Current.CancellationToken);
        foreach (var file in (string[])["plain.json", "app.log"])
        {
            var (code, _, error) = await Cli.RunAsync("logs", "merge", Path.Combine(_folder, file));
            Assert.Equal(ExitCodes.Failed, code);
            Assert.StartsWith("error NotALogSummary: ", error, StringComparison.Ordinal);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static int Number(JsonDocument document, string name) => document.RootElement.GetProperty(name).GetInt32();

    private string Log()
    {
        var path = Path.Combine(_folder, "app.log");
        File.WriteAllText(path, """
            2026-11-20 06:00:00,100 - server - INFO - Extracting content from URL: https://example.com/a
            2026-11-20 06:00:01,100 - server - INFO - Successfully extracted 1234 characters from https://example.com/a in 1000 ms
            2026-11-20 06:00:02,100 - server - INFO - Extracting content from URL: https://example.org/b
            2026-11-20 06:00:03,100 - server - ERROR - Failed to log in with password=hunter2hunter2

            """);
        return path;
    }
}
