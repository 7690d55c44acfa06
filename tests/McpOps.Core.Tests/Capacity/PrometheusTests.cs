using System.Diagnostics;
using System.Globalization;
using McpOps.Capacity;
using McpOps.Core.Tests.Support;

namespace McpOps.Core.Tests.Capacity;

/// <summary>Forecasts through the HTTP API of a real Prometheus with forty days of history.</summary>
public sealed class PrometheusTests : IAsyncLifetime
{
    private const int Days = 40;
    private const double PerDay = 0.5;
    private const double Level = 60;

    private readonly string _folder = Directory.CreateTempSubdirectory("mcpops-prometheus-").FullName;
    private RunningServer? _prometheus;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        if (Command.Find("prometheus") is not { } program || Command.Find("promtool") is not { } tool)
        {
            return;
        }

        await File.WriteAllLinesAsync($"{_folder}/history.txt", History(), Stop);
        await File.WriteAllTextAsync($"{_folder}/prometheus.yml", "global: {}\n", Stop);
        // In blocks of two hours, as is its custom, it would be at work for half a minute.
        var backfill = await Command.RunAsync(tool, ["tsdb", "create-blocks-from", "--max-block-duration=1000h", "openmetrics", $"{_folder}/history.txt", $"{_folder}/data"], Stop);
        Assert.True(backfill.ExitCode == 0, backfill.Error);
        var port = FreePort.Find();
        _prometheus = new RunningServer(
            Process.Start(new ProcessStartInfo(program, [$"--config.file={_folder}/prometheus.yml", $"--storage.tsdb.path={_folder}/data", "--storage.tsdb.retention.time=1y", $"--web.listen-address=127.0.0.1:{port}"])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!,
            port);
        await _prometheus.WaitForPortAsync();
        using var http = new HttpClient();
        while (!(await http.GetAsync(_prometheus.Url("/-/ready"), Stop)).IsSuccessStatusCode)
        {
            await Task.Delay(50, Stop);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_prometheus is not null)
        {
            await _prometheus.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Each_series_of_an_expression_has_its_forecast()
    {
        var forecasts = await ForecastAsync("disk_used_percent");
        Assert.Equal(["""disk_used_percent{mountpoint="/"}""", """disk_used_percent{mountpoint="/var"}"""], forecasts.Select(forecast => forecast.Metric).Distinct().Order(StringComparer.Ordinal));

        var rising = forecasts.Single(forecast => forecast.Metric.Contains("/var", StringComparison.Ordinal));
        Assert.Equal(ForecastTrend.Rising, rising.Trend);
        Assert.InRange(rising.SlopePerDay!.Value, PerDay * 0.9, PerDay * 1.1);
        var daysToGo = (90 - (Level + (PerDay * Days))) / PerDay;
        Assert.InRange((new DateTimeOffset(rising.CrossesAt!.Value) - TimeProvider.System.GetUtcNow()).TotalDays, daysToGo * 0.9, daysToGo * 1.1);
        Assert.True(rising.WithinHorizon);
        Assert.Equal(ForecastTrend.Stable, forecasts.Single(forecast => forecast != rising).Trend);
    }

    [Fact]
    public async Task An_expression_that_it_does_not_take_is_told_in_its_own_words()
    {
        var exception = await Assert.ThrowsAsync<McpOpsException>(() => ForecastAsync("sum(("));
        Assert.Equal("PrometheusQueryFailed", exception.ErrorId);
        Assert.Contains("parse error", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_figure_that_it_does_not_know_is_said() =>
        Assert.Equal("HistoryEmpty", (await Assert.ThrowsAsync<McpOpsException>(() => ForecastAsync("no_such_figure"))).ErrorId);

    private async Task<IReadOnlyList<McpForecast>> ForecastAsync(string query)
    {
        Assert.SkipWhen(_prometheus is null, "Prometheus (prometheus, promtool) is not installed: run tests/setup.sh.");
        var options = new CapacityOptions
        {
            Load = false,
            Forecast = new ForecastOptions
            {
                Prometheus = _prometheus.Url("/"),
                Queries = [query],
                Lookback = TimeSpan.FromDays(Days),
                Thresholds = new Dictionary<string, double> { ["disk_used_percent*"] = 90 },
            },
        };
        return (await new CapacityTest(new EngineContext()).RunAsync(server: null, options, Stop)).Forecast;
    }

    // A value every four minutes, with a cycle of the day; one file system fills, the other does not.
    private static IEnumerable<string> History()
    {
        var random = new Random(6);
        var end = TimeProvider.System.GetUtcNow();
        yield return "# TYPE disk_used_percent gauge";
        foreach (var (mount, slope) in new[] { ("/", 0.0), ("/var", PerDay) })
        {
            for (var at = end.AddDays(-Days); at < end; at = at.AddMinutes(4))
            {
                var day = (at - end.AddDays(-Days)).TotalDays;
                var value = Level + (slope * day) + (3 * Math.Sin(2 * Math.PI * day)) + SyntheticHistory.Normal(random);
                yield return string.Create(CultureInfo.InvariantCulture, $"disk_used_percent{{mountpoint=\"{mount}\"}} {value:0.###} {at.ToUnixTimeSeconds()}");
            }
        }

        yield return "# EOF";
    }
}
