namespace McpOps.Files;

/// <summary>The way from the root of a tree down to one of its folders, by handles: each folder is opened within the one before it, and never again by a whole path.</summary>
/// <remarks>
/// Whoever owns a folder on the way can rename it and put a link in its place at any moment. Here no link is followed, and what is opened must be the folder
/// that was listed, by device and inode. A way may have two thousand folders, so only the innermost handles and the root's are kept; the others are opened again, and compared again.
/// </remarks>
internal sealed class TreePath : IDisposable
{
    private const int KeptHandles = 48;
    private readonly List<(byte[] Name, FileStat Stat, IFolder? Folder)> _steps;

    /// <summary>Begins at a root.</summary>
    /// <param name="root">The open folder; it is closed with this.</param>
    public TreePath(IFolder root) => _steps = [([], root.Stat(), root)];

    /// <summary>The innermost folder; null when, on the way back, it was no longer where it had been.</summary>
    public IFolder? Folder => _steps[^1].Folder;

    /// <summary>Goes into a folder of the innermost one.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="listed">What it was when it was looked at.</param>
    /// <exception cref="FileException">It is not there any more, or something else is (<see cref="Errno.NoEntry"/>), or it may not be opened.</exception>
    public void Enter(byte[] name, FileStat listed)
    {
        var inner = Open(Folder ?? throw new FileException(Errno.NoEntry, "Opening", PathBytes.Text(name)), name, listed);
        _steps.Add((name, listed, inner));
        var far = _steps.Count - KeptHandles;
        if (far > 0 && !FileSystem.IsPortable)
        {
            Let(far);
        }
    }

    /// <summary>Goes back to the folder that holds the innermost one.</summary>
    public void Leave()
    {
        var left = Folder;
        _steps.RemoveAt(_steps.Count - 1);
        if (Folder is null)
        {
            var (name, stat, _) = _steps[^1];
            _steps[^1] = (name, stat, Above(left, stat) ?? FromRoot());
        }

        left?.Dispose();
    }

    public void Dispose()
    {
        foreach (var (_, _, folder) in _steps)
        {
            folder?.Dispose();
        }
    }

    /// <summary>Opens a folder within another; null or an error when it is not the one that was listed.</summary>
    internal static IFolder Open(IFolder parent, ReadOnlySpan<byte> name, FileStat listed)
    {
        IFolder folder;
        try
        {
            folder = parent.OpenFolder(name);
        }
        catch (FileException exception) when (exception.Number is Errno.NotFolder or Errno.LinkLoop)
        {
            // What was a folder is now a file, or a link that somebody put there.
            throw new FileException(Errno.NoEntry, "Opening", parent.Text(name));
        }

        if (folder.Stat().IsSameEntryAs(listed))
        {
            return folder;
        }

        folder.Dispose();
        throw new FileException(Errno.NoEntry, "Opening", parent.Text(name));
    }

    private void Let(int index)
    {
        var (name, stat, folder) = _steps[index];
        folder?.Dispose();
        _steps[index] = (name, stat, null);
    }

    private static IFolder? Above(IFolder? folder, FileStat stat)
    {
        try
        {
            return folder?.OpenParent(stat);
        }
        catch (FileException)
        {
            // It was moved meanwhile: it is looked for from the root.
            return null;
        }
    }

    private IFolder? FromRoot()
    {
        IFolder? folder = null;
        try
        {
            for (var index = 1; index < _steps.Count; index++)
            {
                var inner = Open(folder ?? _steps[0].Folder!, _steps[index].Name, _steps[index].Stat);
                folder?.Dispose();
                folder = inner;
            }

            return folder;
        }
        catch (FileException)
        {
            folder?.Dispose();
            return null;
        }
    }
}
