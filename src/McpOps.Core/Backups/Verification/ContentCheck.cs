using System.IO.Compression;
using McpOps.Backups.Archive;
using McpOps.Backups.Databases;
using McpOps.Backups.Manifests;
using McpOps.Backups.Restores;
using McpOps.Backups.Stores;
using McpOps.Files;

namespace McpOps.Backups.Verification;

/// <summary>Reads every file in every archive and compares it with the list; as a drill, it restores them too and reads them again.</summary>
internal sealed class ContentCheck(EngineContext context, IBackupStore store, StoredBackup stored, VerifyOptions options)
{
    private readonly PartReader _parts = new(store, stored, options.Identity);
    private long _files;

    public List<McpBackupProblem> Problems { get; } = [];

    /// <summary>Checks all parts.</summary>
    /// <returns>How many files were compared.</returns>
    public async Task<long> CheckAsync(Manifest manifest, CancellationToken cancellationToken)
    {
        var progress = new BackupProgress(context, $"Verifying {stored.Id}", cancellationToken) { TotalBytes = manifest.Parts.Sum(part => part.ContentBytes), TotalFiles = manifest.Parts.Sum(part => part.Files) };
        foreach (var part in manifest.Parts)
        {
            try
            {
                var work = (part.Kind, options.Restore) switch
                {
                    (PartKind.Sql, _) => SqlAsync(part, cancellationToken),
                    (PartKind.Files or PartKind.Tree, false) => _parts.ReadAsync(part, (tar, entry, line) => Compare(part, tar, entry, line, progress), cancellationToken),
                    (PartKind.Files, true) => DrillAsync(part, cancellationToken),
                    _ => DatabaseAsync(part, cancellationToken),
                };
                await work;
            }
            catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
            {
                Problems.Add(new McpBackupProblem(part.File, "Unreadable", exception.Message));
            }
        }

        return _files;
    }

    private void Compare(ManifestPart part, TarReader tar, TarEntry entry, IndexEntry? line, BackupProgress progress)
    {
        if (entry.Kind is not TarKind.File)
        {
            _files += entry.Kind is TarKind.HardLink ? 1 : 0;
            return;
        }

        using var hash = new ContentHash(progress.Cancellation);
        EntryContent.Copy(tar, entry, (offset, data) =>
        {
            hash.SkipTo(offset);
            hash.Append(data);
            progress.Add(data.Length);
        });
        _files += line is { Superseded: true } ? 0 : 1;
        progress.FileDone();
        if (hash.Finish(entry.Size) is var found && line is not null && found != line.Sha256)
        {
            var path = System.Text.Encoding.UTF8.GetString(entry.Path);
            Problems.Add(new McpBackupProblem(part.File, "Changed", $"The content of '{path}' is not what was saved.", path));
        }
    }

    private async Task DrillAsync(ManifestPart part, CancellationToken cancellationToken)
    {
        var place = options.DrillFolder ?? Path.GetTempPath();
        OwnerOnly.CreateFolder(place);
        using var parent = FileSystem.Open(Path.TrimEndingDirectorySeparator(Path.GetFullPath(place)));
        var name = FileSystem.Name($"mcpops-drill-{Guid.NewGuid():N}");
        parent.MakeFolder(name, OwnerOnly.Mode);
        using var root = parent.OpenFolder(name);
        try
        {
            var drill = new RestoreDrill(context, root);
            await drill.RunAsync(_parts, part, cancellationToken);
            _files += drill.Files;
            Problems.AddRange(drill.Problems.Select(problem => new McpBackupProblem(part.File, "Changed", problem.Message, problem.Path)));
        }
        finally
        {
            TreeRemoval.Remove(parent, name, root.Stat());
        }
    }

    private async Task SqlAsync(ManifestPart part, CancellationToken cancellationToken)
    {
        await using var content = await SqlDump.OpenAsync(_parts, part, cancellationToken);
        if (await SqlDump.ProblemAsync(content, cancellationToken) is { } problem)
        {
            Problems.Add(new McpBackupProblem(part.File, "Truncated", problem));
        }
    }

    // A dump of PostgreSQL begins with its mark; a SQLite file is compressed, and its checksum is read to the end.
    private async Task DatabaseAsync(ManifestPart part, CancellationToken cancellationToken)
    {
        await using var stream = await _parts.OpenAsync(part.File, part.Encryption, cancellationToken);
        await using var content = part.Kind is PartKind.Sqlite ? new GZipStream(stream, CompressionMode.Decompress) : stream;
        var head = new byte[16];
        var read = await content.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        ReadOnlySpan<byte> mark = part.Kind is PartKind.Sqlite ? "SQLite format 3\0"u8 : "PGDMP"u8;
        if (!head.AsSpan(0, read).StartsWith(mark))
        {
            Problems.Add(new McpBackupProblem(part.File, "Unreadable", $"It does not begin like a {part.Kind} backup."));
        }

        await content.CopyToAsync(Stream.Null, cancellationToken);
    }
}
