namespace McpOps.Capacity.Load;

/// <summary>Writes what histograms say into a step.</summary>
internal static class StepLatency
{
    /// <summary>The step with its percentiles.</summary>
    /// <param name="step">The step.</param>
    /// <param name="latency">From the intended send time.</param>
    /// <param name="service">From the actual send time.</param>
    /// <param name="encode">True to keep the histograms themselves, so that steps can be merged.</param>
    public static McpCapacityStep WithLatency(this McpCapacityStep step, LatencyHistogram latency, LatencyHistogram service, bool encode = true)
    {
        // A call that is still on its way may end meanwhile. What is kept is of one moment, so that a merge finds the same figures again.
        var (all, sent) = encode ? (Copy(latency), Copy(service)) : (latency, service);
        return step with
        {
            P50Ms = all.PercentileMs(0.5),
            P90Ms = all.PercentileMs(0.9),
            P95Ms = all.PercentileMs(0.95),
            P99Ms = all.PercentileMs(0.99),
            P999Ms = all.PercentileMs(0.999),
            MaxMs = all.MaxMs,
            MeanMs = all.MeanMs,
            ServiceP50Ms = sent.PercentileMs(0.5),
            ServiceP99Ms = sent.PercentileMs(0.99),
            Histogram = encode ? all.Encode() : "",
            ServiceHistogram = encode ? sent.Encode() : "",
        };
    }

    private static LatencyHistogram Copy(LatencyHistogram live)
    {
        var copy = new LatencyHistogram();
        copy.Add(live);
        return copy;
    }
}
