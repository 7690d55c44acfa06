namespace McpOps.Logs.Summaries;

/// <summary>What is kept of the period before the one that is summed up: its errors, to compare with.</summary>
/// <param name="since">Ticks of UTC at which it begins; <see cref="Mixed"/> for periods that do not go together.</param>
internal sealed class PreviousPeriod(long since)
{
    /// <summary>Stands for the beginnings of different periods, which are compared with nothing.</summary>
    public const long Mixed = -1;

    /// <summary>Ticks of UTC at which it begins.</summary>
    public long Since { get; } = since;

    /// <summary>How many entries the logs have of it; 0 when they do not reach back so far.</summary>
    public long Entries { get; set; }

    /// <summary>Ticks of UTC of the first entry that the logs have of it; its beginning where that was not kept.</summary>
    public long From => First == long.MaxValue ? Since : First;

    /// <summary>Ticks of UTC of its first entry; <see cref="long.MaxValue"/> for none.</summary>
    public long First { get; set; } = long.MaxValue;

    /// <summary>How many errors of each masked message and type.</summary>
    public Dictionary<string, long> Errors { get; } = new(StringComparer.Ordinal);

    /// <summary>Adds one.</summary>
    public void Add(string error, long count = 1) => Errors[error] = Errors.GetValueOrDefault(error) + count;

    /// <summary>What two parts of a log have together; null for none.</summary>
    /// <param name="left">The one.</param>
    /// <param name="hasLeft">False when that part is empty and says nothing.</param>
    /// <param name="right">The other.</param>
    /// <param name="hasRight">False when that part is empty and says nothing.</param>
    public static PreviousPeriod? Merge(PreviousPeriod? left, bool hasLeft, PreviousPeriod? right, bool hasRight)
    {
        if ((left is null && !hasLeft) || (right is null && !hasRight))
        {
            return left is null && !hasLeft ? right : left;
        }

        if (left?.Since != right?.Since)
        {
            return new PreviousPeriod(Mixed);
        }

        if (left is null || right is null || left.Since == Mixed)
        {
            return left;
        }

        var merged = new PreviousPeriod(left.Since) { Entries = left.Entries + right.Entries, First = Math.Min(left.First, right.First) };
        foreach (var (error, count) in left.Errors.Concat(right.Errors))
        {
            merged.Add(error, count);
        }

        return merged;
    }
}
