using McpOps.Backups.Archive;
using McpOps.Backups.Manifests;
using McpOps.Files;
using McpOps.Backups.Sources;
using McpOps.Backups.Verification;

namespace McpOps.Backups.Restores;

/// <summary>Looks through a backup before anything is touched: what is in it, what is wanted of it, and whether all of it is safe.</summary>
internal sealed class RestoreScan
{
    private readonly PathFilter _include;
    private readonly Dictionary<string, byte[]> _aliases = new(StringComparer.Ordinal);
    private readonly HashSet<string> _wanted = new(StringComparer.Ordinal);
    private readonly List<byte[]> _wantedFiles = [];

    private readonly bool _listFiles;

    /// <summary>Prepares to look.</summary>
    /// <param name="include">Patterns of what is wanted; everything when empty.</param>
    /// <param name="listFiles">True to remember every wanted file, also when everything is wanted.</param>
    public RestoreScan(IReadOnlyList<string> include, bool listFiles)
    {
        _include = new PathFilter(include, []);
        _listFiles = listFiles || include.Count > 0;
    }

    public long Files { get; private set; }

    public long Bytes { get; private set; }

    /// <summary>Whether only some files are wanted.</summary>
    public bool IsPartial => _include.HasIncludes;

    /// <summary>What is wanted, when it is not everything: whole entries but no folders.</summary>
    public IReadOnlyList<byte[]> WantedFiles => _wantedFiles;

    /// <summary>Looks through one part.</summary>
    /// <param name="parts">Opens the parts.</param>
    /// <param name="part">The part.</param>
    /// <param name="safety">Refuses what is not safe.</param>
    /// <param name="each">Told of each wanted entry; may be null.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task LookAsync(PartReader parts, ManifestPart part, EntrySafety safety, Action<TarEntry, string?>? each, CancellationToken cancellationToken)
    {
        if (part.Index is { } indexFile)
        {
            // The list is enough, and much faster than the archive; they are compared when the archive is read.
            await using var list = await parts.OpenAsync(indexFile.File, part.Encryption, cancellationToken);
            using var index = new FileIndexReader(list);
            while (index.Next() is { } line)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!line.Superseded)
                {
                    Look(part, line.Entry, line.Sha256, safety, each);
                }
            }

            return;
        }

        await parts.ReadAsync(part, (_, entry, _) => Look(part, entry, null, safety, each), cancellationToken);
    }

    /// <summary>Under which path of the archive an entry is to be restored; null when it is not wanted.</summary>
    public byte[]? Wanted(byte[] path) =>
        !IsPartial || _wanted.Contains(Convert.ToHexString(path)) ? path : _aliases.GetValueOrDefault(Convert.ToHexString(path));

    /// <summary>What a hard link that is wanted names in truth: where the file that it names was itself not wanted, the first link takes its place.</summary>
    public byte[] LinkTarget(byte[] target) => _aliases.GetValueOrDefault(Convert.ToHexString(target), target);

    private void Look(ManifestPart part, TarEntry entry, string? sha256, EntrySafety safety, Action<TarEntry, string?>? each)
    {
        safety.Require(entry);
        if (IsPartial && !Matches(part, entry))
        {
            return;
        }

        Files += entry.Kind is TarKind.File or TarKind.HardLink ? 1 : 0;
        Bytes += entry.Size;
        if (_listFiles && entry.Kind is not TarKind.Folder)
        {
            _wanted.Add(Convert.ToHexString(entry.Path));
            _wantedFiles.Add(entry.Path);
            if (entry.Kind is TarKind.HardLink && !_wanted.Contains(Convert.ToHexString(entry.Target)))
            {
                _aliases.TryAdd(Convert.ToHexString(entry.Target), entry.Path);
            }
        }

        each?.Invoke(entry, sha256);
    }

    // A pattern may match the entry, or a folder above it.
    private bool Matches(ManifestPart part, TarEntry entry)
    {
        byte[] path = [(byte)'/', .. entry.Path];
        var root = part.Roots.Select(NativePath.Bytes).FirstOrDefault(root => PathBytes.IsWithin(path, root))?.Length ?? 0;
        for (var end = path.Length; end > root; end = path.AsSpan(0, end).LastIndexOf((byte)'/'))
        {
            if (_include.Includes(path.AsSpan(0, end), root))
            {
                return true;
            }
        }

        // A root that is a single file is matched by its own name.
        return root == path.Length && _include.Includes(path, Math.Max(path.AsSpan().LastIndexOf((byte)'/'), 0));
    }
}
