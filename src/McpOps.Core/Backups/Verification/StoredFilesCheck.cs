using System.Security.Cryptography;
using System.Text;
using McpOps.Backups.Archive;
using McpOps.Backups.Manifests;
using McpOps.Backups.Stores;

namespace McpOps.Backups.Verification;

/// <summary>Compares the files of a backup with what <c>manifest.json</c> and <c>SHA256SUMS</c> say of them.</summary>
internal sealed class StoredFilesCheck(EngineContext context, IBackupStore store, StoredBackup stored)
{
    private IReadOnlyDictionary<string, long> _files = new Dictionary<string, long>(StringComparer.Ordinal);

    public List<McpBackupProblem> Problems { get; } = [];

    public long Bytes { get; private set; }

    /// <summary>Checks all files, or the sample's blocks of the parts and all of the rest.</summary>
    /// <returns>The manifest, null when it cannot be read.</returns>
    public Task<Manifest?> CheckAsync(SampleWindow? sample, CancellationToken cancellationToken) => CheckAsync(sample, null, cancellationToken);

    /// <summary>Checks the manifest and some parts.</summary>
    /// <param name="sample">The blocks to read; null for all.</param>
    /// <param name="only">The parts to read; null for all.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<Manifest?> CheckAsync(SampleWindow? sample, IReadOnlyList<ManifestPart>? only, CancellationToken cancellationToken)
    {
        _files = await store.FilesAsync(stored, cancellationToken);
        var sums = await ReadSumsAsync(cancellationToken);
        var manifest = await ReadManifestAsync(sums, cancellationToken);
        if (manifest is null)
        {
            return null;
        }

        if (manifest.Id != stored.Id)
        {
            Problems.Add(new McpBackupProblem(ManifestText.FileName, "Misplaced", $"It is the manifest of backup {manifest.Id}, not of {stored.Id}."));
        }

        var expected = manifest.Parts
            .SelectMany(part => part.Index is { } index ? new[] { new ManifestFile(part.File, part.Bytes, part.Sha256), index } : [new ManifestFile(part.File, part.Bytes, part.Sha256)])
            .ToList();
        CompareLists(sums, expected);
        expected = only is null ? expected : expected.FindAll(file => only.Any(part => part.File == file.File || part.Index?.File == file.File));
        if (sample is not null)
        {
            await CheckBlocksAsync(manifest, sample, cancellationToken);
            expected = [.. manifest.Parts.Select(part => part.Index).OfType<ManifestFile>()];
        }

        var progress = new BackupProgress(context, $"Verifying {stored.Id}", cancellationToken) { TotalBytes = expected.Sum(file => file.Bytes), TotalFiles = expected.Count };
        foreach (var file in expected)
        {
            await CheckFileAsync(file, expected, progress, cancellationToken);
        }

        return manifest;
    }

    private async Task<Dictionary<string, string>?> ReadSumsAsync(CancellationToken cancellationToken)
    {
        if (!_files.ContainsKey(ManifestText.SumsName))
        {
            Problems.Add(new McpBackupProblem(ManifestText.SumsName, "Missing", "The list of checksums is missing."));
            return null;
        }

        var sums = ManifestText.ReadSums(Encoding.UTF8.GetString(await ReadAsync(ManifestText.SumsName, cancellationToken)));
        if (sums is null)
        {
            Problems.Add(new McpBackupProblem(ManifestText.SumsName, "Changed", "The list of checksums is not as it was written."));
        }

        return sums;
    }

    private async Task<Manifest?> ReadManifestAsync(Dictionary<string, string>? sums, CancellationToken cancellationToken)
    {
        if (!_files.ContainsKey(ManifestText.FileName))
        {
            Problems.Add(new McpBackupProblem(ManifestText.FileName, "Missing", "The manifest is missing."));
            return null;
        }

        var json = await ReadAsync(ManifestText.FileName, cancellationToken);
        if (sums is not null && sums.GetValueOrDefault(ManifestText.FileName) != Hex.Of(SHA256.HashData(json)))
        {
            Problems.Add(new McpBackupProblem(ManifestText.FileName, "Changed", $"The manifest does not match its line in {ManifestText.SumsName}: one of the two was changed."));
        }

        try
        {
            return ManifestText.Read(json, store.PathOf(stored, ManifestText.FileName));
        }
        catch (McpOpsException exception)
        {
            Problems.Add(new McpBackupProblem(ManifestText.FileName, "Unreadable", exception.Message));
            return null;
        }
    }

