using System.Diagnostics;

namespace McpOps.Capacity.Load;

/// <summary>Searches for the highest rate that keeps an objective, and confirms it by holding it.</summary>
/// <remarks>
/// A short ramp says where to look; then trials of an open model halve the range (in proportion) until it is narrow or its time is up;
/// at last the rate is held for a good part of the time. A rate that does not hold gives way to a lower one.
/// </remarks>
internal sealed class RateSearch(Func<LoadStage> newStage, StepMeter meter, CapacityObjective objective, TimeSpan duration, int maxInFlight, Action<McpCapacityStep> add)
{
    private const int LookConcurrency = 32;
    private const double LookShare = 0.2;
    private const double TrialShare = 0.06;
    private const double HoldShare = 0.2;
    private const int Holds = 4;
    private const double Narrow = 1.02;
    private const double BackOff = 0.9;

    private bool _spent;
    private readonly long _startedAt = Stopwatch.GetTimestamp();

    private TimeSpan Left => duration - Stopwatch.GetElapsedTime(_startedAt);

    /// <summary>Runs the search.</summary>
    public async Task<McpCapacity> RunAsync(McpCapacity result, CancellationToken cancellationToken)
    {
        var reach = await LookAsync(cancellationToken);
        if (meter.Stop is { LimitedBy: not CapacityLimit.RateLimit } || reach <= 0)
        {
            return result with { PeakRate = 0, ObjectiveMet = false, LimitedBy = meter.Stop?.LimitedBy ?? CapacityLimit.Errors, Message = meter.Stop?.Message ?? "No call succeeded." };
        }

        var (kept, broken) = await NarrowAsync(reach, cancellationToken);
        if (kept is null)
        {
            return result with
            {
                PeakRate = 0,
                ObjectiveMet = false,
                LimitedBy = CapacityLimit.Objective,
                Message = FormattableString.Invariant($"Even at {broken!.Rate:#,0.##} calls/s {string.Join(" and ", broken.Shortfalls)}."),
            };
        }

        var held = await HoldAsync(kept.Rate, cancellationToken);
        var keeps = held.IsKept ? "keep" : "did not keep";
        return result with
        {
            PeakRate = held.Step.Rate,
            PeakConcurrency = held.Step.Concurrency,
            PeakBeyondMeasured = broken is null,
            MeasuredPeakRate = held.Step.Rate,
            MeasuredPeakConcurrency = held.Step.Concurrency,
            ObjectiveMet = held.IsKept,
            LimitedBy = Limit(broken),
            Message = broken is null
                ? FormattableString.Invariant($"{held.Step.Rate:#,0.##} calls/s {keeps} the objective when held; the time did not suffice to find where it breaks.")
                : FormattableString.Invariant($"{held.Step.Rate:#,0.##} calls/s {keeps} the objective when held; at {broken.Rate:#,0.##} {string.Join(" and ", broken.Shortfalls)}."),
        };
    }

    private static string Limit(Trial? broken) => broken switch
    {
        null => CapacityLimit.None,
        { Step.GeneratorLimited: true } => CapacityLimit.Generator,
        _ when broken.Step.ErrorKinds.Any(error => error.Kind == CallError.RateLimited) => CapacityLimit.RateLimit,
        _ => CapacityLimit.Objective,
    };

    private async Task<double> LookAsync(CancellationToken cancellationToken)
    {
        await using var looking = newStage();
        var best = 0.0;
        await foreach (var step in new ClosedRamp(looking, meter).RunAsync(ClosedRamp.Concurrencies(LookConcurrency), duration * LookShare, cancellationToken))
        {
            best = Math.Max(best, step.Rate);
        }

        return best;
    }

    private async Task<(Trial? Kept, Trial? Broken)> NarrowAsync(double reach, CancellationToken cancellationToken)
    {
        Trial? kept = null;
        Trial? broken = null;
        var rate = reach * 0.8;
        do
        {
            var trial = await TrialAsync(rate, duration * TrialShare, cancellationToken);
            (kept, broken) = trial.IsKept ? (trial, broken) : (kept, trial);
            rate = (kept, broken) switch
            {
                (null, _) => rate / 2,
                (_, null) => rate * 1.25,
                _ => Math.Sqrt(kept.Rate * broken.Rate),
            };
        }
        while (!cancellationToken.IsCancellationRequested && !_spent && meter.Stop?.LimitedBy != CapacityLimit.Died
            && (kept is null ? rate > reach / 1000 : Left > duration * ((2 * HoldShare) + TrialShare) && (broken is null || broken.Rate > kept.Rate * Narrow)));

        return (kept, broken);
    }

    // A rate that was kept for a short while may not hold: then the next lower one gets its chance, even if that takes a little longer.
    private async Task<Trial> HoldAsync(double rate, CancellationToken cancellationToken)
    {
        var held = await TrialAsync(rate, duration * HoldShare, cancellationToken);
        for (var attempt = 1; attempt < Holds && !held.IsKept && !cancellationToken.IsCancellationRequested && !_spent; attempt++)
        {
            rate *= BackOff;
            held = await TrialAsync(rate, duration * HoldShare, cancellationToken);
        }

        return held;
    }

    private async Task<Trial> TrialAsync(double rate, TimeSpan time, CancellationToken cancellationToken)
    {
        await using var trial = newStage();
        await using var pump = new OpenPump(trial, rate, maxInFlight, StepMeter.WarmUp(time) / 2);
        var step = await meter.MeasureAsync(trial, concurrency: null, time, mayEndEarly: false, cancellationToken);
        _spent = trial.IsSpent;
        add(step);
        return new Trial(step, [.. OpenVerdict.Shortfalls(step, objective), .. meter.Stop is { } stop ? [stop.Message] : Array.Empty<string>()]);
    }

    /// <summary>A rate that was tried.</summary>
    private sealed record Trial(McpCapacityStep Step, IReadOnlyList<string> Shortfalls)
    {
        public bool IsKept => Shortfalls.Count == 0;

        public double Rate => Step.OfferedRate;
    }
}
