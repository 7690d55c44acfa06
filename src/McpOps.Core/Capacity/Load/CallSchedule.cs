using System.Diagnostics;

namespace McpOps.Capacity.Load;

/// <summary>The times at which the calls of an open model are due; each is taken once, in the order of time, by whoever asks first.</summary>
/// <param name="stage">Where what is due is counted; nothing is due any more when it has ended.</param>
/// <param name="rate">Calls per second.</param>
/// <param name="rise">How long the rate climbs to its height: at once, code that has never run on either side would fall behind by thousands of calls.</param>
internal sealed class CallSchedule(LoadStage stage, double rate, TimeSpan rise)
{
    private const double FirstShare = 0.1;

    private readonly object _lock = new();
    private readonly double _interval = Stopwatch.Frequency / rate;
    private readonly long _startedAt = Stopwatch.GetTimestamp();
    private double _due = Stopwatch.GetTimestamp();
    private bool _stopped;

    /// <summary>When the next call is due, as a timestamp.</summary>
    public long NextAt
    {
        get
        {
            lock (_lock)
            {
                return (long)_due;
            }
        }
    }

    /// <summary>Takes the next call, if it is due.</summary>
    /// <param name="dueAt">When it was due.</param>
    public bool TryTake(out long dueAt)
    {
        lock (_lock)
        {
            dueAt = (long)_due;
            if (_stopped || _due > Stopwatch.GetTimestamp() || stage.IsEnded || stage.IsSpent)
            {
                return false;
            }

            _due = After(_due);
            stage.Recorder.Offer(dueAt);
            return true;
        }
    }

    /// <summary>Nothing is due from now on.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            _stopped = true;
        }
    }

    // While the rate climbs calls are further apart, but none is put off beyond the end of the climb.
    private double After(double due)
    {
        var left = _startedAt + (rise.TotalSeconds * Stopwatch.Frequency) - due;
        var share = Math.Max(FirstShare, 1 - (left / Math.Max(1, rise.TotalSeconds * Stopwatch.Frequency)));
        return due + (left > 0 ? Math.Min(_interval / share, Math.Max(left, _interval)) : _interval);
    }
}