    private void CompareLists(Dictionary<string, string>? sums, List<ManifestFile> expected)
    {
        foreach (var file in expected.Where(file => sums is not null && sums.GetValueOrDefault(file.File) != file.Sha256))
        {
            Problems.Add(new McpBackupProblem(ManifestText.SumsName, "Changed", $"Its line for {file.File} is not what the manifest says: one of the two was changed."));
        }

        var known = expected.Select(file => file.File).Append(ManifestText.FileName).Append(ManifestText.SumsName).ToHashSet(StringComparer.Ordinal);
        foreach (var line in sums?.Keys.Where(name => !known.Contains(name)) ?? [])
        {
            Problems.Add(new McpBackupProblem(ManifestText.SumsName, "Changed", $"It has a line for '{line}', which the manifest does not name."));
        }

        foreach (var name in _files.Keys.Where(name => !known.Contains(name)))
        {
            Problems.Add(new McpBackupProblem(name, "Unexpected", "The manifest does not name this file."));
        }
    }

    private async Task CheckFileAsync(ManifestFile file, List<ManifestFile> all, BackupProgress progress, CancellationToken cancellationToken)
    {
        if (!_files.TryGetValue(file.File, out var length))
        {
            Problems.Add(new McpBackupProblem(file.File, "Missing", "The file is missing."));
            return;
        }

        string hash;
        try
        {
            hash = await HashAsync(file.File, progress, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or McpOpsException { ErrorId: "BackupDamaged" })
        {
            Problems.Add(new McpBackupProblem(file.File, exception is IOException ? "Unreadable" : "Changed", exception.Message));
            return;
        }

        if (hash == file.Sha256)
        {
            progress.FileDone();
        }
        else if (all.Find(other => other.Sha256 == hash) is { } other)
        {
            Problems.Add(new McpBackupProblem(file.File, "Swapped", $"It holds what {other.File} should hold."));
        }
        else if (length != file.Bytes)
        {
            Problems.Add(new McpBackupProblem(file.File, length < file.Bytes ? "Truncated" : "Extended", $"It is {length} bytes long and should be {file.Bytes}."));
        }
        else
        {
            Problems.Add(new McpBackupProblem(file.File, "Changed", "Its SHA-256 is not the one in the manifest: at least one bit was changed."));
        }
    }

    private async Task CheckBlocksAsync(Manifest manifest, SampleWindow sample, CancellationToken cancellationToken)
    {
        var blocks = manifest.Parts.SelectMany(part => part.Blocks.Select((hash, number) => (Part: part, Number: number, Hash: hash))).ToList();
        foreach (var group in blocks[sample.Choose(blocks.Count)].GroupBy(block => block.Part))
        {
            if (!_files.TryGetValue(group.Key.File, out var length) || length != group.Key.Bytes)
            {
                Problems.Add(new McpBackupProblem(group.Key.File, length == 0 ? "Missing" : "Truncated", $"It is {length} bytes long and should be {group.Key.Bytes}."));
                continue;
            }

            await using var stream = await store.OpenAsync(stored, group.Key.File, cancellationToken);
            var buffer = new byte[HashingStream.BlockLength];
            stream.Seek((long)group.First().Number * HashingStream.BlockLength, SeekOrigin.Begin);
            foreach (var block in group)
            {
                var read = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
                Bytes += read;
                if (Hex.Of(SHA256.HashData(buffer.AsSpan(0, read))) != block.Hash)
                {
                    Problems.Add(new McpBackupProblem(group.Key.File, "Changed", $"Between byte {(long)block.Number * HashingStream.BlockLength} and the next 16 MiB at least one bit was changed."));
                }
            }
        }
    }

    private async Task<string> HashAsync(string file, BackupProgress progress, CancellationToken cancellationToken)
    {
        await using var stream = await store.OpenAsync(stored, file, cancellationToken);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        for (int read; (read = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            hash.AppendData(buffer.AsSpan(0, read));
            Bytes += read;
            progress.Add(read);
        }

        return Hex.Of(hash.GetHashAndReset());
    }

    private async Task<byte[]> ReadAsync(string file, CancellationToken cancellationToken)
    {
        await using var stream = await store.OpenAsync(stored, file, cancellationToken);
        var content = await ManifestText.ReadAllAsync(stream, store.PathOf(stored, file), cancellationToken);
        Bytes += content.Length;
        return content;
    }
}
