using System.Globalization;
using McpOps.Capacity.Load;

namespace McpOps.Capacity.Advice;

/// <summary>The figures that rules may name, by their names.</summary>
internal static class Figures
{
    public static IReadOnlyDictionary<string, object> Of(McpCapacity result)
    {
        var figures = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["rateLimited"] = One(result.LimitedBy == CapacityLimit.RateLimit),
            ["died"] = One(result.LimitedBy == CapacityLimit.Died),
            ["serverLimited"] = One(result.LimitedBy == CapacityLimit.Server),
            // A rate that was served to the last call was not held back by whoever asked.
            ["generatorLimited"] = One(result.GeneratorLimited && result.LimitedBy != CapacityLimit.None),
            ["generatorLimit"] = result.GeneratorLimit ?? "",
        };
        Put(figures, "measuredPeakRate", result.MeasuredPeakRate);
        Put(figures, "measuredPeakConcurrency", result.MeasuredPeakConcurrency);
        Put(figures, "sigma", result.Scalability?.Sigma);
        Put(figures, "sigmaPercent", 100 * result.Scalability?.Sigma);
        Put(figures, "cpuPeak", result.Resources.FirstOrDefault(resource => resource.Name == "cpu")?.Peak);
        if (result.Steps.Count > 0)
        {
            PutSteps(figures, result);
        }

        return figures;
    }

    /// <summary>Those of one resource; of the processors also what the server's own process took of them.</summary>
    public static IReadOnlyDictionary<string, object> Of(McpResource resource, IReadOnlyList<McpResource> all)
    {
        var figures = new Dictionary<string, object>(StringComparer.Ordinal) { ["name"] = resource.Name, ["peak"] = resource.Peak, ["mean"] = resource.Mean };
        Put(figures, "serverCpuPeak", all.FirstOrDefault(other => other.Name == "process:cpu")?.Peak);
        return figures;
    }

    public static IReadOnlyDictionary<string, object> Of(McpForecast forecast)
    {
        var figures = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["metric"] = forecast.Metric,
            ["leak"] = One(forecast.Leak),
            ["withinHorizon"] = One(forecast.WithinHorizon),
            ["crossesAt"] = forecast.CrossesAt?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "",
        };
        Put(figures, "threshold", forecast.Threshold);
        Put(figures, "slopePerDay", forecast.SlopePerDay);
        return figures;
    }

    private static void PutSteps(Dictionary<string, object> figures, McpCapacity result)
    {
        var best = result.Steps.MaxBy(step => step.Rate)!;
        var last = result.Steps[^1];
        double calls = Math.Max(1, result.Steps.Sum(step => step.Calls));
        var kinds = result.Steps.SelectMany(step => step.ErrorKinds).GroupBy(error => error.Kind, StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.Sum(error => error.Count), StringComparer.Ordinal);
        figures["errorPercent"] = 100 * kinds.Values.Sum() / calls;
        figures["timeoutPercent"] = 100 * kinds.GetValueOrDefault(CallError.Timeout) / calls;
        figures["mainError"] = kinds.OrderByDescending(kind => kind.Value).Select(kind => kind.Key).FirstOrDefault() ?? "";
        figures["peakP99Ms"] = best.P99Ms;
        figures["lastConcurrency"] = last.Concurrency;
        if (result.Model == "closed")
        {
            figures["firstP50Ms"] = result.Steps[0].P50Ms;
            figures["dropAfterPeakPercent"] = best.Rate > 0 ? 100 * (1 - (last.Rate / best.Rate)) : 0;
        }
    }

    private static void Put(Dictionary<string, object> figures, string name, double? value)
    {
        if (value is { } known)
        {
            figures[name] = known;
        }
    }

    private static double One(bool holds) => holds ? 1 : 0;
}
