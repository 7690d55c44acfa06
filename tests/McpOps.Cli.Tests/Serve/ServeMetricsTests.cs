using McpOps.Cli.Serve;

namespace McpOps.Cli.Tests.Serve;

public sealed class ServeMetricsTests
{
    [Fact]
    public void Durations_are_counted_in_cumulative_buckets()
    {
        var text = Sample();
        Assert.Contains("""mcpops_serve_tool_call_duration_seconds_bucket{tool="extract",le="0.01"} 1""", text, StringComparison.Ordinal);
        Assert.Contains("""mcpops_serve_tool_call_duration_seconds_bucket{tool="extract",le="2"} 2""", text, StringComparison.Ordinal);
        Assert.Contains("""mcpops_serve_tool_call_duration_seconds_bucket{tool="extract",le="300"} 2""", text, StringComparison.Ordinal);
        Assert.Contains("""mcpops_serve_tool_call_duration_seconds_bucket{tool="extract",le="+Inf"} 3""", text, StringComparison.Ordinal);
        Assert.Contains("""mcpops_serve_tool_call_duration_seconds_sum{tool="extract"} 402.005""", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prometheus_own_checker_finds_nothing()
    {
        var promtool = Command.Find("promtool");
        Assert.SkipWhen(promtool is null, "promtool is not installed; tests/setup.sh installs it with prometheus.");
        using var process = Command.Start(promtool!, ["check", "metrics"]);
        await process.StandardInput.WriteAsync(Sample().AsMemory(), TestContext.Current.CancellationToken);
        process.StandardInput.Close();
        var said = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken) + await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0 && said.Length == 0, said);
    }

    private static string Sample()
    {
        var metrics = new ServeMetrics();
        metrics.Count(200);
        metrics.Count(404);
        metrics.CountCall("extract", ToolOutcome.Ok, TimeSpan.FromMilliseconds(5));
        metrics.CountCall("extract", ToolOutcome.Error, TimeSpan.FromSeconds(2));
        metrics.CountCall("extract", ToolOutcome.Cancelled, TimeSpan.FromSeconds(400));
        metrics.CountCall("extract", ToolOutcome.Busy);
        return metrics.Text(new ServeState(Sessions: 3, Running: 1, Waiting: 0, Uptime: TimeSpan.FromSeconds(12.5)));
    }
}
