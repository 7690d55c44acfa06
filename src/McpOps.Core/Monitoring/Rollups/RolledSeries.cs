namespace McpOps.Monitoring;

/// <summary>The roll-ups of one figure over a time, and which parts of the time they cover.</summary>
/// <param name="Rollups">The roll-ups that lie wholly within it, in the order of time.</param>
/// <param name="Covered">The parts of which nothing else need be read, in the order of time.</param>
internal sealed record RolledSeries(IReadOnlyList<Rollup> Rollups, IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> Covered)
{
    public static readonly RolledSeries Empty = new([], []);

    /// <summary>The part of a month that whole stretches cover within a time; null where none does.</summary>
    /// <param name="month">The beginning of the month.</param>
    /// <param name="width">The length of a stretch, in seconds.</param>
    /// <param name="from">The beginning of the time.</param>
    /// <param name="to">Its end.</param>
    public static (DateTimeOffset From, DateTimeOffset To)? Cover(DateTimeOffset month, int width, DateTimeOffset from, DateTimeOffset to)
    {
        var (first, last) = (month > from ? month : from, month.AddMonths(1) < to ? month.AddMonths(1) : to);
        var begin = DateTimeOffset.FromUnixTimeSeconds((long)Math.Ceiling((first - DateTimeOffset.UnixEpoch).TotalSeconds / width) * width);
        var end = DateTimeOffset.FromUnixTimeSeconds((long)Math.Floor((last - DateTimeOffset.UnixEpoch).TotalSeconds / width) * width);
        return begin < end ? (begin, end) : null;
    }
}
