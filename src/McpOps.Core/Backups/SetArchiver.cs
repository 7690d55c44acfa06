using McpOps.Backups.Archive;
using McpOps.Files;
using McpOps.Backups.Manifests;
using McpOps.Backups.Protection;
using McpOps.Backups.Sources;
using McpOps.Backups.Stores;
using McpOps.Servers;

namespace McpOps.Backups;

/// <summary>Makes the part of one set: an archive and its index, or the ones of the backup before when nothing has changed.</summary>
internal sealed class SetArchiver(BackupRun run, McpBackupSet set, string name)
{
    private readonly PathFilter _filter = new(set.Include, set.Exclude);
    private readonly (IReadOnlyList<byte[]> Roots, IReadOnlyList<string> Silent) _paths = SourceRoots.Divide(set.Paths);

    public IReadOnlyList<BackupSkip> Skipped { get; private set; } = [];

    private string ArchiveFile => $"{name}.tar.gz{run.Encryption.Ending}";

    private string IndexFile => $"{name}.files.jsonl.gz{run.Encryption.Ending}";

    /// <summary>Looks at every file without reading it.</summary>
    public TreeFingerprint Look(CancellationToken cancellationToken)
    {
        var fingerprint = new TreeFingerprint(run.DatabaseFiles);
        fingerprint.Add(string.Join('\n', [run.Encryption.Identity, .. set.Include, "", .. set.Exclude]));
        Walk(fingerprint, cancellationToken);
        return fingerprint;
    }

    public async Task<ManifestPart> WriteAsync(TreeFingerprint look, Int128 lookedAt, CancellationToken cancellationToken)
    {
        var fingerprint = look.Complete && look.NewestChange < lookedAt - Settled ? look.Hash() : null;
        if (fingerprint is not null && await TryReuseAsync(fingerprint, cancellationToken) is { } unchanged)
        {
            return unchanged;
        }

        await using var archive = new HashingStream(await run.Draft.CreateAsync(ArchiveFile, cancellationToken));
        await using var indexFile = new HashingStream(await run.Draft.CreateAsync(IndexFile, cancellationToken));
        var archiver = await ArchiveAsync(archive, indexFile, cancellationToken);
        await archive.DisposeAsync();
        await indexFile.DisposeAsync();
        Skipped = archiver.Skipped;
        var part = new ManifestPart
        {
            Name = set.Name,
            Kind = PartKind.Files,
            File = ArchiveFile,
            Bytes = archive.Length,
            Sha256 = archive.FinalHash,
            Blocks = archive.Blocks,
            Index = new ManifestFile(IndexFile, indexFile.Length, indexFile.FinalHash),
            Roots = [.. _paths.Roots.Select(root => NativePath.Text(root))],
            Include = set.Include,
            Exclude = set.Exclude,
            Files = archiver.Files,
            Folders = archiver.Folders,
            ContentBytes = archiver.Bytes,
            // What was looked at before is what was archived only when nothing was in doubt.
            Fingerprint = archiver.Skipped.Any(skip => SkipReason.IsLoss(skip.Reason)) ? null : fingerprint,
            Encryption = run.Encryption.Tool,
        };
        await run.Draft.SealAsync(part.File, part.Bytes, part.Sha256, cancellationToken);
        await run.Draft.SealAsync(part.Index.File, part.Index.Bytes, part.Index.Sha256, cancellationToken);
        return part;
    }

    // A file that changes twice within a tick of the kernel's clock shows one time for both: too new is not trusted.
    private static Int128 Settled => 20_000_000;

    private async Task<TreeArchiver> ArchiveAsync(Stream archive, Stream indexFile, CancellationToken cancellationToken)
    {
        await using var archiveCipher = run.Encryption.Open(archive);
        await using var indexCipher = run.Encryption.Open(indexFile);
        using var gzip = new ParallelGzipWriter(archiveCipher ?? archive, cancellationToken);
        TreeArchiver archiver;
        using (var index = new FileIndexWriter(indexCipher ?? indexFile))
        {
            archiver = new TreeArchiver(gzip, index, run.Accounts, run.DatabaseFiles, run.Progress);
            try
            {
                // One thread reads; it blocks on files and must not take one that the compression needs.
                await Task.Factory.StartNew(
                    () =>
                    {
                        Walk(archiver, cancellationToken);
                        archiver.End();
                    },
                    cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
                await gzip.CompleteAsync();
            }
            catch
            {
                await gzip.AbortAsync();
                throw;
            }
        }

        await PartEncryption.CompleteAsync([archiveCipher, indexCipher], cancellationToken);
        return archiver;
    }

    private void Walk(ITreeVisitor visitor, CancellationToken cancellationToken)
    {
        var walker = new TreeWalker(_filter, run.Avoid);
        foreach (var path in _paths.Silent)
        {
            visitor.Skip(NativePath.Bytes(path), SkipReason.NotAnswering, AnsweringFolders.Silence);
        }

        foreach (var root in _paths.Roots)
        {
            if (Link(root) is { } link)
            {
                visitor.Skip(root, SkipReason.AccessDenied, $"It is a link of user {link.User} that leads to what belongs to another. Name what it leads to, if that is to be saved.");
                continue;
            }

            walker.Walk(root, visitor, cancellationToken);
        }
    }

    // One that SourceRoots did not follow.
    private static FileStat? Link(byte[] root)
    {
        try
        {
            return FileSystem.Stat(NativePath.Text(root)) is { Kind: FileKind.Link } stat ? stat : null;
        }
        catch (FileException)
        {
            // The walk says why it cannot be reached.
            return null;
        }
    }

    private async Task<ManifestPart?> TryReuseAsync(string fingerprint, CancellationToken cancellationToken)
    {
        if (run.Previous is not { } previous || previous.Manifest.Parts.FirstOrDefault(part => part.Name == set.Name && part.Kind == PartKind.Files) is not { Index: { } index } part)
        {
            return null;
        }

        if (part.Fingerprint != fingerprint || part.File != ArchiveFile || !await TakeOverAsync(previous.Backup, part, index, cancellationToken))
        {
            return null;
        }

        run.Progress.Add(part.ContentBytes);
        // What was left out then is left out still.
        Skipped = [.. previous.Manifest.Skipped.Where(skip => part.Roots.Any(root => NativePath.IsWithin(skip.Path, root)))];
        return part with { UnchangedSince = part.UnchangedSince ?? previous.Manifest.Id };
    }

    // Each backup is verified when it is made, so what it takes over is read too: damage must not be inherited unseen.
    private async Task<bool> TakeOverAsync(StoredBackup previous, ManifestPart part, ManifestFile index, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var file in new[] { new ManifestFile(part.File, part.Bytes, part.Sha256), index })
            {
                if (!await run.Draft.TryReuseAsync(previous, file.File, cancellationToken))
                {
                    await run.Draft.DropAsync([part.File, index.File], cancellationToken);
                    return false;
                }

                await run.Draft.SealAsync(file.File, file.Bytes, file.Sha256, cancellationToken);
            }

            return true;
        }
        catch (McpOpsException exception) when (exception.ErrorId == "ReadBackFailed")
        {
            run.Context.Warn("PartDamaged", $"Part '{part.Name}' of backup {previous.Id} is damaged and that backup cannot be restored whole. This one writes the part anew.", previous.Id);
            await run.Draft.DropAsync([part.File, index.File], cancellationToken);
            return false;
        }
    }
}
