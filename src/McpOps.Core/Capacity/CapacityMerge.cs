using McpOps.Capacity.Advice;
using McpOps.Capacity.Load;

namespace McpOps.Capacity;

/// <summary>Joins the results of several generators that loaded the same server at the same time.</summary>
public static class CapacityMerge
{
    /// <summary>Results that belong together: those of one server.</summary>
    /// <param name="results">Results in any order.</param>
    public static IReadOnlyList<IReadOnlyList<McpCapacity>> ByServer(IEnumerable<McpCapacity> results) =>
        [.. results.GroupBy(result => (result.Server, result.Target)).Select(server => server.ToList())];

    /// <summary>Joins results: rates and callers add up, latencies are those of all calls together.</summary>
    /// <param name="results">The results, of one server and one model; steps are joined in their order.</param>
    /// <exception cref="McpOpsException"><c>NothingToMerge</c>, <c>ResultsDiffer</c> or <c>HistogramDamaged</c>.</exception>
    public static McpCapacity Join(IReadOnlyList<McpCapacity> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        if (results.Count == 0)
        {
            throw new McpOpsException("NothingToMerge", McpErrorCategory.InvalidArgument, "There is no result to merge.");
        }

        var first = results[0];
        if (results.Select(result => (result.Model, result.Workload)).Distinct().Skip(1).Any())
        {
            throw new McpOpsException("ResultsDiffer", McpErrorCategory.InvalidArgument, "The results are of different models or workloads, and their steps do not belong together. Merge results of the same test.");
        }

        var count = results.Min(result => result.Steps.Count);
        var steps = Enumerable.Range(0, count).Select(index => Join([.. results.Select(result => result.Steps[index])], first.Model == "closed")).ToList();
        var limiting = results.FirstOrDefault(result => result.LimitedBy is not (null or CapacityLimit.None)) ?? first;
        var merged = first with
        {
            Host = MergedHosts.Of(results.Select(result => result.Host)),
            Steps = steps,
            Generators = results.Sum(result => result.Generators),
            GeneratorLimited = results.Any(result => result.GeneratorLimited),
            GeneratorLimit = results.Select(result => result.GeneratorLimit).FirstOrDefault(limit => limit is not null),
            RetryAfterSeconds = results.Max(result => result.RetryAfterSeconds),
            ObjectiveMet = results.Any(result => result.ObjectiveMet is null) ? null : results.All(result => result.ObjectiveMet == true),
            LimitedBy = limiting.LimitedBy,
            Message = limiting.Message,
            Interrupted = results.Any(result => result.Interrupted),
            StartedAt = results.Min(result => result.StartedAt),
            Seconds = results.Max(result => result.Seconds),
        };
        merged = first.Model == "closed" ? RampVerdict.FindPeak(merged, steps) : OpenPeak(merged, results);
        return merged with { Advice = Adviser.Advise(merged) };
    }

    private static McpCapacity OpenPeak(McpCapacity merged, IReadOnlyList<McpCapacity> results) => merged with
    {
        PeakRate = results.Sum(result => result.PeakRate),
        PeakConcurrency = results.Sum(result => result.PeakConcurrency),
        MeasuredPeakRate = results.Sum(result => result.MeasuredPeakRate),
        MeasuredPeakConcurrency = results.Sum(result => result.MeasuredPeakConcurrency),
    };

    private static McpCapacityStep Join(IReadOnlyList<McpCapacityStep> steps, bool closed)
    {
        var latency = Join(steps.Select(step => step.Histogram));
        var service = Join(steps.Select(step => step.ServiceHistogram));
        var sums = steps[0] with
        {
            Concurrency = steps.Sum(step => step.Concurrency),
            Rate = steps.Sum(step => step.Rate),
            OfferedRate = steps.Sum(step => step.OfferedRate),
            Seconds = steps.Max(step => step.Seconds),
            Calls = steps.Sum(step => step.Calls),
            Errors = steps.Sum(step => step.Errors),
            ErrorKinds = [.. steps.SelectMany(step => step.ErrorKinds).GroupBy(error => error.Kind, StringComparer.Ordinal).Select(same => new McpCallErrors(same.Key, same.Sum(error => error.Count))).OrderByDescending(error => error.Count)],
            Dropped = steps.Sum(step => step.Dropped),
            MaxInFlight = steps.Sum(step => step.MaxInFlight),
            BytesSent = steps.Sum(step => step.BytesSent),
            BytesReceived = steps.Sum(step => step.BytesReceived),
            Connects = steps.Sum(step => step.Connects),
            GeneratorCpuPercent = steps.Max(step => step.GeneratorCpuPercent),
            GeneratorLimited = steps.Any(step => step.GeneratorLimited),
            Stable = steps.All(step => step.Stable),
            WindowRates = closed ? SumWindows(steps) : [],
        };
        return sums.WithLatency(latency, service);
    }

    private static List<double> SumWindows(IReadOnlyList<McpCapacityStep> steps) =>
        [.. Enumerable.Range(0, steps.Min(step => step.WindowRates.Count)).Select(window => steps.Sum(step => step.WindowRates[window]))];

    private static LatencyHistogram Join(IEnumerable<string> encoded)
    {
        var joined = new LatencyHistogram();
        foreach (var text in encoded)
        {
            try
            {
                joined.Add(LatencyHistogram.Decode(text is { Length: > 0 } ? text : throw new FormatException("There is no histogram.")));
            }
            catch (FormatException exception)
            {
                throw new McpOpsException("HistogramDamaged", McpErrorCategory.InvalidData, "A result's histogram is damaged: it was cut or changed on its way. Take the results again with all their properties.", innerException: exception);
            }
        }

        return joined;
    }
}
