namespace McpOps.Capacity.Load;

/// <summary>Reads a step of an open model: was the rate served, and within the objective?</summary>
internal static class OpenVerdict
{
    // A server that answers less than this share of what is due falls further behind the longer it lasts.
    private const double Served = 0.98;

    // So many calls may be in flight when the step ends and still be served in time.
    private const int Edge = 3;

    /// <summary>Why a step does not count as kept; empty when it does.</summary>
    public static IReadOnlyList<string> Shortfalls(McpCapacityStep step, CapacityObjective? objective)
    {
        var shortfalls = new List<string>(objective?.Violations(step) ?? []);
        if (step.Dropped > 0)
        {
            shortfalls.Add(FormattableString.Invariant($"{step.Dropped} calls could not be sent with {step.MaxInFlight} in flight"));
        }
        else if (step.Calls + Edge < Served * step.OfferedRate * step.Seconds)
        {
            shortfalls.Add(FormattableString.Invariant($"{step.Rate:#,0.#} of {step.OfferedRate:#,0.#} calls/s were answered"));
        }

        return shortfalls;
    }

    /// <summary>The result of a fixed rate.</summary>
    public static McpCapacity ApplyFixed(McpCapacity result, McpCapacityStep step, double rate, StepMeter meter, CapacityObjective? objective)
    {
        var shortfalls = Shortfalls(step, objective);
        var violated = objective is not null && objective.Violations(step).Count > 0;
        var (limit, message) = (meter.Stop, meter.GeneratorLimit, shortfalls) switch
        {
            ({ } stop, _, _) => (stop.LimitedBy, stop.Message),
            (_, { } generator, { Count: > 0 }) => (CapacityLimit.Generator, $"The generator limited itself: {generator}."),
            (_, _, { Count: > 0 }) => (violated ? CapacityLimit.Objective : CapacityLimit.Server, $"At {rate:#,0.##} calls/s {string.Join(" and ", shortfalls)}."),
            _ => (CapacityLimit.None, FormattableString.Invariant($"{rate:#,0.##} calls/s were served{(objective is null ? "" : " and the objective was met")}, with {step.Concurrency:0.#} in flight on average.")),
        };
        return result with
        {
            PeakRate = step.Rate,
            PeakConcurrency = step.Concurrency,
            PeakBeyondMeasured = limit == CapacityLimit.None,
            MeasuredPeakRate = step.Rate,
            MeasuredPeakConcurrency = step.Concurrency,
            LimitedBy = limit,
            Message = message,
            ObjectiveMet = objective is null ? null : shortfalls.Count == 0,
        };
    }
}
