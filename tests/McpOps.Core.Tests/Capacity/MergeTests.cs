using McpOps.Capacity.Load;
using McpOps.Capacity;

namespace McpOps.Core.Tests.Capacity;

public sealed class MergeTests
{
    [Fact]
    public void Rates_add_up_and_latencies_are_those_of_all_calls()
    {
        var merged = CapacityMerge.Join([Result(100, latencyMs: 10), Result(300, latencyMs: 50)]);
        Assert.Equal(2, merged.Generators);
        Assert.Equal([2, 4], merged.Steps.Select(step => step.Concurrency));
        Assert.Equal([400, 800], merged.Steps.Select(step => step.Rate));
        Assert.Equal(800, merged.PeakRate);
        Assert.Equal(50, merged.Steps[0].P50Ms, 0.1);
        Assert.Equal(40, merged.Steps[0].MeanMs, 0.1);
        Assert.Equal("timeout", Assert.Single(merged.Steps[0].ErrorKinds).Kind);
        Assert.Equal(2, merged.Steps[0].ErrorKinds[0].Count);
    }

    [Fact]
    public void Merging_again_is_as_merging_at_once()
    {
        var (a, b, c) = (Result(100, 10), Result(300, 50), Result(50, 5));
        var atOnce = CapacityMerge.Join([a, b, c]);
        var again = CapacityMerge.Join([CapacityMerge.Join([a, b]), c]);
        Assert.Equal(atOnce.Steps.Select(step => (step.Histogram, step.Rate, step.P99Ms)), again.Steps.Select(step => (step.Histogram, step.Rate, step.P99Ms)));
        Assert.Equal(atOnce.Generators, again.Generators);
    }

    [Fact]
    public void What_does_not_belong_together_is_refused()
    {
        Assert.Equal("NothingToMerge", Assert.Throws<McpOpsException>(() => CapacityMerge.Join([])).ErrorId);
        Assert.Equal("ResultsDiffer", Assert.Throws<McpOpsException>(() => CapacityMerge.Join([Result(1, 1), Result(1, 1) with { Model = "open" }])).ErrorId);
        var damaged = Result(1, 1);
        damaged = damaged with { Steps = [.. damaged.Steps.Select(step => step with { Histogram = "AA" + step.Histogram[..4] })] };
        Assert.Equal("HistogramDamaged", Assert.Throws<McpOpsException>(() => CapacityMerge.Join([damaged])).ErrorId);
        var cut = Result(1, 1);
        cut = cut with { Steps = [.. cut.Steps.Select(step => step with { Histogram = "" })] };
        Assert.Equal("HistogramDamaged", Assert.Throws<McpOpsException>(() => CapacityMerge.Join([cut])).ErrorId);
    }

    private static McpCapacity Result(int rate, int latencyMs)
    {
        var histogram = new LatencyHistogram();
        for (var call = 0; call < rate; call++)
        {
            histogram.Record(latencyMs * 1000);
        }

        McpCapacityStep Step(int concurrency) => new()
        {
            Concurrency = concurrency,
            Rate = rate * concurrency,
            OfferedRate = rate * concurrency,
            Seconds = 1,
            Calls = rate + 1,
            Errors = 1,
            ErrorKinds = [new McpCallErrors("timeout", 1)],
            WindowRates = [rate, rate],
            Histogram = histogram.Encode(),
            ServiceHistogram = histogram.Encode(),
        };
        return new McpCapacity { Server = "s", Model = "closed", Workload = "call", Steps = [Step(1), Step(2)], LimitedBy = CapacityLimit.None, StartedAt = DateTime.UnixEpoch };
    }
}
