namespace McpOps.Logs.Parsing;

/// <summary>In which order a date of three small numbers stands.</summary>
internal enum DayOrder : byte
{
    /// <summary>Nothing decides it: with dots the day is first, with slashes the month, and two digits that can be a year before a month and a day are one.</summary>
    Open,

    /// <summary>2026-11-20, 26/11/20.</summary>
    YearFirst,

    /// <summary>11/20/26.</summary>
    MonthFirst,

    /// <summary>20.11.26.</summary>
    DayFirst,
}

/// <summary>How times that leave something open are read.</summary>
/// <param name="Latest">Ticks of the latest time that is plausible for a time without a year.</param>
/// <param name="Order">The order of day and month, as the whole file shows it.</param>
internal sealed record TimeHints(long Latest, DayOrder Order = DayOrder.Open)
{
    /// <summary>What was read of access logs by one parser; null to read each by itself.</summary>
    public AccessTimes? Access { get; init; }

    /// <summary>Nothing is known.</summary>
    public static TimeHints None { get; } = new(DateTime.MaxValue.Ticks - TimeSpan.TicksPerDay);
}
