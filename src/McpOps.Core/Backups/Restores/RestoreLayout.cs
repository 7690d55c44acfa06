using System.Security.Cryptography;
using System.Text;
using McpOps.Files;

namespace McpOps.Backups.Restores;

/// <summary>Where each entry of an archive goes: in place, or below a destination.</summary>
/// <remarks>
/// A restore elsewhere of a single folder makes the destination that folder; of several, they lie below it with their whole paths.
/// </remarks>
internal sealed class RestoreLayout
{
    private readonly List<(byte[] Root, int Unit, byte[] Prefix)> _roots = [];
    private readonly Dictionary<string, int> _files = new(StringComparer.Ordinal);
    private readonly List<RestoreUnit> _units = [];
    private readonly string _staging;

    // Nobody can make a folder of that name before the restore does.
    private RestoreLayout(string id) => _staging = $".mcpops-restore-{id}-{Convert.ToHexString(RandomNumberGenerator.GetBytes(8))}";

    public IReadOnlyList<RestoreUnit> Units => _units;

    /// <summary>Plans for whole roots.</summary>
    /// <param name="id">The restore's id.</param>
    /// <param name="roots">Whole paths.</param>
    /// <param name="destination">Where to, null for in place.</param>
    /// <param name="isFile">Whether a root is a single file.</param>
    public static RestoreLayout ForRoots(string id, IReadOnlyList<string> roots, string? destination, Func<string, bool> isFile)
    {
        var layout = new RestoreLayout(id);
        if (destination is null)
        {
            foreach (var root in roots.OrderBy(root => root.Length))
            {
                _ = layout.AddInPlace(root);
            }

            return layout;
        }

        var unit = layout.NewUnit(destination);
        foreach (var root in roots)
        {
            var prefix = roots.Count > 1 ? NativePath.InArchive(root) : isFile(root) ? Path.GetFileName(NativePath.InArchive(root)) : "";
            layout.Add(root, unit, Encoding.UTF8.GetBytes(prefix));
        }

        return layout;
    }

    /// <summary>Plans for single files in place: each is swapped by itself, and its folder stays.</summary>
    public static RestoreLayout ForFiles(string id, IEnumerable<byte[]> archivePaths, Func<byte[], string>? place = null)
    {
        var layout = new RestoreLayout(id);
        foreach (var path in archivePaths)
        {
            if (!layout._files.ContainsKey(Convert.ToHexString(path)))
            {
                layout._files.Add(Convert.ToHexString(path), layout.NewUnit(place?.Invoke(path) ?? NativePath.FromArchive(PathBytes.Text(path))));
            }
        }

        return layout;
    }

    /// <summary>The unit of an entry and its path below the unit, empty for the unit itself; null when it belongs to none.</summary>
    public (int Unit, byte[] Below)? Map(byte[] archivePath)
    {
        if (_files.TryGetValue(Convert.ToHexString(archivePath), out var file))
        {
            return (file, []);
        }

        foreach (var (root, unit, prefix) in _roots)
        {
            if (PathBytes.IsWithin(archivePath, root))
            {
                var rest = archivePath.AsSpan(root.Length).TrimStart((byte)'/');
                return (unit, prefix.Length > 0 && rest.Length > 0 ? [.. prefix, (byte)'/', .. rest] : [.. prefix, .. rest]);
            }
        }

        return null;
    }

    /// <summary>Where an entry is made ready, below the folder of its unit's staging that holds what is new.</summary>
    public byte[] StagedPath((int Unit, byte[] Below) mapped)
    {
        var number = Encoding.ASCII.GetBytes(_units[mapped.Unit].Name);
        return mapped.Below.Length > 0 ? [.. number, (byte)'/', .. mapped.Below] : number;
    }

    /// <summary>Where an entry will be at the end, as a whole path.</summary>
    public string FinalPath((int Unit, byte[] Below) mapped) =>
        mapped.Below.Length > 0 ? NativePath.Below(_units[mapped.Unit].Target, mapped.Below) : _units[mapped.Unit].Target;

    /// <summary>Plans for a file or folder in place: within the unit of a folder that is swapped anyway, or as a unit of its own.</summary>
    /// <returns>Its unit, and its path below that.</returns>
    public (int Unit, byte[] Below) AddInPlace(string root)
    {
        if (Map(Encoding.UTF8.GetBytes(NativePath.InArchive(root))) is { } outer)
        {
            return outer;
        }

        var unit = NewUnit(root);
        Add(root, unit, []);
        return (unit, []);
    }

    /// <summary>Plans to take a file away, such as what a database left beside its old self.</summary>
    public void AddRemoval(string target)
    {
        if (Map(Encoding.UTF8.GetBytes(NativePath.InArchive(target))) is null)
        {
            var unit = NewUnit(target);
            _units[unit] = _units[unit] with { IsRemoval = true };
        }
    }

    private void Add(string root, int unit, byte[] prefix) => _roots.Add((Encoding.UTF8.GetBytes(NativePath.InArchive(root)), unit, prefix));

    private int NewUnit(string target)
    {
        if (!Path.IsPathFullyQualified(target))
        {
            throw new McpOpsException("PlaceUnknown", McpErrorCategory.InvalidArgument, $"'{target}' is a path of another system, and there is no such place here. Restore to a folder with --destination (-Destination).", target);
        }

        // On the target's file system, or a rename would be a copy; the nearest folder that is there.
        var parent = Path.GetDirectoryName(target) ?? throw new McpOpsException("CannotSwapRoot", McpErrorCategory.InvalidArgument,
            "A whole file system cannot be swapped. Restore to a folder, or only some files with --include (-Include).", target);
        while (!Directory.Exists(parent))
        {
            parent = Path.GetDirectoryName(parent)!;
        }

        _units.Add(new RestoreUnit
        {
            Target = target,
            Staging = Path.Combine(parent, _staging),
            Name = _units.Count.ToString(System.Globalization.CultureInfo.InvariantCulture),
            Existed = FileSystem.Stat(target) is not null,
        });
        return _units.Count - 1;
    }
}
