using McpOps.Backups.Archive;
using McpOps.Backups.Manifests;
using McpOps.Backups.Protection;
using McpOps.Backups.Stores;

namespace McpOps.Backups.Verification;

/// <summary>Opens the parts of a backup, decrypted.</summary>
internal sealed class PartReader(IBackupStore store, StoredBackup stored, string? identity)
{
    /// <summary>An archive's entries side by side with the list of them.</summary>
    /// <param name="part">The part.</param>
    /// <param name="each">Told of each entry, with its line of the list; reads the content from the archive.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="InvalidDataException">The archive or the list is damaged, or they do not agree.</exception>
    public async Task ReadAsync(ManifestPart part, Action<TarReader, TarEntry, IndexEntry?> each, CancellationToken cancellationToken)
    {
        await using var archive = part.Kind is PartKind.Tree ? FolderTar.Open(store.PathOf(stored, part.File)) : await OpenAsync(part.File, part.Encryption, cancellationToken);
        await using var gzip = new ParallelGzipReader(archive, cancellationToken);
        await using var list = part.Index is { } indexFile ? await OpenAsync(indexFile.File, part.Encryption, cancellationToken) : null;
        using var index = list is null ? null : new FileIndexReader(list);
        await Task.Factory.StartNew(
            () =>
            {
                var tar = new TarReader(gzip);
                while (tar.Next() is { } entry)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    var line = index?.Next();
                    if (index is not null)
                    {
                        RequireSame(entry, line);
                    }
                    else if (entry.Path.AsSpan().SequenceEqual("."u8))
                    {
                        // The folder that a script saved as "." is whatever it is restored to.
                        continue;
                    }

                    each(tar, entry, line);
                }

                if (index?.Next() is { } extra)
                {
                    throw new InvalidDataException($"The list names '{Text(extra.Entry.Path)}', which the archive does not hold.");
                }
            },
            cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Opens a file of the backup, decrypted.</summary>
    public async Task<Stream> OpenAsync(string file, string? encryption, CancellationToken cancellationToken)
    {
        var stream = await store.OpenAsync(stored, file, cancellationToken);
        return encryption is null ? stream : DecryptingStream.Open(encryption, identity, stream);
    }

    private static void RequireSame(TarEntry entry, IndexEntry? line)
    {
        if (line is null)
        {
            throw new InvalidDataException($"The archive holds '{Text(entry.Path)}', which the list does not name.");
        }

        var other = line.Entry;
        if (!entry.Path.AsSpan().SequenceEqual(other.Path))
        {
            throw new InvalidDataException($"The archive holds '{Text(entry.Path)}' where the list names '{Text(other.Path)}'.");
        }

        var same = entry.Kind == other.Kind && entry.Size == other.Size && entry.Mode == other.Mode && entry.User == other.User && entry.Group == other.Group
            && entry.Modified == other.Modified && entry.Target.AsSpan().SequenceEqual(other.Target);
        if (!same)
        {
            throw new InvalidDataException($"The archive and the list do not say the same of '{Text(entry.Path)}'.");
        }
    }

    private static string Text(byte[] path) => System.Text.Encoding.UTF8.GetString(path);
}
