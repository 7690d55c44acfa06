using McpOps.Capacity.Fitting;

namespace McpOps.Capacity.Load;

/// <summary>Reads a ramp: where its peak lies, and what gave out.</summary>
internal static class RampVerdict
{
    // A doubling of the callers that brings less than this is no rise worth speaking of.
    private const double Rise = 1.1;

    // The law is believed where it says what was measured.
    private const double Agreement = 0.1;

    // Extrapolation further than this beyond the last step is a guess.
    private const double Reach = 4;

    // The machine is busy, and a good part of that is the server: what others do on it is not the server's limit.
    private const double CpuPercent = 95;
    private const double ServerShare = 40;

    /// <summary>The result with peak, fit and limit filled in.</summary>
    public static McpCapacity Apply(McpCapacity result, IReadOnlyList<McpCapacityStep> steps, StepMeter meter, CapacityObjective? objective, bool spent)
    {
        var good = steps.Where(step => step.Rate > 0).ToList();
        if (good.Count == 0)
        {
            return result with
            {
                PeakRate = steps.Count > 0 ? 0 : null,
                MeasuredPeakRate = steps.Count > 0 ? 0 : null,
                LimitedBy = meter.Stop?.LimitedBy ?? CapacityLimit.Limit,
                Message = meter.Stop?.Message ?? "The test ended before a call did. Give it more time.",
            };
        }

        var (limit, message) = Limit(good, good.MaxBy(step => step.Rate)!, meter, spent);
        result = FindPeak(result, good) with { LimitedBy = limit, Message = message };
        return objective is null ? result : WithinObjective(result, good, objective);
    }

    /// <summary>The result with fit and peak; the steps have a rate.</summary>
    public static McpCapacity FindPeak(McpCapacity result, List<McpCapacityStep> steps)
    {
        if (steps.MaxBy(step => step.Rate) is not { } best)
        {
            return result;
        }

        var law = ScalabilityFit.Fit([.. steps.Select(step => (step.Concurrency, step.Rate, step.WindowRates))]);
        result = result with { Scalability = law, MeasuredPeakRate = best.Rate, MeasuredPeakConcurrency = best.Concurrency };
        var last = steps[^1].Concurrency;
        var rising = best == steps[^1];
        if (law is { PeakRate: { } rate, PeakConcurrency: { } where })
        {
            if (where <= last && Math.Abs(rate - best.Rate) <= Agreement * best.Rate)
            {
                return result with { PeakRate = rate, PeakConcurrency = Math.Round(where, 1) };
            }

            if (rising && where > last && where <= Reach * last && rate >= best.Rate && law.ResidualPercent <= 100 * Agreement)
            {
                return result with { PeakRate = rate, PeakConcurrency = Math.Round(where, 1), PeakBeyondMeasured = true };
            }
        }

        return result with { PeakRate = best.Rate, PeakConcurrency = best.Concurrency, PeakBeyondMeasured = rising && IsRising(steps) };
    }

    private static (string Limit, string Message) Limit(List<McpCapacityStep> steps, McpCapacityStep best, StepMeter meter, bool spent)
    {
        if (meter.Stop is { } stop)
        {
            return (stop.LimitedBy, stop.Message);
        }

        if (steps.LastOrDefault(step => step.GeneratorLimited) is { } limited && limited.Concurrency >= best.Concurrency / 2)
        {
            return (CapacityLimit.Generator, FormattableString.Invariant($"At {limited.Concurrency} in flight the generator limited itself: the server may take more than {best.Rate:#,0} calls/s."));
        }

        if (IsRising(steps))
        {
            return spent
                ? (CapacityLimit.Limit, "The number of calls that were allowed ran out while the rate still rose.")
                : (CapacityLimit.None, FormattableString.Invariant($"The rate still rose at {steps[^1].Concurrency} in flight: raise --max-concurrency (-MaxConcurrency) to find the peak."));
        }

        if (meter.MachineCpuPercent >= CpuPercent && best.ServerCpuPercent / Environment.ProcessorCount >= ServerShare)
        {
            return (CapacityLimit.Cpu, FormattableString.Invariant($"The processors were {meter.MachineCpuPercent:0} % busy, {best.ServerCpuPercent / Environment.ProcessorCount:0} % with the server, and more than {best.Concurrency} in flight brought no higher rate."));
        }

        return (CapacityLimit.Server, FormattableString.Invariant($"More than {best.Concurrency} in flight brought no higher rate than {best.Rate:#,0} calls/s, and the generator had headroom."));
    }

    private static bool IsRising(List<McpCapacityStep> steps)
    {
        if (steps.Count < 2)
        {
            return true;
        }

        var (before, last) = (steps[^2], steps[^1]);
        var doublings = Math.Log2(last.Concurrency / before.Concurrency);
        return last.Rate > before.Rate * Math.Pow(Rise, Math.Max(doublings, 0.1));
    }

    private static McpCapacity WithinObjective(McpCapacity result, List<McpCapacityStep> steps, CapacityObjective objective)
    {
        var broken = steps.FirstOrDefault(step => objective.Violations(step).Count > 0);
        if (broken is null)
        {
            return result with { ObjectiveMet = true };
        }

        var within = steps.TakeWhile(step => step != broken).MaxBy(step => step.Rate);
        return result with
        {
            ObjectiveMet = within is not null,
            PeakRate = within?.Rate ?? 0,
            PeakConcurrency = within?.Concurrency,
            PeakBeyondMeasured = false,
            LimitedBy = CapacityLimit.Objective,
            Message = $"At {broken.Concurrency} in flight {string.Join(" and ", objective.Violations(broken))}.",
        };
    }
}
