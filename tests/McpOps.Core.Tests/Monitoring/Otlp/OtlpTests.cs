using System.IO.Compression;
using McpOps.Monitoring;
using McpOps.Servers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Metrics.V1;

namespace McpOps.Core.Tests.Monitoring;

/// <summary>Metrics by OTLP, read by OpenTelemetry's own definitions.</summary>
public sealed class OtlpTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly ulong Month = (ulong)new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds() * 1_000_000_000;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpops-otlp-");
    private readonly List<McpNotice> _notices = [];
    private readonly FakeTimeProvider _time = new(Now);
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task What_is_sent_is_read_by_the_protocols_own_definitions_and_counters_go_on_over_single_runs()
    {
        await WriteAsync(0, 10, bad: 2);
        var received = new List<ExportMetricsServiceRequest>();
        await using var receiver = await ReceiverAsync(received, _ => new ExportMetricsServiceResponse());
        var sent = await SendAsync(receiver.Url.ToString());
        await WriteAsync(10, 5, bad: 0);
        await SendAsync(receiver.Url + "v1/metrics");
        Assert.Equal((1, 0), (sent.Servers, sent.Rejected));
        Assert.Equal(sent.Points, Metrics(received[0]).Sum(Points));
        Assert.Empty(_notices);

        var (first, second) = (Metrics(received[0]), Metrics(received[1]));
        foreach (var (metrics, good) in new[] { (first, 8), (second, 13) })
        {
            var probes = Assert.Single(metrics, metric => metric.Name == "mcpops.probes").Sum;
            Assert.True(probes.IsMonotonic && probes.AggregationTemporality is AggregationTemporality.Cumulative);
            var point = Assert.Single(probes.DataPoints, point => Attributes(point.Attributes)["result"] == "good");
            Assert.Equal((good, Month, "web"), (point.AsDouble, point.StartTimeUnixNano, Attributes(point.Attributes)["server"]));
            Assert.True(point.TimeUnixNano >= (ulong)Now.ToUnixTimeSeconds() * 1_000_000_000);
        }

        // In base units, with the names that Prometheus makes of ours.
        var response = Assert.Single(first, metric => metric.Name == "mcpops.response");
        Assert.Equal(("s", 0.06), (response.Unit, Assert.Single(response.Gauge.DataPoints).AsDouble));
        Assert.All(first, metric => Assert.True(metric.Description.Length > 0 && (metric.Name.StartsWith("mcpops.", StringComparison.Ordinal) || metric.Name is "mcp.client.operation.duration"), metric.Name));

        var resource = Attributes(received[0].ResourceMetrics[0].Resource.Attributes);
        Assert.Equal("mcpops", resource["service.name"]);
        Assert.Equal("mcpops", received[0].ResourceMetrics[0].ScopeMetrics[0].Scope.Name);
    }

    [Fact]
    public async Task Requests_of_the_probes_are_a_histogram_by_the_conventions_for_MCP()
    {
        await WriteAsync(0, 10, bad: 2);
        var received = new List<ExportMetricsServiceRequest>();
        await using var receiver = await ReceiverAsync(received, _ => new ExportMetricsServiceResponse());
        await SendAsync(receiver.Url.ToString());
        var duration = Assert.Single(Metrics(received[0]), metric => metric.Name == "mcp.client.operation.duration");
        Assert.Equal("s", duration.Unit);
        Assert.Equal(AggregationTemporality.Cumulative, duration.Histogram.AggregationTemporality);
        var list = Assert.Single(duration.Histogram.DataPoints, point => Attributes(point.Attributes)["mcp.method.name"] == "tools/list");
        Assert.Equal((8UL, 8UL, Month), (list.Count, list.BucketCounts.Aggregate(0UL, (sum, count) => sum + count), list.StartTimeUnixNano));
        Assert.Equal(list.ExplicitBounds.Count + 1, list.BucketCounts.Count);
        Assert.Equal(8 * 0.05, list.Sum, 9);

        // 50 ms lie in the bucket up to 0.05.
        Assert.Equal(8UL, list.BucketCounts[list.ExplicitBounds.IndexOf(0.05)]);
        Assert.Equal(("tcp", "127.0.0.1"), (Attributes(list.Attributes)["network.transport"], Attributes(list.Attributes)["server.address"]));
        var call = Assert.Single(duration.Histogram.DataPoints, point => Attributes(point.Attributes)["mcp.method.name"] == "tools/call");
        Assert.Equal(("execute_tool", "ping"), (Attributes(call.Attributes)["gen_ai.operation.name"], Attributes(call.Attributes)["gen_ai.tool.name"]));
    }

    [Fact]
    public async Task A_busy_receiver_is_asked_again_when_it_says_and_the_variables_are_heeded()
    {
        await WriteAsync(0, 3, bad: 0);
        var (received, asked) = (new List<ExportMetricsServiceRequest>(), new List<(DateTimeOffset At, string Header)>());
        await using var receiver = await LoopbackWeb.StartAsync(async context =>
        {
            asked.Add((_time.GetUtcNow(), $"{context.Request.Path} {context.Request.Headers.Authorization} {context.Request.Headers.ContentEncoding} {context.Request.ContentType}"));
            await ReadAsync(context, received);
            (context.Response.StatusCode, context.Response.Headers.RetryAfter) = asked.Count switch { 1 => (429, "7"), 2 => (503, ""), _ => (200, "") };
        });
        _variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Url + "otlp/";
        _variables["OTEL_EXPORTER_OTLP_HEADERS"] = "x-other=1,authorization=Bearer%20hunter2";
        _variables["OTEL_EXPORTER_OTLP_COMPRESSION"] = "gzip";
        _variables["OTEL_SERVICE_NAME"] = "night";
        _variables["OTEL_RESOURCE_ATTRIBUTES"] = "service.name=day,deployment.environment.name=test%2C1";
        await SendAsync(null);
        Assert.All(asked, one => Assert.Equal("/otlp/v1/metrics Bearer hunter2 gzip application/x-protobuf", one.Header));
        Assert.Equal(3, asked.Count);
        Assert.True(asked[1].At - asked[0].At >= TimeSpan.FromSeconds(7), $"{asked[1].At - asked[0].At}");
        Assert.True(asked[2].At - asked[1].At >= TimeSpan.FromSeconds(1), $"{asked[2].At - asked[1].At}");
        var resource = Attributes(received[2].ResourceMetrics[0].Resource.Attributes);
        Assert.Equal(("night", "test,1"), (resource["service.name"], resource["deployment.environment.name"]));
    }

    [Fact]
    public async Task What_a_receiver_does_not_take_is_told()
    {
        await WriteAsync(0, 3, bad: 0);
        await using var receiver = await ReceiverAsync([], _ => new ExportMetricsServiceResponse { PartialSuccess = new ExportMetricsPartialSuccess { RejectedDataPoints = 3, ErrorMessage = "too many labels" } });
        Assert.Equal(3, (await SendAsync(receiver.Url.ToString())).Rejected);
        var notice = Assert.Single(_notices);
        Assert.Equal("OtlpPartial", notice.Id);
        Assert.Contains("did not take 3 of", notice.Message, StringComparison.Ordinal);
        Assert.Contains("too many labels", notice.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, "", "OtlpRefused", "OTEL_EXPORTER_OTLP_HEADERS", 1)]
    [InlineData(404, "", "OtlpRefused", "/api/v1/otlp", 1)]
    [InlineData(500, "", "OtlpRefused", "not tried again", 1)]
    [InlineData(302, "", "OtlpRefused", "answers 302", 1)]
    [InlineData(429, "3600", "OtlpNotSent", "in 3600 s", 1)]
    [InlineData(503, "", "OtlpNotSent", "the next run sends them", 6)]
    [InlineData(503, "0", "OtlpNotSent", "the next run sends them", 6)]
    [InlineData(503, "0.5", "OtlpNotSent", "the next run sends them", 6)]
    public async Task Who_does_not_take_them_is_said_with_what_to_do(int status, string retryAfter, string id, string words, int fewest)
    {
        await WriteAsync(0, 3, bad: 0);
        var asked = 0;
        await using var receiver = await LoopbackWeb.StartAsync(context =>
        {
            asked++;
            context.Response.StatusCode = status;
            context.Response.Headers.RetryAfter = retryAfter;
            return Task.CompletedTask;
        });
        var exception = await Assert.ThrowsAsync<McpOpsException>(() => SendAsync(receiver.Url.ToString()));
        Assert.Equal(id, exception.ErrorId);
        Assert.Contains(words, exception.Message, StringComparison.Ordinal);
        Assert.InRange(asked, fewest, fewest == 1 ? 1 : 12);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_receiver_that_hangs_or_is_not_there_ends_within_a_minute(bool hangs)
    {
        await WriteAsync(0, 3, bad: 0);
        await using var receiver = await LoopbackWeb.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        _variables["OTEL_EXPORTER_OTLP_TIMEOUT"] = "200";
        var exception = await Assert.ThrowsAsync<McpOpsException>(() => SendAsync(hangs ? receiver.Url.ToString() : "http://127.0.0.1:1"));
        Assert.Equal("OtlpNotSent", exception.ErrorId);
        Assert.Contains(hangs ? "did not answer within 0.2 s" : "refused", exception.Message, StringComparison.Ordinal);
        Assert.True(_time.GetUtcNow() - Now >= TimeSpan.FromSeconds(20));
    }

    [Theory]
    [InlineData("http://a:4318", null, null, "http://a:4318/v1/metrics")]
    [InlineData("http://a:9090/api/v1/otlp/", null, null, "http://a:9090/api/v1/otlp/v1/metrics")]
    [InlineData("https://a/v1/metrics", "http://b", "http://c", "https://a/v1/metrics")]
    [InlineData(null, "http://b/x", "http://c", "http://b/x")]
    [InlineData(null, null, "http://c/base", "http://c/base/v1/metrics")]
    [InlineData(null, null, null, "http://localhost:4318/v1/metrics")]
    public void The_address_is_found_as_the_specification_says(string? named, string? ofMetrics, string? ofAll, string expected) =>
        Assert.Equal(expected, OtlpSettings.Of(named, name => name switch { "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT" => ofMetrics, "OTEL_EXPORTER_OTLP_ENDPOINT" => ofAll, _ => null }).Endpoint.ToString());

    [Theory]
    [InlineData("localhost:4318", null, "OtlpEndpointInvalid")]
    [InlineData("ftp://x", null, "OtlpEndpointInvalid")]
    [InlineData(null, "grpc", "OtlpProtocolUnknown")]
    [InlineData("http://a:4318", "grpc", null)]
    public void What_cannot_be_an_address_is_said(string? named, string? protocol, string? id) =>
        Assert.Equal(id, (Record.Exception(() => OtlpSettings.Of(named, name => name is "OTEL_EXPORTER_OTLP_PROTOCOL" ? protocol : null)) as McpOpsException)?.ErrorId);

    /// <summary>Whatever a receiver answers: it is read, or it says nothing.</summary>
    [Fact]
    public void An_answer_of_any_bytes_is_no_fault()
    {
        var random = new Random(5);
        for (var step = 0; step < 20_000; step++)
        {
            var bytes = new byte[random.Next(40)];
            random.NextBytes(bytes);
            OtlpAnswer.Read(bytes);
            OtlpAnswer.Reason(bytes, step % 2 == 0 ? "application/x-protobuf" : null);
        }
    }

    private static async Task<LoopbackWeb> ReceiverAsync(List<ExportMetricsServiceRequest> received, Func<ExportMetricsServiceRequest, ExportMetricsServiceResponse> answer) => await LoopbackWeb.StartAsync(async context =>
    {
        context.Response.ContentType = "application/x-protobuf";
        await context.Response.Body.WriteAsync(Google.Protobuf.MessageExtensions.ToByteArray(answer(await ReadAsync(context, received))));
    });

    private static async Task<ExportMetricsServiceRequest> ReadAsync(HttpContext context, List<ExportMetricsServiceRequest> received)
    {
        await using var body = context.Request.Headers.ContentEncoding == "gzip" ? new GZipStream(context.Request.Body, CompressionMode.Decompress) : context.Request.Body;
        using var whole = new MemoryStream();
        await body.CopyToAsync(whole);
        var request = ExportMetricsServiceRequest.Parser.ParseFrom(whole.ToArray());

        // Nothing that the definitions do not know.
        Assert.Equal(request, ExportMetricsServiceRequest.Parser.WithDiscardUnknownFields(true).ParseFrom(whole.ToArray()));
        received.Add(request);
        return request;
    }

    private static IReadOnlyList<Metric> Metrics(ExportMetricsServiceRequest request) => Assert.Single(Assert.Single(request.ResourceMetrics).ScopeMetrics).Metrics;

    private static int Points(Metric metric) => metric.DataCase switch
    {
        Metric.DataOneofCase.Gauge => metric.Gauge.DataPoints.Count,
        Metric.DataOneofCase.Sum => metric.Sum.DataPoints.Count,
        _ => metric.Histogram.DataPoints.Count,
    };

    private static Dictionary<string, string> Attributes(IEnumerable<KeyValue> attributes) => attributes.ToDictionary(pair => pair.Key, pair => pair.Value.StringValue, StringComparer.Ordinal);

    // Time goes on as fast as it is waited for.
    private async Task<SentMetrics> SendAsync(string? endpoint)
    {
        var paths = new ServerPaths { Platform = "linux", Home = _folder.FullName, WorkingDirectory = _folder.FullName, MachineRoot = _folder.FullName, Variable = _variables.GetValueOrDefault };
        var export = new MetricExport(new EngineContext { Time = _time, Notices = new Sink(_notices) }, paths);
        var sending = export.SendAsync(new MetricExportOptions { Format = MetricExportOptions.Otlp, Endpoint = endpoint }, Stop);
        while (await Task.WhenAny(sending, Task.Delay(5, Stop)) != sending)
        {
            _time.Advance(TimeSpan.FromMilliseconds(500));
        }

        return await sending;
    }

    private async Task WriteAsync(int first, int count, int bad)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "mcpops.json"), """
            { "history": { "store": "history" }, "servers": { "web": { "url": "http://127.0.0.1:1/mcp", "probe": { "tool": "ping" }, "slo": { "availability": { "target": 99 } } } } }
            """, Stop);
        await using var store = new JsonLinesStore(Path.Combine(_folder.FullName, "history"));
        await using var turn = await store.BeginAsync(Stop);
        await turn.AppendAsync([.. Enumerable.Range(first, count).Select(index => new McpSample
        {
            Server = "web", Slot = Now.AddMinutes(index - 20), Status = index - first < bad ? "Unhealthy" : "Healthy", Verdict = index - first < bad ? "Unreachable" : "Healthy",
            Values = index - first < bad ? [] : new Dictionary<string, double>(StringComparer.Ordinal) { ["response"] = 60, ["list"] = 50, ["call"] = 120 },
        })], Stop);
    }

    private sealed class Sink(List<McpNotice> notices) : IProgress<McpNotice>
    {
        public void Report(McpNotice value) => notices.Add(value);
    }
}
