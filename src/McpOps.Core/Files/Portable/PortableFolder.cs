using System.Text;
using Microsoft.Win32.SafeHandles;

namespace McpOps.Files.Portable;

/// <summary>A folder by its path, with .NET's own calls. Names must be text.</summary>
internal sealed class PortableFolder : IFolder
{
    private readonly string _path;

    private PortableFolder(string path) => _path = path;

    public byte[] Path => NativePath.Bytes(_path);

    public static PortableFolder Open(ReadOnlySpan<byte> path)
    {
        var text = NativePath.Text(path);
        return Directory.Exists(text) ? new PortableFolder(text) : throw new FileException(
            File.Exists(text) ? Errno.NotFolder : Errno.NoEntry, "Opening", text, new DirectoryNotFoundException($"There is no folder '{text}', or it may not be opened."));
    }

    public string Text(ReadOnlySpan<byte> name) => name.SequenceEqual("."u8) ? _path : System.IO.Path.Combine(_path, Encoding.UTF8.GetString(name));

    public IFolder OpenFolder(ReadOnlySpan<byte> name)
    {
        var path = Text(name);
        return Stat(name) is { Kind: FileKind.Folder } ? new PortableFolder(path) : throw new FileException(Errno.NotFolder, "Opening", path, new IOException($"'{path}' is no folder."));
    }

    // A path is all that it holds, so no folder on the way is ever let go of.
    public IFolder OpenParent(FileStat expected) => throw new FileException(Errno.NotSupported, "Opening the folder above", _path);

    public NameList List() => PortableError.Guard("Reading", _path, () =>
    {
        var names = new NameList();
        foreach (var entry in new DirectoryInfo(_path).EnumerateFileSystemInfos("*", new EnumerationOptions { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false }))
        {
            names.Add(Encoding.UTF8.GetBytes(entry.Name));
        }

        names.Sort();
        return names;
    });

    public FileStat? Stat(ReadOnlySpan<byte> name)
    {
        var path = Text(name);
        return PortableError.Guard("Looking at", path, () => PortableStat.Of(path));
    }

    public FileStat Stat() => Stat("."u8) ?? throw new FileException(Errno.NoEntry, "Looking at", _path);

    public IFile OpenFile(ReadOnlySpan<byte> name, FileUse use = FileUse.Read)
    {
        var path = Text(name);
        if (use is FileUse.Folder)
        {
            return new PortableFile(path, null);
        }

        return new PortableFile(path, OpenHandle(name, use));
    }

