using McpOps.Monitoring;
using McpOps.Servers;

namespace McpOps.Core.Tests.Monitoring;

/// <summary>Rules over figures: windows, bounds, what is not covered.</summary>
public sealed class RuleTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(0, 2)]
    [InlineData(0.02, 2)]
    [InlineData(1, 3)]
    public void A_rest_of_less_than_a_second_is_no_window_of_its_own(double seconds, int windows)
    {
        var end = Now + (2 * Minute) + TimeSpan.FromSeconds(seconds);
        var stretches = StretchReader.Cut(Now, end, Minute);
        Assert.Equal(windows, stretches.Count);
        Assert.Equal(end, stretches[^1].To);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData(180, false)]
    [InlineData(181, true)]
    public void That_nobody_watches_is_said(int? ago, bool said)
    {
        var notices = new List<string>();
        WatchRuns.WarnOfSilence(new EngineContext { Notices = new Notices(notices) }, ago is { } seconds ? new WatchRun("watch", Now.AddSeconds(-seconds), 60) : null, "the history", Now);
        Assert.Equal(said ? ["NotWatched"] : [], notices);
    }

    [Theory]
    [InlineData(3, 30)]
    [InlineData(300, 300)]
    public void A_watch_is_judged_by_how_often_it_notes_itself_and_not_by_how_often_it_looks(int every, int promised) =>
        Assert.Equal(TimeSpan.FromSeconds(promised), WatchLoop.Promised(TimeSpan.FromSeconds(every)));

    private sealed class Notices(List<string> ids) : IProgress<McpNotice>
    {
        public void Report(McpNotice value) => ids.Add(value.Id);
    }

    private static McpRule Slow { get; } = new("slow", "response") { Statistic = "mean", Window = TimeSpan.FromMinutes(5), Above = new McpThreshold(500, 1000) };

    [Theory]
    [InlineData(500, "")]
    [InlineData(501, "warning")]
    [InlineData(1000, "warning")]
    [InlineData(1001, "critical")]
    public void A_mean_is_bad_from_above_its_bounds(double value, string severity) => Assert.Equal(severity, Evaluate(Slow, Enumerable.Repeat(value, 5)).Severity);

    [Theory]
    [InlineData(460, "warning", "warning")]
    [InlineData(449, "warning", "")]
    [InlineData(910, "critical", "critical")]
    [InlineData(890, "critical", "warning")]
    [InlineData(460, "", "")]
    public void Who_is_above_is_below_again_only_at_nine_tenths(double value, string told, string severity) => Assert.Equal(severity, Evaluate(Slow, Enumerable.Repeat(value, 5), told).Severity);

    // What is told to be bad must be able to be good again: no share is more than 100 %, or 1, and no count more than there is.
    [Theory]
    [InlineData(95, 94.9, "", "warning")]
    [InlineData(95, 95.5, "", "")]
    [InlineData(95, 96.3, "warning", "warning")]
    [InlineData(95, 97.6, "warning", "")]
    [InlineData(95, 100, "warning", "")]
    [InlineData(0.95, 0.96, "warning", "warning")]
    [InlineData(0.95, 1, "warning", "")]
    [InlineData(0.3, 0.32, "warning", "warning")]
    [InlineData(0.3, 0.34, "warning", "")]
    [InlineData(1, 0, "warning", "warning")]
    [InlineData(1, 1, "warning", "")]
    [InlineData(3, 3, "warning", "")]
    [InlineData(2000, 2100, "warning", "warning")]
    [InlineData(2000, 2300, "warning", "")]
    public void Who_is_below_is_above_again_a_little_beyond_the_bound(double bound, double value, string told, string severity) =>
        Assert.Equal(severity, Evaluate(new McpRule("low", "hits") { Statistic = "mean", Window = TimeSpan.FromMinutes(5), Below = new McpThreshold(bound, null) }, Enumerable.Repeat(value, 5), told).Severity);

    [Theory]
    [InlineData("cpu", 97, "cpu is 97 %, above 95 %")]
    [InlineData("cpu", 88.5, "cpu is 88.5 %: it was above 95 %, and is good again from 85.5 % on")]
    [InlineData("inodes", 94, "inodes is 94 %, below 95 %")]
    [InlineData("inodes", 96.5, "inodes is 96.5 %: it was below 95 %, and is good again from 97.5 % on")]
    public void What_is_between_both_bounds_is_not_said_to_be_beyond_the_first(string metric, double value, string message)
    {
        var rule = new McpRule("busy", metric) { Above = metric is "cpu" ? new McpThreshold(95, null) : null, Below = metric is "cpu" ? null : new McpThreshold(95, null) };
        var server = new WatchedServer(new McpServer { Name = "web", Rules = [rule] }, Minute, 3, 2);
        Assert.Equal(message, Observations.Of(server, [Sample(metric, value, 0)], _ => AlertSeverity.Warning).Single(one => one.Rule == "busy").Message);
    }

    [Theory]
    [InlineData(2, ObservedResult.Unknown)]
    [InlineData(3, ObservedResult.Bad)]
    public void A_window_of_which_less_than_half_is_covered_says_nothing(int samples, object result) => Assert.Equal(result, Evaluate(Slow, Enumerable.Repeat(2000.0, samples)).Result);

    [Fact]
    public void Samples_before_the_window_and_marked_ones_do_not_count()
    {
        var old = Sample("response", 9000, -6);
        var marked = Sample("response", 9000, -1) with { Mark = "ownNetwork", Slot = Now.AddSeconds(-30) };
        IReadOnlyList<McpSample> samples = [old, .. Enumerable.Range(0, 5).Select(index => Sample("response", 100, index - 4)), marked];
        Assert.Equal(100, RuleEvaluator.Evaluate(Slow, samples, Now, Minute, "").Value);
    }

    [Fact]
    public void A_metric_that_stands_for_several_is_as_bad_as_the_worst()
    {
        var rule = new McpRule("full", "disk") { Above = new McpThreshold(80, 90) };
        var sample = Sample("disk:/", 50, 0) with { Values = new Dictionary<string, double> { ["disk:/"] = 50, ["disk:/var"] = 95 } };
        var reading = RuleEvaluator.Evaluate(rule, [sample], Now, Minute, "");
        Assert.Equal((AlertSeverity.Critical, "disk:/var"), (reading.Severity, reading.Subject));
    }

    [Theory]
    [InlineData("min", 1)]
    [InlineData("max", 100)]
    [InlineData("p50", 50)]
    [InlineData("p95", 95)]
    [InlineData("p99", 99)]
    [InlineData("last", 100)]
    [InlineData("count", 100)]
    [InlineData("sum", 5050)]
    public void A_statistic_is_exact(string statistic, double value) => Assert.Equal(value, Statistics.Of([.. Enumerable.Range(1, 100).Select(one => (double)one)], statistic));

    private static RuleReading Evaluate(McpRule rule, IEnumerable<double> values, string told = "")
    {
        var all = values.ToList();
        return RuleEvaluator.Evaluate(rule, [.. all.Select((value, index) => Sample(rule.Metric, value, index + 1 - all.Count))], Now, Minute, told);
    }

    private static McpSample Sample(string metric, double value, int minutes) => new()
    {
        Server = "web", Slot = Now.AddMinutes(minutes), Status = "Healthy", Verdict = "Healthy", Values = new Dictionary<string, double> { [metric] = value },
    };
}
