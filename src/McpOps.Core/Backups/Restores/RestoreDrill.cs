using System.Text;
using McpOps.Backups.Archive;
using McpOps.Backups.Manifests;
using McpOps.Files;
using McpOps.Backups.Verification;

namespace McpOps.Backups.Restores;

/// <summary>Restores an archive into a temporary folder, reads it again from there, and compares.</summary>
internal sealed class RestoreDrill(EngineContext context, IFolder root)
{
    // .NET's own clock has steps of 100 ns; Linux has none coarser.
    private static readonly Int128 Step = FileSystem.IsPortable ? 100 : 1;
    private readonly List<(string Path, string Message)> _problems = [];

    public long Files { get; private set; }

    public IReadOnlyList<(string Path, string Message)> Problems => _problems;

    public async Task RunAsync(PartReader parts, ManifestPart part, CancellationToken cancellationToken)
    {
        var expected = new Dictionary<string, IndexEntry>(StringComparer.Ordinal);
        using (var extractor = new TreeExtractor(root, Accounts.Load(), cancellationToken))
        {
            await parts.ReadAsync(part, (tar, entry, line) =>
            {
                extractor.Extract(tar, entry, entry.Path, entry.Target, line!.Sha256);
                expected[Convert.ToHexString(entry.Path)] = line;
            }, cancellationToken);
            extractor.Finish();
        }

        foreach (var line in expected.Values)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Compare(line, cancellationToken);
        }

        context.Progress?.Report(new McpProgress("Restore drill", part.Name, Files, Files));
    }

    private void Compare(IndexEntry line, CancellationToken cancellationToken)
    {
        var path = Encoding.UTF8.GetString(line.Entry.Path);
        var slash = line.Entry.Path.AsSpan().LastIndexOf((byte)'/');
        using var parent = FolderPath.Find(root, line.Entry.Path.AsSpan(0, Math.Max(slash, 0)));
        var name = line.Entry.Path.AsSpan(slash + 1);
        if (parent?.Stat(name) is not { } stat)
        {
            if (line.Entry.Kind is TarKind.Fifo && FileSystem.IsPortable)
            {
                return;
            }

            _problems.Add((path, $"'{path}' was not there after the restore."));
            return;
        }

        Files += stat.Kind is FileKind.Regular ? 1 : 0;
        var modeMatters = line.Entry.Kind is TarKind.File or TarKind.Folder;
        if ((modeMatters && stat.Permissions != line.Entry.Mode) || (line.Entry.Kind is TarKind.File && stat.Size != line.Entry.Size)
            || (line.Entry.Kind is not TarKind.HardLink && Int128.Abs(stat.Modified - line.Entry.Modified) >= Step))
        {
            _problems.Add((path, $"'{path}' came back with another size, mode or time."));
        }

        if (line.Sha256 is not null && FileHash.Of(parent, name, stat.Size, cancellationToken) != line.Sha256)
        {
            _problems.Add((path, $"'{path}' came back with other content."));
        }
    }
}