    public SafeFileHandle OpenHandle(ReadOnlySpan<byte> name, FileUse use)
    {
        var path = Text(name);
        if (use is not FileUse.Create && Stat(name) is { Kind: not FileKind.Regular })
        {
            throw new FileException(Errno.LinkLoop, "Opening", path, new IOException($"'{path}' is no file any more."));
        }

        return PortableError.Guard("Opening", path, () => use switch
        {
            FileUse.Read => File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan),
            FileUse.Change => File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan),
            _ => Create(path),
        });
    }

    public IFile? OpenLocked(ReadOnlySpan<byte> name, out string holder)
    {
        var path = Text(name);
        holder = "";
        try
        {
            if (!File.Exists(path))
            {
                new FileStream(path, OwnerOnly.NewFile(FileMode.OpenOrCreate)).Dispose();
            }

            return new PortableFile(path, File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException exception) when (exception.GetType() == typeof(IOException))
        {
            // Sharing is refused: only who holds it can read who that is.
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FileException(PortableError.Number(exception), "Opening", path, exception);
        }
    }

    public byte[] ReadLink(ReadOnlySpan<byte> name)
    {
        var path = Text(name);
        var target = PortableError.Guard("Reading the link", path, () => new FileInfo(path).LinkTarget) ?? throw new FileException(Errno.Invalid, "Reading the link", path);
        return Encoding.UTF8.GetBytes(OperatingSystem.IsWindows() ? target.Replace('\\', '/') : target);
    }

    public void MakeFolder(ReadOnlySpan<byte> name, int mode)
    {
        var path = Text(name);
        if (Stat(name) is not null)
        {
            throw new FileException(Errno.Exists, "Making the folder", path);
        }

        PortableError.Guard("Making the folder", path, () => OperatingSystem.IsWindows() ? Directory.CreateDirectory(path) : Directory.CreateDirectory(path, (UnixFileMode)mode));
    }

    public void MakeFifo(ReadOnlySpan<byte> name, int mode) => throw new FileException(Errno.NotSupported, "Making the pipe", Text(name));

    public void MakeLink(ReadOnlySpan<byte> name, ReadOnlySpan<byte> target)
    {
        var path = Text(name);
        var to = Encoding.UTF8.GetString(target);
        PortableError.Guard("Making the link", path, () => Directory.Exists(System.IO.Path.Combine(_path, to)) ? Directory.CreateSymbolicLink(path, to) : File.CreateSymbolicLink(path, to));
    }

    public void MakeHardLink(ReadOnlySpan<byte> name, IFolder otherFolder, ReadOnlySpan<byte> otherName) => HardLink.Make(otherFolder.Text(otherName), Text(name));

    public void Remove(ReadOnlySpan<byte> name, bool folder = false)
    {
        var path = Text(name);
        PortableError.Guard("Removing", path, () =>
        {
            if (folder)
            {
                Directory.Delete(path);
                return;
            }

            if (OperatingSystem.IsWindows())
            {
                // Windows keeps what is read-only, even from its owner.
                File.SetAttributes(path, FileAttributes.Normal);
            }

            File.Delete(path);
        });
    }

    public void Rename(ReadOnlySpan<byte> name, IFolder newFolder, ReadOnlySpan<byte> newName, RenameRule rule)
    {
        var (from, to) = (Text(name), newFolder.Text(newName));
        if (rule is RenameRule.Exchange)
        {
            throw new FileException(Errno.NotSupported, "Exchanging", from);
        }

        var isFolder = Stat(name) is { Kind: FileKind.Folder };
        if (rule is RenameRule.NoReplace && newFolder.Stat(newName) is not null)
        {
            throw new FileException(Errno.Exists, "Renaming", from);
        }

        PortableError.Guard("Renaming", from, () =>
        {
            if (isFolder)
            {
                Directory.Move(from, to);
            }
            else
            {
                File.Move(from, to, overwrite: rule is RenameRule.Replace);
            }
        });
    }

    public void SetOwner(ReadOnlySpan<byte> name, uint user, uint group)
    {
        // .NET gives nothing away: what is restored belongs to whoever restores it, as with tar for everybody but root.
    }

    public void SetModified(ReadOnlySpan<byte> name, Int128 nanoseconds)
    {
        var path = Text(name);
        var kind = Stat(name)?.Kind;
        PortableError.Guard("Dating", path, () =>
        {
            FileSystemInfo entry = kind is FileKind.Folder ? new DirectoryInfo(path) : new FileInfo(path);
            var isReadOnly = OperatingSystem.IsWindows() && entry.Exists && entry.Attributes.HasFlag(FileAttributes.ReadOnly);
            if (isReadOnly)
            {
                entry.Attributes &= ~FileAttributes.ReadOnly;
            }

            entry.LastWriteTimeUtc = PortableStat.Time(nanoseconds);
            if (isReadOnly)
            {
                entry.Attributes |= FileAttributes.ReadOnly;
            }
        });
    }

    public bool MayWrite()
    {
        try
        {
            using var probe = new FileStream(System.IO.Path.Combine(_path, $".mcpops-{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public void Sync()
    {
        // .NET has no way to: the order of renames is left to the file system's own journal.
    }

    public void SyncFileSystem()
    {
        // Every file that was written is synced when it is closed.
    }

    public void Dispose()
    {
        // It holds nothing but a path.
    }

    private static SafeFileHandle Create(string path)
    {
        new FileStream(path, OwnerOnly.NewFile(FileMode.CreateNew)).Dispose();
        return File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
    }
}
