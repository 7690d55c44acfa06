using McpOps.Files;

namespace McpOps.Maintenance.Files;

/// <summary>Removes what a scan chose, by handles from the root: each must still be what it was, and no link is followed.</summary>
internal sealed class CleanRemoval(CleanScan scan)
{
    /// <summary>Removes those of one folder.</summary>
    /// <param name="root">The open root.</param>
    /// <param name="chosen">What goes; all of one folder.</param>
    /// <param name="cancellationToken">Ends it between two files.</param>
    /// <returns>Of each why it was left, or null when it is gone; and whether the system refused.</returns>
    public IEnumerable<(CleanCandidate Candidate, string? Why, bool Failed)> Remove(IFolder root, IReadOnlyList<CleanCandidate> chosen, CancellationToken cancellationToken)
    {
        IFolder? folder = null;
        string? lost = null;
        try
        {
            folder = FolderPath.Find(root, chosen[0].Folder);
            lost = folder is null || !folder.Stat().IsSameEntryAs(chosen[0].FolderStat) ? "its folder is another by now" : null;
        }
        catch (FileException exception)
        {
            lost = exception.Number is Errno.NotFolder or Errno.LinkLoop ? "its folder is another by now" : exception.Message;
        }

        using (folder)
        {
            foreach (var candidate in chosen)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var (why, failed) = lost is null ? Remove(folder!, candidate, cancellationToken) : (lost, false);
                yield return (candidate, why, failed);
            }
        }
    }

    private (string? Why, bool Failed) Remove(IFolder folder, CleanCandidate candidate, CancellationToken cancellationToken)
    {
        try
        {
            if (folder.Stat(candidate.Name) is not { } now)
            {
                return ("it is gone already", false);
            }

            if (!now.IsSameEntryAs(candidate.Stat) || now.User != candidate.Stat.User || (now.Kind is FileKind.Regular && !now.SameContentAs(candidate.Stat)))
            {
                return ("it has changed since it was looked at", false);
            }

            if (now.Kind is FileKind.Folder)
            {
                var (newest, _, _, obstacle) = scan.Measure(TreePath.Open(folder, candidate.Name, now), candidate.Path, cancellationToken);
                if (obstacle is not null || newest != candidate.Newest)
                {
                    return (obstacle ?? "something within it has changed since it was looked at", false);
                }

                TreeRemoval.Remove(folder, candidate.Name, now);
                return (null, false);
            }

            folder.Remove(candidate.Name);
            return (null, false);
        }
        catch (FileException exception)
        {
            return exception.Number is Errno.NoEntry ? ("it is gone already", false) : (exception.Message, true);
        }
    }
}
