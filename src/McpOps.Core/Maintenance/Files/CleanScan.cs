using System.Globalization;
using System.Text;
using McpOps.Files;
using McpOps.Platform;

namespace McpOps.Maintenance.Files;

/// <summary>Walks one target by handles, and finds what fits its pattern. It changes nothing.</summary>
internal sealed class CleanScan(CleanTarget target, IReadOnlyCollection<string> spared, HeldFiles held, uint owner)
{
    private const int BlockBytes = 512;
    private readonly List<CleanCandidate> _found = [];
    private readonly List<(string Path, string Why)> _lost = [];

    // Whoever asks one of a share that is away waits for ever: they are known without being asked.
    private readonly HashSet<string> _mounts = [.. Mounts.All().Select(mount => mount.Path)];
    private ulong _device;

    /// <summary>What could not be looked at.</summary>
    public IReadOnlyList<(string Path, string Why)> Lost => _lost;

    /// <summary>Bytes of all files that were seen below the root, whether they fit or not.</summary>
    public long SeenBytes { get; private set; }

    /// <summary>Walks.</summary>
    /// <param name="root">The open root; it is closed.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    public IReadOnlyList<CleanCandidate> Run(IFolder root, CancellationToken cancellationToken)
    {
        _device = root.Stat().Device;
        FolderWalk.From(root, Encoding.UTF8.GetBytes(target.Root), "", Look, (path, exception) => _lost.Add((PathBytes.Text(path), exception.Message)), cancellationToken);
        return _found;
    }

    /// <summary>The newest change within a folder, its bytes, its files, and why it must stay.</summary>
    public (Int128 Newest, long Bytes, long Files, string? Obstacle) Measure(IFolder folder, string path, CancellationToken cancellationToken)
    {
        var (newest, bytes, files, obstacle) = (CleanJudge.Newest(folder.Stat()), 0L, 0L, (string?)null);
        FolderWalk.From(folder, Encoding.UTF8.GetBytes(path), 0, LookInside, (at, exception) => obstacle ??= $"'{PathBytes.Text(at)}' within it could not be looked at: {exception.Message}", cancellationToken);
        return (newest, bytes, files, obstacle);

        IReadOnlyList<InnerFolder<int>> LookInside(IFolder inner, byte[] at, int state)
        {
            var (names, own, deeper) = (inner.List(), inner.Stat(), new List<InnerFolder<int>>());
            for (var index = 0; index < names.Count; index++)
            {
                if (_mounts.Contains(PathBytes.Text(PathBytes.Join(at, names[index]))))
                {
                    obstacle ??= $"{Encoding.UTF8.GetString(names[index])} within it: a file system is mounted there";
                    continue;
                }

                if (inner.Stat(names[index]) is not { } stat)
                {
                    continue;
                }

                newest = Int128.Max(newest, CleanJudge.Newest(stat));
                obstacle ??= stat.Kind is FileKind.Link ? null : Judge(stat, Encoding.UTF8.GetString(names[index]), own) is { } why ? $"{Encoding.UTF8.GetString(names[index])} within it: {why}" : null;
                (bytes, files) = (bytes + (stat.Blocks * BlockBytes), files + (stat.Kind is FileKind.Folder ? 0 : 1));
                if (stat.Kind is FileKind.Folder && stat.Device == _device)
                {
                    deeper.Add(new InnerFolder<int>(names[index].ToArray(), stat, 0));
                }
            }

            return deeper;
        }
    }

    private IReadOnlyList<InnerFolder<string>> Look(IFolder folder, byte[] path, string below)
    {
        var (names, own, deeper) = (folder.List(), folder.Stat(), new List<InnerFolder<string>>());
        for (var index = 0; index < names.Count; index++)
        {
            var name = names[index];
            var text = Encoding.UTF8.GetString(name);
            var relative = below.Length == 0 ? text : $"{below}/{text}";
            var whole = PathBytes.Text(PathBytes.Join(path, name));
            if ((_mounts.Contains(whole) && !PathPattern.Match(target.Pattern, relative)) || folder.Stat(name) is not { } stat)
            {
                continue;
            }

            SeenBytes += stat.Kind is FileKind.Regular ? stat.Blocks * BlockBytes : 0;
            if (spared.Any(one => NativePath.IsWithin(whole, one) || NativePath.IsWithin(one, whole)) && PathPattern.Match(target.Pattern, relative))
            {
                _lost.Add((whole, "it holds backups, or lies among them"));
            }
            else if (PathPattern.Match(target.Pattern, relative))
            {
                Add(folder, own, below, name.ToArray(), text, whole, stat);
            }
            else if (stat.Kind is FileKind.Folder && stat.Device == _device && (target.Depth is not { } depth || relative.Count(character => character == '/') + 1 < depth))
            {
                deeper.Add(new InnerFolder<string>(name.ToArray(), stat, relative));
            }
        }

        return deeper;
    }

    private void Add(IFolder folder, FileStat own, string below, byte[] name, string text, string whole, FileStat stat)
    {
        var candidate = new CleanCandidate
        {
            Folder = Encoding.UTF8.GetBytes(below), FolderStat = own, Name = name, Stat = stat, Path = whole,
            Newest = CleanJudge.Newest(stat), Bytes = stat.Blocks * BlockBytes, Obstacle = Judge(stat, text, own) ?? (stat.Kind is FileKind.Regular ? Living(folder, name, text) : null),
        };
        if (stat.Kind is FileKind.Folder && candidate.Obstacle is null)
        {
            // A folder counts by its newest member.
            var (newest, bytes, files, obstacle) = Measure(TreePath.Open(folder, name, stat), whole, CancellationToken.None);
            candidate = candidate with { Newest = newest, Bytes = bytes, Files = files, Obstacle = obstacle };
            SeenBytes += bytes;
        }

        _found.Add(candidate);
    }

    private string? Judge(FileStat stat, string name, FileStat folder) => CleanJudge.Obstacle(stat, name, folder, _device, owner, held.IsOpen(stat), held.IsLocked(stat));

    // A pid file names the process that it stands for.
    private static string? Living(IFolder folder, byte[] name, string text)
    {
        if (!text.EndsWith(".pid", StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            using var file = folder.OpenFile(name);
            var content = new byte[32];
            return int.TryParse(Encoding.ASCII.GetString(content, 0, file.Read(content)).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && ProcessTable.Get(id) is not null ? $"process {id}, which it names, lives" : null;
        }
        catch (FileException)
        {
            return "it could not be read, and may be of a process that lives";
        }
    }
}
