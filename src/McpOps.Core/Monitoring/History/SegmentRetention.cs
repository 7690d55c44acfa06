using System.Diagnostics;

namespace McpOps.Monitoring;

/// <summary>Closes the months that are over, makes their roll-ups, and removes what is old. The lock is held only for what is done in an instant: to rename.</summary>
/// <param name="folder">The store.</param>
internal sealed class SegmentRetention(string folder)
{
    // Rules and objectives look back over days, and the end of an open file costs little to read.
    private static readonly TimeSpan OpenFor = TimeSpan.FromDays(3);

    /// <summary>Does it.</summary>
    /// <returns>How many files of samples were removed.</returns>
    public async Task<int> RunAsync(RetentionPlan plan, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(Segment.Folder(folder)) || TryAlone() is not { } alone)
        {
            return 0;
        }

        using (alone)
        {
            var (removed, failures, budget) = (0, new List<Exception>(), new RetentionBudget(plan.Longest));
            foreach (var server in Directory.EnumerateDirectories(Segment.Folder(folder)).Select(Segment.ServerOf).ToList())
            {
                cancellationToken.ThrowIfCancellationRequested();
                try
                {
                    await CloseAsync(server, plan, budget, cancellationToken);
                    removed += await RemoveAsync(Segment.Folder(folder, server), Segment.Month(plan.Before), plan, cancellationToken);
                    await RemoveAsync(RollupFile.Folder(folder, server), Segment.Month(plan.RollupsBefore), plan, cancellationToken);
                }
                catch (Exception exception) when (exception is McpOpsException or IOException or UnauthorizedAccessException)
                {
                    // One that cannot be read does not keep the others from their turn.
                    failures.Add(exception);
                }
            }

            return failures.Count > 0 ? throw failures[0] : removed;
        }
    }

    private async Task CloseAsync(string server, RetentionPlan plan, RetentionBudget budget, CancellationToken cancellationToken)
    {
        foreach (var month in Months(Segment.Folder(folder, server)).Where(month => string.CompareOrdinal(month, Segment.Month(plan.Now - OpenFor)) < 0))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (budget.IsSpent)
            {
                return;
            }

            var open = Path.Combine(Segment.Folder(folder, server), month + Segment.Open);
            if (File.Exists(open))
            {
                budget.Note();
                await SegmentClosing.CloseAsync(open, () => StoreLock.TakeAsync(folder, cancellationToken, plan.Held), cancellationToken);
            }

            var closed = Path.Combine(Segment.Folder(folder, server), month + Segment.Closed);
            var rolled = RollupFile.PathOf(folder, server, month, Rollup.Widths[^1]);
            if (File.Exists(closed) && !(File.Exists(rolled) && File.GetLastWriteTimeUtc(rolled) >= File.GetLastWriteTimeUtc(closed)))
            {
                budget.Note();
                RollupFile.Write(folder, server, month, Segment.Samples(closed, server));
            }
        }
    }

    private async Task<int> RemoveAsync(string place, string before, RetentionPlan plan, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(place))
        {
            return 0;
        }

        // Of a run that was killed.
        foreach (var left in Directory.GetFiles(place, "*" + SegmentClosing.Aside))
        {
            File.Delete(left);
        }

        var old = Directory.GetFiles(place).Where(path => string.CompareOrdinal(Path.GetFileName(path).Split('.')[0], before) < 0).ToList();
        foreach (var path in old)
        {
            string aside;
            using (await StoreLock.TakeAsync(folder, cancellationToken, plan.Held))
            {
                aside = SegmentClosing.SetAside(path);
            }

            File.Delete(aside);
        }

        return old.Count;
    }

    private static List<string> Months(string place) => [.. Directory.GetFiles(place).Select(path => Path.GetFileName(path).Split('.')[0]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    // Two that compress the same month at once would only be in each other's way.
    private FileStream? TryAlone()
    {
        try
        {
            return new FileStream(Path.Combine(folder, "retention.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
        }
        catch (IOException)
        {
            return null;
        }
    }
}

/// <summary>What is kept.</summary>
/// <param name="Before">Samples from before this are removed.</param>
/// <param name="RollupsBefore">Roll-ups from before this are removed.</param>
/// <param name="Now">Now: what is over is closed.</param>
internal sealed record RetentionPlan(DateTimeOffset Before, DateTimeOffset RollupsBefore, DateTimeOffset Now)
{
    /// <summary>After so much time no other month is begun; what is left is for the next time.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.MaxValue;

    /// <summary>Is told for how long others had to wait each time; null where nobody asks.</summary>
    public IProgress<TimeSpan>? Held { get; init; }
}

/// <summary>How much time is left to a retention: one step is always taken, so that it comes to its end however little each run has.</summary>
/// <param name="longest">After so much time no other step is begun.</param>
internal sealed class RetentionBudget(TimeSpan longest)
{
    private readonly Stopwatch _spent = Stopwatch.StartNew();
    private bool _began;

    /// <summary>Whether no other step is to be begun.</summary>
    public bool IsSpent => _began && _spent.Elapsed > longest;

    /// <summary>A step is begun.</summary>
    public void Note() => _began = true;
}
