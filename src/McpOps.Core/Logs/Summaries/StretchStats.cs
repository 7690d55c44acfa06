
namespace McpOps.Logs.Summaries;

/// <summary>What happened within one hour of UTC; within a quarter of one where the zone of days and hours is not whole hours from UTC (India, Nepal).</summary>
internal sealed class StretchStats
{
    /// <summary>In ticks; the keys of stretches count these.</summary>
    public const long Step = TimeSpan.TicksPerHour / 4;

    private const byte Never = 255;

    public long Entries;
    public long Errors;
    public long Warnings;
    public long Requests;
    public long Successes;

    /// <summary>The first and the last second of each minute in which something was written; 255 for none.</summary>
    public readonly byte[] FirstSecond = Filled();
    public readonly byte[] LastSecond = Filled();

    public LatencySketch Latency { get; } = new();

    /// <summary>Notes that something was written.</summary>
    /// <param name="second">The second within the hour, 0 to 3599.</param>
    public void Touch(int second)
    {
        var minute = second / 60;
        var within = (byte)(second - (minute * 60));
        if (FirstSecond[minute] > within)
        {
            FirstSecond[minute] = within;
        }

        if (LastSecond[minute] < within || LastSecond[minute] == Never)
        {
            LastSecond[minute] = within;
        }
    }

    public void Merge(StretchStats other)
    {
        Entries += other.Entries;
        Errors += other.Errors;
        Warnings += other.Warnings;
        Requests += other.Requests;
        Successes += other.Successes;
        Latency.Merge(other.Latency);
        for (var minute = 0; minute < 60; minute++)
        {
            if (other.FirstSecond[minute] != Never)
            {
                Touch((minute * 60) + other.FirstSecond[minute]);
                Touch((minute * 60) + other.LastSecond[minute]);
            }
        }
    }

    private static byte[] Filled()
    {
        var seconds = new byte[60];
        Array.Fill(seconds, Never);
        return seconds;
    }
}
