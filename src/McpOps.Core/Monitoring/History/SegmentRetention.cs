namespace McpOps.Monitoring;

/// <summary>Closes the months that are over, makes their roll-ups, and removes what is old. The lock is held only for what is done in an instant: to rename and to delete.</summary>
/// <param name="folder">The store.</param>
internal sealed class SegmentRetention(string folder)
{
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
            var (removed, failures) = (0, new List<Exception>());
            foreach (var server in Directory.EnumerateDirectories(Segment.Folder(folder)).Select(Segment.ServerOf).ToList())
            {
                cancellationToken.ThrowIfCancellationRequested();
                try
                {
                    await CloseAsync(server, plan, cancellationToken);
                    removed += await RemoveAsync(Segment.Folder(folder, server), Segment.Month(plan.Before), cancellationToken);
                    await RemoveAsync(RollupFile.Folder(folder, server), Segment.Month(plan.RollupsBefore), cancellationToken);
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

    private async Task CloseAsync(string server, RetentionPlan plan, CancellationToken cancellationToken)
    {
        foreach (var month in Months(Segment.Folder(folder, server)).Where(month => string.CompareOrdinal(month, Segment.Month(plan.Now.AddDays(-1))) < 0))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var open = Path.Combine(Segment.Folder(folder, server), month + Segment.Open);
            if (File.Exists(open))
            {
                await SegmentClosing.CloseAsync(open, () => StoreLock.TakeAsync(folder, cancellationToken), cancellationToken);
            }

            var closed = Path.Combine(Segment.Folder(folder, server), month + Segment.Closed);
            var rolled = RollupFile.PathOf(folder, server, month, Rollup.Widths[^1]);
            if (File.Exists(closed) && !(File.Exists(rolled) && File.GetLastWriteTimeUtc(rolled) >= File.GetLastWriteTimeUtc(closed)))
            {
                RollupFile.Write(folder, server, month, Segment.Samples(closed, server));
            }
        }
    }

    private async Task<int> RemoveAsync(string place, string before, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(place))
        {
            return 0;
        }

        var old = Directory.GetFiles(place).Where(path => string.CompareOrdinal(Path.GetFileName(path).Split('.')[0], before) < 0).ToList();
        foreach (var path in old)
        {
            using (await StoreLock.TakeAsync(folder, cancellationToken))
            {
                File.Delete(path);
            }
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
internal sealed record RetentionPlan(DateTimeOffset Before, DateTimeOffset RollupsBefore, DateTimeOffset Now);
