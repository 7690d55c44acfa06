using FsCheck;
using FsCheck.Fluent;
using McpOps.Monitoring;
using McpOps.Probing;

namespace McpOps.Core.Tests.Monitoring;

/// <summary>What a board remembers of a server's past: the same from the history as from having watched, with gaps that are gaps.</summary>
public sealed class TimelineTests
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);
    private static readonly DateTimeOffset Now = new(2026, 11, 28, 12, 30, 0, TimeSpan.Zero);

    [Fact]
    public void A_history_with_holes_says_what_is_known_and_how_much_is_not()
    {
        var timeline = Watched(Samples(200).Where((_, index) => index % 2 == 0));
        var day = timeline.Availability(Now)[0];
        Assert.Equal("24h", day.Window);
        Assert.Equal(100, day.Achieved);
        Assert.InRange(day.UnknownShare, 45, 55);
        var quarter = timeline.Availability(Now)[3];
        Assert.InRange(quarter.UnknownShare, 99, 100);
    }

    [Fact]
    public void An_empty_history_and_one_of_the_future_break_nothing()
    {
        var timeline = new ServerTimeline(Every);
        timeline.Complete([], [], []);
        Assert.All(timeline.Availability(Now), one => Assert.Equal((null, 100.0), (one.Achieved, one.UnknownShare)));
        Assert.Empty(timeline.Checks(48));
        timeline.Add(Sample(Now.AddYears(1), HealthStatus.Healthy));
        Assert.All(timeline.Availability(Now), one => Assert.Null(one.Achieved));
        Assert.Equal(ServerTimeline.Days, timeline.LastDays(Now).Count);
    }

    [Fact]
    public void What_does_not_count_is_unknown()
    {
        var timeline = Watched([Sample(Now.AddMinutes(-20), HealthStatus.Healthy), Sample(Now.AddMinutes(-10), HealthStatus.Unhealthy) with { Mark = OwnNetwork.Mark }, Sample(Now, HealthStatus.Unknown)]);
        Assert.Equal(100, timeline.Availability(Now)[0].Achieved);
    }

    [Fact]
    public void Percentiles_of_an_hour_stay_when_the_hour_is_over()
    {
        var timeline = Watched(Enumerable.Range(1, 12).Select(index => Sample(Now.AddHours(-3).AddMinutes(10 * index), HealthStatus.Healthy, index)));
        var hours = timeline.LastHours(Now, 4);
        Assert.Equal([(1, 2), (5, 8), (10, 12)], hours.Take(3).Select(hour => ((int)hour.P50Ms!, (int)hour.P95Ms!)));
        Assert.Null(hours[3].P50Ms);
    }

    [Fact]
    public void History_and_watching_come_to_the_same_wherever_the_watch_began() => Prop.ForAll(
        (from start in Gen.Choose(0, 300) from seed in Gen.Choose(0, 1000) select (start, seed)).ToArbitrary(),
        given =>
        {
            var samples = Samples(300, given.seed);
            var whole = Watched(samples);
            var timeline = Watched(samples.Skip(given.start));

            // What the watch saw meanwhile may be in the history already, or not.
            var written = samples.Take(Math.Min(samples.Count, given.start + (given.seed % 7))).ToList();
            timeline.Complete(Hours(written, "success"), Hours(written, "response"), [.. written.Where(sample => sample.Slot >= timeline.SamplesFrom(Now))]);
            Assert.Equal(whole.Availability(Now), timeline.Availability(Now));
            Assert.Equal(whole.LastDays(Now).Select(day => day.Achieved), timeline.LastDays(Now).Select(day => day.Achieved));
            Assert.Equal(whole.Checks(48), timeline.Checks(48));
            Assert.Equal(whole.LastHours(Now, 20).Select(hour => hour.P95Ms), timeline.LastHours(Now, 20).Select(hour => hour.P95Ms));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_month_is_counted_once_whoever_counts()
    {
        var samples = Samples(300, 5);
        for (var start = 0; start <= 300; start += 50)
        {
            var counts = new MonthCounts();
            samples.Skip(start).ToList().ForEach(counts.Add);
            var known = samples.Where(sample => MetricNames.Value(sample, MetricNames.Success) is not null).ToList();
            counts.Complete(new MetricSeries([.. known.Select(sample => sample.Slot.ToUnixTimeSeconds())], [.. known.Select(sample => MetricNames.Value(sample, MetricNames.Success)!.Value)]), MonthCounts.BeginOf(Now));
            Assert.Equal((known.Count(sample => sample.Status is not HealthStatus.Unhealthy), known.Count(sample => sample.Status is HealthStatus.Unhealthy)), (counts.Good, counts.Bad));
        }
    }

    private static ServerTimeline Watched(IEnumerable<McpSample> samples)
    {
        var timeline = new ServerTimeline(Every);
        foreach (var sample in samples)
        {
            timeline.Add(sample);
        }

        return timeline;
    }

    private static List<McpSample> Samples(int count, int seed = 0) => [.. Enumerable.Range(0, count).Select(index => Sample(
        Now.AddMinutes(-10 * (count - 1 - index)), seed == 0 ? HealthStatus.Healthy : (index * seed % 11) switch { 0 => HealthStatus.Unhealthy, 1 => HealthStatus.Unknown, _ => HealthStatus.Healthy }, (index * 7 % 50) + 1))];

    private static McpSample Sample(DateTimeOffset slot, string status, double? response = null) => new()
    {
        Server = "web", Slot = slot, Status = status, Verdict = "Healthy", Values = response is { } value ? new Dictionary<string, double> { ["response"] = value } : new Dictionary<string, double>(),
    };

    private static IEnumerable<Stretch> Hours(IEnumerable<McpSample> samples, string metric)
    {
        foreach (var hour in samples.GroupBy(sample => sample.Slot.ToUnixTimeSeconds() / 3600))
        {
            var stretch = new Stretch(DateTimeOffset.FromUnixTimeSeconds(hour.Key * 3600), DateTimeOffset.FromUnixTimeSeconds((hour.Key + 1) * 3600));
            foreach (var sample in hour.Where(sample => MetricNames.Value(sample, metric) is not null))
            {
                stretch.Add(sample.Slot.ToUnixTimeSeconds(), MetricNames.Value(sample, metric)!.Value);
            }

            yield return stretch;
        }
    }
}
