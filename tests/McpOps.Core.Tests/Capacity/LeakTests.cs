using McpOps.Capacity.Forecasting;

namespace McpOps.Core.Tests.Capacity;

public sealed class LeakTests
{
    [Fact]
    public void A_leak_is_seen_through_the_saw_of_garbage_collections()
    {
        var found = Enumerable.Range(0, 50).Count(seed => LeakTest.Judge(Memory(seed, leakPerSecond: 0.15)) is { Leak: true });
        Assert.True(found >= 48, $"{found} of 50 leaks were seen.");
    }

    [Fact]
    public void A_leak_that_is_smooth_is_seen_too()
    {
        // A runtime that never gives back: a line with a little bend, and hardly any noise.
        var points = Enumerable.Range(0, 300).Select(second => new MetricPoint(SyntheticHistory.Start.AddSeconds(second), 60 + (0.35 * second) + (3 * Math.Sin(second / 60.0)))).ToList();
        Assert.True(LeakTest.Judge(points) is { Leak: true });
    }

    [Fact]
    public void The_saw_alone_and_a_cache_that_fills_are_no_leak()
    {
        var alarms = Enumerable.Range(0, 200).Count(seed => LeakTest.Judge(Memory(seed, leakPerSecond: 0)) is { Leak: true });
        Assert.True(alarms <= 2, $"{alarms} of 200 saws were called a leak.");

        var caches = Enumerable.Range(0, 100).Count(seed => LeakTest.Judge(Memory(seed, leakPerSecond: 0, cache: 60)) is { Leak: true });
        Assert.True(caches <= 1, $"{caches} of 100 caches were called a leak.");
    }

    [Fact]
    public void Few_values_have_no_verdict() => Assert.Null(LeakTest.Judge([.. Memory(1, 1).Take(10)]));

    // Five minutes of a process of 200 MB that allocates 40 MB between collections, looked at once a second.
    private static List<MetricPoint> Memory(int seed, double leakPerSecond, double cache = 0)
    {
        var random = new Random(seed);
        var garbage = 0.0;
        var points = new List<MetricPoint>();
        for (var second = 0; second < 300; second++)
        {
            garbage += random.NextDouble() * 6;
            garbage = garbage > 40 ? random.NextDouble() * 2 : garbage;
            var filled = cache * (1 - Math.Exp(-second / 30.0));
            points.Add(new MetricPoint(SyntheticHistory.Start.AddSeconds(second), 200 + garbage + filled + (leakPerSecond * second) + SyntheticHistory.Normal(random)));
        }

        return points;
    }
}
