using McpOps.Files;

namespace McpOps.Backups.Restores;

/// <summary>The stagings of a restore, held open from when they are made until they are removed.</summary>
internal sealed class Stagings : IDisposable
{
    private readonly Dictionary<string, Staging?> _open = new(StringComparer.Ordinal);
    private readonly List<StagingFolder> _unmade = [];

    public Staging this[RestoreUnit unit] => _open.GetValueOrDefault(unit.Staging) ?? throw new FileException(Errno.NoEntry, "Opening", unit.Staging);

    /// <summary>The stagings as they are to be noted.</summary>
    public IReadOnlyList<StagingFolder> Folders => [.. _open.Values.OfType<Staging>().Select(staging => staging.Folder)];

    /// <summary>One that is not there, or not whole; null when all are.</summary>
    public string? Missing => _open.FirstOrDefault(staging => staging.Value is not { IsWhole: true }).Key;

    /// <summary>Makes them all.</summary>
    public void Make(IEnumerable<StagingFolder> planned)
    {
        foreach (var folder in planned)
        {
            _open.Add(folder.Path, Staging.Make(folder.Path));
        }
    }

    /// <summary>Opens those that a journal notes, as far as they are there.</summary>
    public static Stagings Open(IEnumerable<StagingFolder> noted)
    {
        var stagings = new Stagings();
        try
        {
            foreach (var folder in noted)
            {
                stagings._open.Add(folder.Path, Staging.Open(folder));
                stagings._unmade.Add(folder);
            }

            return stagings;
        }
        catch
        {
            stagings.Dispose();
            throw;
        }
    }

    /// <summary>The place of what is made ready.</summary>
    public Place Staged(RestoreUnit unit) => new(this[unit].New, FileSystem.Name(unit.Name));

    /// <summary>The place of what was at the target.</summary>
    public Place Kept(RestoreUnit unit) => new(this[unit].Old, FileSystem.Name(unit.Name));

    /// <summary>The place of a unit's target, and what holds it, to be closed; null when the folder that it goes to is not there.</summary>
    public (Place Place, IFolder Folder)? Target(RestoreUnit unit, bool make = false)
    {
        var staging = this[unit];
        var way = NativePath.Bytes(Path.GetDirectoryName(unit.Target)!).AsSpan(NativePath.Bytes(Path.GetDirectoryName(unit.Staging)!).Length);
        var folder = make ? FolderPath.Make(staging.Parent, way) : FolderPath.Find(staging.Parent, way);
        return folder is null ? null : (new Place(folder, FileSystem.Name(unit.Target)), folder);
    }

    /// <summary>Every rename lasts before the journal says that it was made: one sync of each file system covers new parents and what was carried over.</summary>
    public void Sync()
    {
        foreach (var staging in _open.Values.OfType<Staging>())
        {
            staging.Parent.SyncFileSystem();
        }
    }

    /// <summary>Removes them all.</summary>
    public void Remove()
    {
        _unmade.ForEach(Staging.RemoveUnnoted);
        foreach (var (path, staging) in _open.ToList())
        {
            staging?.Remove();
            staging?.Dispose();
            _open[path] = null;
        }
    }

    public void Dispose()
    {
        foreach (var staging in _open.Values)
        {
            staging?.Dispose();
        }
    }
}

/// <summary>Where an entry is, or may be: a name within an open folder.</summary>
internal readonly record struct Place(IFolder Folder, byte[] Name)
{
    /// <summary>The inode of what is there; null when nothing is.</summary>
    public ulong? Inode => Folder.Stat(Name)?.Inode;
}
