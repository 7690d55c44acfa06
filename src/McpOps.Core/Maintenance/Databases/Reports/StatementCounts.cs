namespace McpOps.Maintenance.Databases.Reports;

/// <summary>What one normalised statement had cost when it was looked at.</summary>
/// <param name="Key">Database, account, query and level, as pg_stat_statements tells statements apart.</param>
/// <param name="Query">Its text, normalised by PostgreSQL: no values are in it.</param>
/// <param name="Calls">How often it was run.</param>
/// <param name="TotalMs">How long all of it took, in milliseconds.</param>
internal sealed record StatementCount(string Key, string Query, long Calls, double TotalMs)
{
    /// <summary>How long one took, in milliseconds.</summary>
    public double MeanMs => Calls > 0 ? TotalMs / Calls : 0;
}

/// <summary>All statements at one moment.</summary>
/// <param name="At">When.</param>
/// <param name="Counts">The statements.</param>
/// <param name="ResetAt">Since when PostgreSQL counts, where it says so.</param>
/// <param name="Dropped">How often it has dropped statements because there were too many.</param>
internal sealed record StatementCounts(DateTimeOffset At, IReadOnlyList<StatementCount> Counts, DateTimeOffset? ResetAt = null, long Dropped = 0)
{
    /// <summary>What was run between two moments. A count that is smaller than before was reset, and is what was run since. A pure function.</summary>
    public static IReadOnlyList<StatementCount> Between(StatementCounts before, StatementCounts now)
    {
        var known = before.ResetAt == now.ResetAt ? before.Counts.ToDictionary(one => one.Key, StringComparer.Ordinal) : [];
        return
        [
            .. now.Counts.Select(one => known.TryGetValue(one.Key, out var old) && old.Calls <= one.Calls && old.TotalMs <= one.TotalMs ? one with { Calls = one.Calls - old.Calls, TotalMs = one.TotalMs - old.TotalMs } : one)
                .Where(one => one.Calls > 0).OrderByDescending(one => one.TotalMs),
        ];
    }
}
