namespace McpOps.Capacity.Load;

/// <summary>Writes what histograms say into a step.</summary>
internal static class StepLatency
{
    /// <summary>The step with its percentiles.</summary>
    /// <param name="step">The step.</param>
    /// <param name="latency">From the intended send time.</param>
    /// <param name="service">From the actual send time.</param>
    /// <param name="encode">True to keep the histograms themselves, so that steps can be merged.</param>
    public static McpCapacityStep WithLatency(this McpCapacityStep step, LatencyHistogram latency, LatencyHistogram service, bool encode = true) => step with
    {
        P50Ms = latency.PercentileMs(0.5),
        P90Ms = latency.PercentileMs(0.9),
        P95Ms = latency.PercentileMs(0.95),
        P99Ms = latency.PercentileMs(0.99),
        P999Ms = latency.PercentileMs(0.999),
        MaxMs = latency.MaxMs,
        MeanMs = latency.MeanMs,
        ServiceP50Ms = service.PercentileMs(0.5),
        ServiceP99Ms = service.PercentileMs(0.99),
        Histogram = encode ? latency.Encode() : "",
        ServiceHistogram = encode ? service.Encode() : "",
    };
}
