using McpOps.Backups.Archive;
using McpOps.Backups.Manifests;
using McpOps.Files;
using McpOps.Backups.Verification;

namespace McpOps.Backups.Restores;

/// <summary>Extracts what is wanted beside its targets, every file's hash compared, and makes it durable.</summary>
internal sealed class RestoreStager(EngineContext context, RestoreLayout layout, Stagings stagings, RestoreScan scan, EntrySafety safety) : IDisposable
{
    private readonly Dictionary<string, (IFolder Folder, TreeExtractor Extractor)> _stagings = new(StringComparer.Ordinal);
    private readonly Accounts _accounts = Accounts.Load();

    public async Task ExtractAsync(PartReader parts, ManifestPart part, BackupProgress progress, CancellationToken cancellationToken)
    {
        await parts.ReadAsync(part, (tar, entry, line) =>
        {
            safety.Require(entry);
            if (line is { Superseded: true } || scan.Wanted(entry.Path) is not { } path || layout.Map(path) is not { } mapped)
            {
                return;
            }

            var linked = entry.Kind is TarKind.HardLink ? scan.LinkTarget(entry.Target) : null;
            if (linked is not null && linked.AsSpan().SequenceEqual(path))
            {
                return;
            }

            var extractor = Staging(mapped.Unit, cancellationToken);
            extractor.Extract(tar, entry, layout.StagedPath(mapped), Linked(mapped.Unit, linked), line?.Sha256);
            progress.Add(entry.Size);
            progress.FileDone();
        }, cancellationToken);
    }

    /// <summary>Gives folders their modes and times, and writes everything to the disk before anything is renamed.</summary>
    public void Finish()
    {
        foreach (var (folder, extractor) in _stagings.Values)
        {
            extractor.Finish();
            folder.SyncFileSystem();
            foreach (var path in extractor.LostPipes)
            {
                context.Warn("PipeNotRestored", $"'{path}' is a named pipe, which cannot be made on this system.", path);
            }

            foreach (var name in extractor.LostAttributes)
            {
                context.Warn("AttributeNotRestored", $"The file system did not take the extended attribute {name}.", PathBytes.Text(folder.Path));
            }
        }
    }

    public void Dispose()
    {
        foreach (var (_, extractor) in _stagings.Values)
        {
            extractor.Dispose();
        }
    }

    private byte[]? Linked(int unit, byte[]? target)
    {
        if (target is null)
        {
            return null;
        }

        return layout.Map(target) is { } mapped && layout.Units[mapped.Unit].Staging == layout.Units[unit].Staging
            ? layout.StagedPath(mapped)
            : throw new InvalidDataException($"A hard link names '{PathBytes.Text(target)}', which lies on another file system or is not restored with it.");
    }

    private TreeExtractor Staging(int unit, CancellationToken cancellationToken)
    {
        var planned = layout.Units[unit];
        if (!_stagings.TryGetValue(planned.Staging, out var staging))
        {
            var folder = stagings[planned].New;
            staging = (folder, new TreeExtractor(folder, _accounts, cancellationToken));
            _stagings.Add(planned.Staging, staging);
        }

        return staging.Extractor;
    }
}
