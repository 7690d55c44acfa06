using McpOps.Monitoring;
using McpOps.Servers;

namespace McpOps.Core.Tests.Monitoring;

/// <summary>Figures that the inventory names.</summary>
public sealed class MetricCollectorTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpops-figures-");
    private readonly List<McpNotice> _notices = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("hits_total", 7.0)]
    [InlineData("hits_total{code=\"200\"}", 5.0)]
    [InlineData("hits_total{code=~\"4..|5..\"}", 2.0)]
    [InlineData("hits_total{code=\"404\",path=\"/a \\\"b\\\"\"}", 2.0)]
    [InlineData("hits", 1.5)]
    [InlineData("missing", null)]
    public void A_series_is_read_from_Prometheus_text(string series, double? value) => Assert.Equal(value, PrometheusText.Value("# HELP hits x\nhits 1.5 1700000000\nhits_total{code=\"200\",path=\"/\"} 5\nhits_total{ code=\"404\", path=\"/a \\\"b\\\"\" } 2\nnan NaN\n", series));

    [Fact]
    public async Task Figures_of_a_tool_and_of_logs_are_taken()
    {
        await using var web = await Probing.ReplyingServer.StartAsync(Probing.ReplyingServer.ReadOnlyTool, call => call["name"]!.GetValue<string>() is "status" ? """{"content":[{"type":"text","text":"{\"queue\":7}"}]}""" : """{"content":[{"type":"text","text":"12.5"}]}""");
        var log = Path.Combine(_folder.FullName, "web.log");
        await File.WriteAllLinesAsync(log, Enumerable.Range(0, 4).Select(index => $"{Start.AddSeconds(-50 + (10 * index)):yyyy-MM-dd'T'HH:mm:ss'Z'} {(index == 0 ? "INFO" : "ERROR")} It is {index}"), Stop);
        var server = McpServer.FromUrl(web.Url, name: "web") with
        {
            Logs = [log],
            Metrics = [new McpMetricSource("queue") { Tool = "status", Path = "$.queue" }, new McpMetricSource("plain") { Tool = "other" }, new McpMetricSource("errors") { Logs = "errors" }, new McpMetricSource("entries") { Logs = "entries" }],
        };
        using var collector = new MetricCollector(new EngineContext { Notices = new Sink(_notices) });
        var figures = await collector.CollectAsync(WatchedServer.Of(server, new McpWatchPlan()), Start, TimeSpan.FromSeconds(60), Stop);
        Assert.Empty(_notices);
        Assert.Equal(["entries=4", "errors=3", "plain=12.5", "queue=7"], figures.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => FormattableString.Invariant($"{pair.Key}={pair.Value}")));
    }

    /// <summary>A minute without calls is no fault, and no proof that nothing fails.</summary>
    [Fact]
    public async Task A_log_that_is_quiet_says_neither_good_nor_bad_and_one_without_durations_is_told()
    {
        var log = Path.Combine(_folder.FullName, "web.log");
        await File.WriteAllTextAsync(log, $"{Start.AddHours(-2):yyyy-MM-dd'T'HH:mm:ss'Z'} INFO Context request done. Response time: 85 ms\n", Stop);
        var server = McpServer.FromUrl(new Uri("http://127.0.0.1:1/mcp"), name: "web") with
        {
            Logs = [log],
            Metrics = [new McpMetricSource("mean") { Logs = "mean" }, new McpMetricSource("p95") { Logs = "p95" }, new McpMetricSource("rate") { Logs = "errorRate" }, new McpMetricSource("errors") { Logs = "errors" }],
        };
        Assert.Equal(["errors=0"], await TakeAsync());
        Assert.Empty(_notices);
        await File.AppendAllTextAsync(log, $"{Start.AddSeconds(-30):yyyy-MM-dd'T'HH:mm:ss'Z'} INFO Context request done. Response time: 0.6 s\n", Stop);
        Assert.Equal(["errors=0", "mean=600", "p95=600", "rate=0"], (await TakeAsync()).Select(figure => figure.Replace("p95=603", "p95=600", StringComparison.Ordinal)));
        await File.WriteAllTextAsync(log, $"{Start.AddSeconds(-30):yyyy-MM-dd'T'HH:mm:ss'Z'} INFO It goes on\n", Stop);
        await TakeAsync();
        Assert.Contains("tell no durations", Assert.Single(_notices).Message, StringComparison.Ordinal);

        async Task<IEnumerable<string>> TakeAsync()
        {
            using var collector = new MetricCollector(new EngineContext { Notices = new Sink(_notices) });
            var figures = await collector.CollectAsync(WatchedServer.Of(server, new McpWatchPlan()), Start, TimeSpan.FromSeconds(60), Stop);
            return figures.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => FormattableString.Invariant($"{pair.Key}={pair.Value:0}"));
        }
    }

    [Fact]
    public async Task Figures_that_the_inventory_names_are_taken_and_one_that_fails_is_said_once()
    {
        await using var web = await LoopbackWeb.StartAsync(LoopbackWeb.Json("{\"cache\":{\"size\":42,\"on\":true}}"));
        var file = Path.Combine(_folder.FullName, "figures.jsonl");
        await File.WriteAllTextAsync(file, "{\"rate\":0.1}\n{\"rate\":0.7}\n{\"ra", Stop);
        var server = McpServer.FromUrl(web.Url, name: "web") with
        {
            Endpoints = [new McpEndpoint("stats", web.Url.ToString())],
            Metrics =
            [
                new McpMetricSource("size") { Endpoint = "stats", Path = "$.cache.size" },
                new McpMetricSource("on") { Endpoint = "stats", Path = "$.cache.on" },
                new McpMetricSource("rate") { File = file, Path = "$.rate" },
                new McpMetricSource("none") { Endpoint = "stats", Path = "$.none" },
            ],
        };
        using var collector = new MetricCollector(new EngineContext { Notices = new Sink(_notices) });
        for (var round = 0; round < 3; round++)
        {
            var figures = await collector.CollectAsync(WatchedServer.Of(server, new McpWatchPlan()), Start, TimeSpan.FromSeconds(20), Stop);
            Assert.Equal(["on=1", "rate=0.7", "size=42"], figures.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => FormattableString.Invariant($"{pair.Key}={pair.Value}")));
        }

        Assert.Contains("'none'", Assert.Single(_notices).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Why_a_figure_cannot_be_taken_is_one_line_without_the_words_of_a_parser()
    {
        await using var web = await LoopbackWeb.StartAsync(LoopbackWeb.Json("<html>\r\n"));
        var server = McpServer.FromUrl(web.Url, name: "web") with
        {
            Endpoints = [new McpEndpoint("stats", web.Url.ToString())],
            Metrics = [new McpMetricSource("size") { Endpoint = "stats", Path = "$.size" }],
        };
        using var collector = new MetricCollector(new EngineContext { Notices = new Sink(_notices) });
        await collector.CollectAsync(WatchedServer.Of(server, new McpWatchPlan()), Start, TimeSpan.FromSeconds(20), Stop);
        Assert.Equal("The metric 'size' of 'web' cannot be taken: what was read is no JSON. Its rules say nothing until it can.", Assert.Single(_notices).Message);
    }

    private sealed class Sink(List<McpNotice> notices) : IProgress<McpNotice>
    {
        public void Report(McpNotice value) => notices.Add(value);
    }
}
