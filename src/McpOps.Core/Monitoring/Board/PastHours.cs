namespace McpOps.Monitoring;

/// <summary>The newest hours of a figure, in a ring: an hour takes the place of the one that is as many hours older as there are places.</summary>
/// <param name="size">How many hours are kept.</param>
internal sealed class PastHours(int size)
{
    private readonly PastHour[] _ring = new PastHour[size];

    /// <summary>An hour; an empty one where nothing is known of it.</summary>
    /// <param name="hour">Hours since 1970.</param>
    public PastHour At(long hour) => _ring[hour % size] is var known && known.Hour == hour ? known : new PastHour(hour, 0, 0, float.NaN, float.NaN);

    public void Put(PastHour hour)
    {
        // What comes late does not push out what is newer.
        if (_ring[hour.Hour % size].Hour <= hour.Hour)
        {
            _ring[hour.Hour % size] = hour;
        }
    }

    /// <summary>The good samples from one hour to another, both included, and all of which something is known.</summary>
    public (long Good, long Known) Sum(long first, long last)
    {
        var (good, known) = (0L, 0L);
        for (var hour = Math.Max(first, last - size + 1); hour <= last; hour++)
        {
            ref readonly var one = ref _ring[hour % size];
            if (one.Hour == hour)
            {
                good += one.Good;
                known += one.Good + one.Bad;
            }
        }

        return (good, known);
    }
}

/// <summary>How a server was over an hour.</summary>
/// <param name="Hour">Hours since 1970.</param>
/// <param name="Good">Samples in which it worked.</param>
/// <param name="Bad">Samples in which it did not.</param>
/// <param name="P50">The median of its response time in milliseconds; not a number where there is none.</param>
/// <param name="P95">Its 95th percentile.</param>
internal readonly record struct PastHour(long Hour, int Good, int Bad, float P50, float P95)
{
    public bool HasTimes => !float.IsNaN(P50);
}
