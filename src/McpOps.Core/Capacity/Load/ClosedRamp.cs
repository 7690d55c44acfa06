using System.Diagnostics;

namespace McpOps.Capacity.Load;

/// <summary>The closed model: so many callers, each with one call in flight, in steps of 1, 2, 4 … callers.</summary>
internal sealed class ClosedRamp(LoadStage stage, StepMeter meter)
{
    private int _callers;

    /// <summary>The concurrencies of a ramp: the powers of two, and the last.</summary>
    public static IReadOnlyList<int> Concurrencies(int max)
    {
        var steps = new List<int>();
        for (var concurrency = 1L; concurrency < max; concurrency *= 2)
        {
            steps.Add((int)concurrency);
        }

        steps.Add(max);
        return steps;
    }

    /// <summary>Runs the steps; ends early when the meter says so.</summary>
    /// <param name="concurrencies">Callers in each step, rising.</param>
    /// <param name="duration">The time for all.</param>
    /// <param name="cancellationToken">Ends the ramp; what was measured is the result.</param>
    public async IAsyncEnumerable<McpCapacityStep> RunAsync(
        IReadOnlyList<int> concurrencies, TimeSpan duration, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var startedAt = Stopwatch.GetTimestamp();
        for (var index = 0; index < concurrencies.Count && !cancellationToken.IsCancellationRequested && !stage.IsSpent; index++)
        {
            // Before its callers begin: the first of their calls may be all that are allowed.
            stage.BeginRecording();
            while (_callers < concurrencies[index])
            {
                _callers++;
                _ = CallOnAsync(stage.AddSlot());
            }

            var left = duration - Stopwatch.GetElapsedTime(startedAt);
            var time = TimeSpan.FromTicks(Math.Max(left.Ticks / (concurrencies.Count - index), TimeSpan.TicksPerMillisecond * 200));
            yield return await meter.MeasureAsync(stage, concurrencies[index], time, mayEndEarly: true, cancellationToken);
            if (meter.Stop is not null)
            {
                yield break;
            }
        }
    }

    private async Task CallOnAsync(LoadSlot slot)
    {
        // The caller must not run the first call on the thread that adds the others.
        await Task.Yield();
        while (await stage.CallAsync(slot))
        {
        }
    }
}
