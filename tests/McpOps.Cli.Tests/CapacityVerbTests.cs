using System.Text.Json;

namespace McpOps.Cli.Tests;

/// <summary><c>mcpops capacity</c> as a user runs it, against the embedded server as a process.</summary>
[Collection(AloneCollection.Name)]
public sealed class CapacityVerbTests
{
    [Fact]
    public async Task One_server_is_one_object_with_its_steps()
    {
        await using var server = await ServedServer.StartAsync(TestContext.Current.CancellationToken);
        var (code, output, _) = await RunAsync("--url", $"{server.Url}", "--workload", "list", "--max-concurrency", "2", "--duration", "2", "--output", "json");
        Assert.Equal(ExitCodes.Done, code);
        var result = JsonDocument.Parse(output).RootElement;
        Assert.True(result.GetProperty("peakRate").GetDouble() > 0);
        Assert.True(result.GetProperty("peakConcurrency").GetDouble() >= 1);
        Assert.NotEmpty(result.GetProperty("limitedBy").GetString()!);
        var steps = result.GetProperty("steps").EnumerateArray().ToList();
        Assert.Equal([1, 2], steps.Select(step => step.GetProperty("concurrency").GetDouble()));
        Assert.All(steps, step => Assert.All(
            (string[])["rate", "offeredRate", "errors", "p50Ms", "p95Ms", "p99Ms", "maxMs"],
            name => Assert.Equal(JsonValueKind.Number, step.GetProperty(name).ValueKind)));
    }

    [Fact]
    public async Task A_table_says_the_rate_and_what_limits_it()
    {
        await using var server = await ServedServer.StartAsync(TestContext.Current.CancellationToken);
        var (code, output, _) = await RunAsync("--url", $"{server.Url}", "--rate", "20", "--duration", "1");
        Assert.Equal(ExitCodes.Done, code);
        Assert.Matches(@"calls/s( at [0-9.]+ in flight( \(beyond what was measured\))?)?, ", output);
        Assert.Contains("Advice", output, StringComparison.Ordinal);
        Assert.All(output.Split('\n').Where(line => line.StartsWith("Concurrency", StringComparison.Ordinal)), line => Assert.True(line.Length <= 120));
    }

