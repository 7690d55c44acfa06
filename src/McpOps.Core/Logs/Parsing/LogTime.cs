namespace McpOps.Logs.Parsing;

/// <summary>A time as a line gives it: the wall clock, and the zone where the line names one.</summary>
/// <param name="WallTicks">Ticks of the wall clock.</param>
/// <param name="OffsetMinutes">Minutes east of UTC; <see cref="NoOffset"/> when the line names no zone.</param>
internal readonly record struct LogTime(long WallTicks, short OffsetMinutes)
{
    public const short NoOffset = short.MinValue;

    /// <summary>The day is missing (a clock time only).</summary>
    public bool IsTimeOnly => WallTicks < TimeSpan.TicksPerDay;
}
