using McpOps.Backups.Archive;
using McpOps.Files;
using McpOps.Backups.Sources;

namespace McpOps.Backups.Restores;

/// <summary>Compares what a restore would put in place with what is there.</summary>
internal sealed class RestoreChanges(EngineContext context, RestoreJob job)
{
    private const int Listed = 10_000;
    private readonly Dictionary<string, (TarEntry Entry, string? Sha256)> _wanted = new(StringComparer.Ordinal);
    private readonly List<McpRestoreChange> _changes = [];
    private long _added;
    private long _changed;
    private long _removed;

    public async Task<McpRestore> FindAsync(CancellationToken cancellationToken)
    {
        var entries = new List<(TarEntry Entry, string? Sha256)>();
        await job.LookAsync((entry, sha256) => entries.Add((entry, sha256)), cancellationToken);
        foreach (var (entry, sha256) in entries)
        {
            if (job.Layout.Map(entry.Path) is { } mapped)
            {
                _wanted[job.Layout.FinalPath(mapped)] = (entry, sha256);
            }
        }

        foreach (var unit in job.Layout.Units)
        {
            var carried = UncoveredPaths.Of(unit with { Cover = job.Cover(unit) }, FileSystem.TryOpen(unit.Target), job.Store.Location, cancellationToken).Select(path => NativePath.Below(unit.Target, path)).ToHashSet(StringComparer.Ordinal);
            new TreeWalker(PathFilter.Everything, []).Walk(NativePath.Bytes(unit.Target), new Visitor(this, carried, cancellationToken), cancellationToken);
        }

        foreach (var (path, wanted) in _wanted)
        {
            _added++;
            Add(new McpRestoreChange("Added", path, Size(wanted.Entry), null));
        }

        var databases = await DatabasesAsync(cancellationToken);
        return new McpRestore
        {
            Id = job.Id,
            Backup = job.Stored.Id,
            Server = job.Manifest.Server,
            Status = RestoreStatus.Planned,
            Targets = [.. job.Layout.Units.Where(unit => !unit.IsRemoval).Select(unit => unit.Target)],
            Databases = databases,
            Files = job.Scan.Files,
            Bytes = job.Scan.Bytes,
            Added = _added,
            Changed = _changed,
            Removed = _removed,
            BackedUpAt = job.Manifest.CreatedAt.LocalDateTime,
            Changes = [.. _changes.OrderBy(change => change.Path, StringComparer.Ordinal)],
        };
    }

    // A database is replaced whole, so it is one line; nothing is said of its rows.
    private async Task<IReadOnlyList<string>> DatabasesAsync(CancellationToken cancellationToken)
    {
        try
        {
            var found = await job.LookAtDatabasesAsync(cancellationToken);
            foreach (var (part, name, isNew) in found)
            {
                (_added, _changed) = isNew ? (_added + 1, _changed) : (_added, _changed + 1);
                Add(new McpRestoreChange(isNew ? "Added" : "Changed", $"postgres:{name}", part.ContentBytes, null));
            }

            return [.. found.Select(one => one.Name)];
        }
        catch (McpOpsException exception) when (exception.ErrorId is "DatabaseUnreachable")
        {
            // The files can be told all the same.
            context.Warn(exception.ErrorId, $"{Sentences.Ended(exception.Message)} Until it can, this restore fails.", exception.Target);
            return [];
        }
    }

    private static long? Size(TarEntry entry) => entry.Kind is TarKind.File ? entry.Size : null;

    private void Add(McpRestoreChange change)
    {
        if (_changes.Count < Listed)
        {
            _changes.Add(change);
        }
    }

    private void Compare(IFolder folder, ReadOnlySpan<byte> name, string path, FileStat stat, CancellationToken cancellationToken)
    {
        long? oldSize = stat.Kind is FileKind.Regular ? stat.Size : null;
        if (job.Options.Destination is null && job.DatabaseFiles.FirstOrDefault(part => part.Roots[0] == path) is { } database)
        {
            _changed++;
            Add(new McpRestoreChange("Changed", path, database.ContentBytes, oldSize));
            return;
        }

        if (!_wanted.Remove(path, out var wanted))
        {
            _removed++;
            Add(new McpRestoreChange("Removed", path, null, oldSize));
        }
        else if (!IsSame(folder, name, stat, wanted.Entry, wanted.Sha256, cancellationToken))
        {
            _changed++;
            Add(new McpRestoreChange("Changed", path, Size(wanted.Entry), oldSize));
        }
    }

    // The same size at another time may still be the same content: then it is read.
    private static bool IsSame(IFolder folder, ReadOnlySpan<byte> name, FileStat stat, TarEntry entry, string? sha256, CancellationToken cancellationToken) => (entry.Kind, stat.Kind) switch
    {
        (TarKind.Folder, FileKind.Folder) => stat.Permissions == entry.Mode,
        (TarKind.Link, FileKind.Link) => folder.ReadLink(name).AsSpan().SequenceEqual(entry.Target),
        (TarKind.Fifo, FileKind.Fifo) => true,
        (TarKind.HardLink, FileKind.Regular) => true,
        (TarKind.File, FileKind.Regular) => stat.Permissions == entry.Mode && stat.Size == entry.Size
            && (stat.Modified == entry.Modified || (sha256 is not null && FileHash.Of(folder, name, stat.Size, cancellationToken) == sha256)),
        _ => false,
    };

    private sealed class Visitor(RestoreChanges changes, HashSet<string> carried, CancellationToken cancellationToken) : ITreeVisitor
    {
        public void Visit(IFolder folder, ReadOnlySpan<byte> name, byte[] path, FileStat stat)
        {
            var text = NativePath.Text(path);
            if (!IsCarried(text))
            {
                changes.Compare(folder, name, text, stat, cancellationToken);
            }
        }

        public void Skip(byte[] path, string reason, string message)
        {
            // What is not there, or cannot be looked at, shows as added or stays out.
        }

        private bool IsCarried(string path)
        {
            for (var end = path.Length; end > 0 && carried.Count > 0; end = path.LastIndexOf(Path.DirectorySeparatorChar, end - 1))
            {
                if (carried.Contains(path[..end]))
                {
                    return true;
                }
            }

            return false;
        }
    }
}