    [Fact]
    public async Task Without_load_it_says_how_full_this_machine_is()
    {
        var (code, output, _) = await RunAsync("--url", "http://127.0.0.1:1/mcp", "--no-load");
        Assert.Equal(ExitCodes.Done, code);
        Assert.Contains("No load was made. This machine: ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_history_needs_no_server()
    {
        var path = Path.GetTempFileName();
        await File.WriteAllLinesAsync(path, Enumerable.Range(0, 500).Select(hour => FormattableString.Invariant(
            $"{{\"timestamp\":\"{new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddHours(hour):O}\",\"disk_usage\":{40 + (hour * 0.05) + ((hour * 7919 % 13) * 0.1)}}}")));
        var (code, output, _) = await RunAsync("--history-path", path, "--output", "json");
        File.Delete(path);
        Assert.Equal(ExitCodes.Partial, code);
        var forecast = JsonDocument.Parse(output).RootElement.GetProperty("forecast").EnumerateArray().First();
        Assert.Equal("Rising", forecast.GetProperty("trend").GetString());
        Assert.StartsWith("2026-02-0", forecast.GetProperty("crossesAt").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.05, ExitCodes.Partial)]
    [InlineData(0.0, ExitCodes.Done)]
    public async Task A_script_can_tell_whether_a_threshold_is_near(double perHour, int expected)
    {
        var path = Path.GetTempFileName();
        await File.WriteAllLinesAsync(path, Enumerable.Range(0, 500).Select(hour => FormattableString.Invariant(
            $"{{\"timestamp\":\"{new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddHours(hour):O}\",\"ratio\":{(perHour > 0 ? 40 + (hour * perHour) : 0.8)}}}")));
        var (code, output, _) = await RunAsync("--history-path", path, "--threshold", perHour > 0 ? "ratio=80" : "ratio=0.8", "--output", "json");
        File.Delete(path);
        Assert.Equal(expected, code);
        Assert.Equal(expected == ExitCodes.Done, JsonDocument.Parse(output).RootElement.GetProperty("isSufficient").GetBoolean());
    }

    [Fact]
    public async Task A_script_can_tell_a_leak_that_is_far_from_every_threshold()
    {
        var path = Path.GetTempFileName();
        await File.WriteAllLinesAsync(path, Enumerable.Range(0, 500).Select(minute => FormattableString.Invariant(
            $"{{\"timestamp\":\"{new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddHours(minute):O}\",\"memory_mb\":{200 + minute + ((minute * 7919 % 13) * 0.1)}}}")));
        var (code, output, _) = await RunAsync("--history-path", path, "--threshold", "memory_mb=1000000", "--output", "json");
        File.Delete(path);
        Assert.True(JsonDocument.Parse(output).RootElement.GetProperty("forecast")[0].GetProperty("leak").GetBoolean());
        Assert.Equal(ExitCodes.Partial, code);
    }

    [Fact]
    public async Task Results_of_several_hosts_become_one()
    {
        await using var server = await ServedServer.StartAsync(TestContext.Current.CancellationToken);
        var folder = Directory.CreateTempSubdirectory("mcpops-merge-").FullName;
        var load = (string[])["--url", $"{server.Url}", "--workload", "list", "--max-concurrency", "2", "--duration", "1", "--output"];
        await File.WriteAllTextAsync($"{folder}/a.json", (await RunAsync([.. load, "json"])).Output);
        await File.WriteAllTextAsync($"{folder}/b.ndjson", (await RunAsync([.. load, "ndjson"])).Output);

        var (code, output, _) = await RunAsync("merge", $"{folder}/a.json", $"{folder}/b.ndjson", "--output", "json");
        Assert.Equal(ExitCodes.Done, code);
        var merged = JsonDocument.Parse(output).RootElement;
        Assert.Equal(2, merged.GetProperty("generators").GetInt32());
        Assert.Equal([2, 4], merged.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("concurrency").GetDouble()));
        Assert.True(merged.GetProperty("steps")[0].GetProperty("p50Ms").GetDouble() > 0);

        await File.WriteAllTextAsync($"{folder}/c.json", """{"server":"s","steps":7}""");
        await File.WriteAllTextAsync($"{folder}/d.json", """{"server":"s","startedAt":"2026-01-01T00:00:00Z","steps":null}""");
        foreach (var file in new[] { "c.json", "d.json", "none.json" })
        {
            var (failed, _, error) = await RunAsync("merge", $"{folder}/{file}");
            Assert.Equal(ExitCodes.Failed, failed);
            Assert.Contains("error ResultUnreadable", error, StringComparison.Ordinal);
        }

        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("30d")]
    [InlineData("30")]
    public async Task A_horizon_is_a_time_or_a_number_of_days(string horizon)
    {
        var (code, _, error) = await RunAsync("--history-path", "/none", "--horizon", horizon);
        Assert.Equal(ExitCodes.Failed, code);
        Assert.Contains("error HistoryNotFound", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("InvalidObjective", "--objective", "fast")]
    [InlineData("InvalidCapacityOption", "--duration", "0")]
    [InlineData("InvalidCapacityOption", "--max-concurrency", "-1")]
    [InlineData("InvalidCapacityOption", "--workload", "storm")]
    [InlineData("InvalidCapacityOption", "--arg", "novalue")]
    [InlineData("InvalidToolArgument", "--arguments", "[1]")]
    [InlineData("InvalidDuration", "--watch", "soon")]
    [InlineData("InvalidAge", "--history-path", "/none", "--horizon", "soon")]
    public async Task What_cannot_be_used_is_a_usage_error(string id, params string[] arguments)
    {
        var (code, _, error) = await RunAsync(["--url", "http://127.0.0.1:1/mcp", .. arguments]);
        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains("error " + id, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_gets_no_load()
    {
        var (code, output, error) = await RunAsync("--url", "http://127.0.0.1:1/mcp");
        Assert.Equal(ExitCodes.Failed, code);
        Assert.Empty(output);
        Assert.Contains("error ServerNotReady", error, StringComparison.Ordinal);
    }

    private static Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) => Cli.RunAsync(["capacity", .. arguments]);
}
