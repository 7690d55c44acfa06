using McpOps.Monitoring;
using McpOps.Servers;

namespace McpOps.Core.Tests.Monitoring;

/// <summary>A figure that no longer comes is told: the rules on it are silent.</summary>
public sealed class MetricGapTests
{
    [Theory]
    [InlineData("Healthy", true, "Bad")]
    [InlineData("Degraded", true, "Bad")]
    [InlineData("Unhealthy", true, "Unknown")]
    [InlineData("Unknown", true, "Unknown")]
    [InlineData("Healthy", false, "Good")]
    public void A_figure_that_cannot_be_taken_is_told_while_its_server_works(string status, bool fails, string result)
    {
        var server = WatchedServer.Of(McpServer.FromUrl(new Uri("http://127.0.0.1/mcp"), name: "web") with { Metrics = [new McpMetricSource("queue") { File = "q.json", Path = "$.q" }] }, new McpWatchPlan());
        var seen = Assert.Single(MetricGaps.Observe(server, new McpSample { Server = "web", Slot = DateTimeOffset.UnixEpoch, Status = status, Verdict = "" }, fails ? [("queue", "There is no file 'q.json'.")] : []));
        Assert.Equal(("metrics", result), (seen.Rule, seen.Result.ToString()));
        Assert.Equal(fails, seen.Message.Contains("queue: There is no file 'q.json'.", StringComparison.Ordinal));
        Assert.Empty(MetricGaps.Observe(server with { Server = server.Server with { Metrics = [] } }, new McpSample { Server = "web", Slot = DateTimeOffset.UnixEpoch, Status = "Healthy", Verdict = "" }, []));
    }

    [Fact]
    public void One_cause_is_one_sentence_however_many_figures_it_takes()
    {
        var text = MetricGaps.Text([.. Enumerable.Range(0, 9).Select(index => ($"m{index}", "There is no file 'q.json'.")), ("other", "It was not there in time.")]);
        Assert.Equal("Metrics of the inventory cannot be taken, and rules on them say nothing. m0, m1, m2, m3, m4 and 4 more: There is no file 'q.json'. other: It was not there in time.", text);
    }
}
