using System.Collections.Concurrent;
using McpOps.Capacity;

namespace McpOps.Core.Tests.Capacity;

public sealed class HistoryReaderTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();
    private readonly ConcurrentQueue<McpNotice> _notices = new();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public async Task The_orchestrators_objects_over_several_lines_and_the_discovery_guides_lines_are_read_alike()
    {
        var forecasts = await ForecastAsync(
            """
            {
              "timestamp": "2026-01-01T00:00:00Z",
              "system": { "cpu_usage": 12.5, "memory_usage": 61.25, "disk_usage": 71 },
              "application": { "response_time": 0.12, "db_connections": 17 }
            }
            {"timestamp": "2026-01-01T00:01:00", "system": {"cpu_usage": "14.5%", "disk_usage": "71"}, "performance": {"avg_response_time_ms": 120, "cache_hit_rate": 0.8}}
            {"metric": "rss_mb", "value": 210, "ts": 1767225720}
            """);
        Assert.Equal(
            ["application.db_connections", "application.response_time", "performance.avg_response_time_ms", "performance.cache_hit_rate", "rss_mb", "system.cpu_usage", "system.disk_usage", "system.memory_usage"],
            forecasts.Select(forecast => forecast.Metric).Distinct());
        Assert.Equal(2, forecasts.First(forecast => forecast.Metric == "system.cpu_usage").Points);
        Assert.Equal([80.0, 90.0], forecasts.Where(forecast => forecast.Metric == "system.disk_usage").Select(forecast => forecast.Threshold!.Value));
        Assert.Equal([0.3, 0.1], forecasts.Where(forecast => forecast.Metric == "performance.cache_hit_rate").Select(forecast => forecast.Threshold!.Value));
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 0, 2, 0, TimeSpan.Zero).LocalDateTime, forecasts.First(forecast => forecast.Metric == "rss_mb").From);
        Assert.Empty(_notices);
    }

    [Fact]
    public async Task What_cannot_be_read_is_told_once_and_the_rest_is_used()
    {
        var forecasts = await ForecastAsync(
            """
            {"timestamp": "2026-01-01T00:00:00Z", "disk": 70}
            not a line
            {"timestamp": "2026-01-01T00:01:00Z", "disk": "n/a"}
            {"timestamp": "2026-01-01T00:02:00Z", "disk":
            {"timestamp": "2026-01-01T00:03:00Z", "disk": 71}
            {"disk": 72}
            {"timestamp": "yesterday", "disk": 73}
            """);
        Assert.Equal(2, forecasts[0].Points);
        var notice = Assert.Single(_notices);
        Assert.Equal("HistoryPartlyRead", notice.Id);
        Assert.Contains("2 are no JSON", notice.Message, StringComparison.Ordinal);
        Assert.Contains("2 have no time", notice.Message, StringComparison.Ordinal);
        Assert.Contains("1 values are text", notice.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "HistoryEmpty")]
    [InlineData("[1, 2, 3]", "HistoryEmpty")]
    [InlineData("{\"a\": 1}", "HistoryEmpty")]
    public async Task A_file_without_figures_says_what_it_should_hold(string text, string id) =>
        Assert.Equal(id, (await Assert.ThrowsAsync<McpOpsException>(() => ForecastAsync(text))).ErrorId);

    [Fact]
    public async Task Prometheus_answers_its_own_API()
    {
        var end = TimeProvider.System.GetUtcNow();
        var values = string.Join(",", Enumerable.Range(0, 400).Select(hour => FormattableString.Invariant($"[{end.AddHours(hour - 400).ToUnixTimeSeconds()},\"{(hour == 7 ? "NaN" : (50 + (hour * 0.05)).ToString(System.Globalization.CultureInfo.InvariantCulture))}\"]")));
        await using var prometheus = await LoopbackWeb.StartAsync(LoopbackWeb.Json(
            $$"""{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"disk_used_percent","instance":"a"},"values":[{{values}}]}]} }"""));
        var result = await RunAsync(new ForecastOptions { Prometheus = prometheus.Url, Queries = ["disk_used_percent"] });
        var forecast = result.Forecast.First(forecast => forecast.Threshold == 80);
        Assert.Equal("disk_used_percent{instance=\"a\"}", forecast.Metric);
        Assert.Equal(ForecastTrend.Rising, forecast.Trend);
        Assert.InRange((new DateTimeOffset(forecast.CrossesAt!.Value) - end).TotalDays, 7.5, 9.2);
        Assert.Contains(result.Advice, advice => advice.Id == "DiskGrows" && advice.Figure.Contains("80", StringComparison.Ordinal));
        Assert.False(result.IsSufficient);
    }

    [Fact]
    public async Task What_is_not_Prometheus_and_what_it_refuses_are_told_apart()
    {
        await using var other = await LoopbackWeb.StartAsync(LoopbackWeb.Json("<html>"));
        await using var refusing = await LoopbackWeb.StartAsync(LoopbackWeb.Json("""{"status":"error","error":"parse error"}""", 400));
        Assert.Equal("PrometheusUnreachable", (await Assert.ThrowsAsync<McpOpsException>(() => RunAsync(new ForecastOptions { Prometheus = other.Url, Queries = ["up"] }))).ErrorId);
        Assert.Equal("PrometheusQueryFailed", (await Assert.ThrowsAsync<McpOpsException>(() => RunAsync(new ForecastOptions { Prometheus = refusing.Url, Queries = ["up{"] }))).ErrorId);
    }

    private async Task<IReadOnlyList<McpForecast>> ForecastAsync(string text)
    {
        await File.WriteAllTextAsync(_path, text);
        return (await RunAsync(new ForecastOptions { HistoryPaths = [_path] })).Forecast;
    }

    private Task<McpCapacity> RunAsync(ForecastOptions options) =>
        new CapacityTest(new EngineContext { Notices = new Kept(_notices) }).RunAsync(server: null, new CapacityOptions { Load = false, Forecast = options }, CancellationToken.None);

    private sealed class Kept(ConcurrentQueue<McpNotice> notices) : IProgress<McpNotice>
    {
        public void Report(McpNotice value) => notices.Enqueue(value);
    }
}
