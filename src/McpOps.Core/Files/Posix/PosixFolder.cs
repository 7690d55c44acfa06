using System.Text;
using Microsoft.Win32.SafeHandles;

namespace McpOps.Files.Posix;

/// <summary>An open folder; entries are addressed by name, as bytes, relative to it.</summary>
internal sealed unsafe class PosixFolder : IFolder
{
    private const int OwnerMode = 0x180;
    private int _handle;

    private PosixFolder(int handle, byte[] path)
    {
        _handle = handle;
        Path = path;
    }

    public byte[] Path { get; }

    public int Handle => _handle;

    public string Text(ReadOnlySpan<byte> name) => Encoding.UTF8.GetString(Path) + "/" + Encoding.UTF8.GetString(name);

    /// <summary>Opens a folder by its absolute path, however long that is; links on the way are followed as <see cref="PosixPath"/> allows.</summary>
    /// <param name="path">The path.</param>
    /// <param name="searchOnly">True to reach what is in it by name, which needs no right to list it; it cannot be listed or synced then.</param>
    public static PosixFolder Open(ReadOnlySpan<byte> path, bool searchOnly) => new(PosixPath.Open(path, searchOnly), path.ToArray());

    public IFolder OpenFolder(ReadOnlySpan<byte> name)
    {
        var handle = OpenFolderAt(_handle, name, Libc.OpenFolder | Libc.OpenNoFollow);
        return handle >= 0 ? new PosixFolder(handle, name.SequenceEqual("."u8) ? Path : PathBytes.Join(Path, name)) : throw new FileException(Errno.Last, "Opening", Text(name));
    }

    public IFolder OpenParent(FileStat expected)
    {
        var handle = OpenFolderAt(_handle, ".."u8, Libc.OpenFolder | Libc.OpenNoFollow);
        if (handle < 0)
        {
            throw new FileException(Errno.Last, "Opening", Text(".."u8));
        }

        var slash = Path.AsSpan().LastIndexOf((byte)'/');
        var folder = new PosixFolder(handle, slash <= 0 ? "/"u8.ToArray() : Path[..slash]);
        if (folder.Stat().IsSameEntryAs(expected))
        {
            return folder;
        }

        folder.Dispose();
        throw new FileException(Errno.NoEntry, "Opening", Text(".."u8));
    }

    public NameList List()
    {
        // The stream owns its handle, so it gets one of its own.
        var copy = OpenFolderAt(_handle, "."u8, Libc.OpenFolder);
        var stream = copy < 0 ? 0 : Libc.OpenFolderStream(copy);
        if (stream == 0)
        {
            throw new FileException(Errno.Last, "Reading", Encoding.UTF8.GetString(Path));
        }

        try
        {
            var names = new NameList();
            for (var entry = Libc.ReadFolder(stream); entry is not null; entry = Libc.ReadFolder(stream))
            {
                // struct dirent: inode 8, offset 8, length 2, type 1, then the name.
                var name = System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpanFromNullTerminated(entry + 19);
                if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
                {
                    names.Add(name);
                }
            }

            names.Sort();
            return names;
        }
        finally
        {
            _ = Libc.CloseFolder(stream);
        }
    }

    public FileStat? Stat(ReadOnlySpan<byte> name)
    {
        StatBuffer buffer;
        fixed (byte* path = Terminated(name, stackalloc byte[256]))
        {
            if (Libc.StatX(_handle, path, Libc.NoFollow, Libc.BasicStats, &buffer) == 0)
            {
                return PosixFile.From(buffer);
            }
        }

        return Errno.Last == Errno.NoEntry ? null : throw new FileException(Errno.Last, "Looking at", Text(name));
    }

    public FileStat Stat() => PosixFile.Stat(_handle, Encoding.UTF8.GetString(Path));

    public IFile OpenFile(ReadOnlySpan<byte> name, FileUse use = FileUse.Read) => new PosixFile(OpenAt(name, Flags(use)), this, name);

    public SafeFileHandle OpenHandle(ReadOnlySpan<byte> name, FileUse use) => new(OpenAt(name, Flags(use)), ownsHandle: true);

    public IFile? OpenLocked(ReadOnlySpan<byte> name, out string holder)
    {
        var file = new PosixFile(OpenAt(name, Libc.OpenReadWrite | Libc.OpenCreate), this, name);
        if (file.TryLock())
        {
            holder = "";
            return file;
        }

        using (file)
        {
            var text = new byte[512];
            holder = Encoding.UTF8.GetString(text, 0, file.Read(text)).Trim();
        }

        return null;
    }

    // A link is refused, and a pipe does not block.
    private int OpenAt(ReadOnlySpan<byte> name, int flags)
    {
        int handle;
        fixed (byte* path = Terminated(name, stackalloc byte[256]))
        {
            handle = Libc.OpenAt(_handle, path, flags | Libc.OpenNoFollow | Libc.OpenCloseOnExec | Libc.OpenNonBlocking, OwnerMode);
        }

        return handle >= 0 ? handle : throw new FileException(Errno.Last, "Opening", Text(name));
    }

    public byte[] ReadLink(ReadOnlySpan<byte> name)
    {
        Span<byte> target = stackalloc byte[4096];
        fixed (byte* path = Terminated(name, stackalloc byte[256]))
        fixed (byte* buffer = target)
        {
            var length = Libc.ReadLinkAt(_handle, path, buffer, target.Length);
            return length >= 0 ? target[..(int)length].ToArray() : throw new FileException(Errno.Last, "Reading the link", Text(name));
        }
    }

    public void MakeFolder(ReadOnlySpan<byte> name, int mode)
    {
        fixed (byte* path = Terminated(name, stackalloc byte[256]))
        {
            Check(Libc.MakeFolderAt(_handle, path, mode), "Making the folder", name);
        }
    }

    public void MakeFifo(ReadOnlySpan<byte> name, int mode)
    {
        fixed (byte* path = Terminated(name, stackalloc byte[256]))
        {
            Check(Libc.MakeFifoAt(_handle, path, mode), "Making the pipe", name);
        }
    }

    public void MakeLink(ReadOnlySpan<byte> name, ReadOnlySpan<byte> target)
    {
        fixed (byte* path = Terminated(name, stackalloc byte[256]))
        fixed (byte* to = Terminated(target, []))
        {
            Check(Libc.MakeLinkAt(to, _handle, path), "Making the link", name);
        }
    }

    public void MakeHardLink(ReadOnlySpan<byte> name, IFolder otherFolder, ReadOnlySpan<byte> otherName)
    {
        fixed (byte* path = Terminated(name, stackalloc byte[256]))
        fixed (byte* other = Terminated(otherName, stackalloc byte[256]))
        {
            Check(Libc.HardLinkAt(((PosixFolder)otherFolder)._handle, other, _handle, path, 0), "Linking", name);
        }
    }

    public void Remove(ReadOnlySpan<byte> name, bool folder = false)
    {
        fixed (byte* path = Terminated(name, stackalloc byte[256]))
        {
            Check(Libc.UnlinkAt(_handle, path, folder ? Libc.RemoveFolder : 0), "Removing", name);
        }
    }

    public void Rename(ReadOnlySpan<byte> name, IFolder newFolder, ReadOnlySpan<byte> newName, RenameRule rule)
    {
        fixed (byte* path = Terminated(name, stackalloc byte[256]))
        fixed (byte* other = Terminated(newName, stackalloc byte[256]))
        {
            Check(Libc.RenameAt2(_handle, path, ((PosixFolder)newFolder)._handle, other, Flags(rule)), "Renaming", name);
        }
    }

    public void SetOwner(ReadOnlySpan<byte> name, uint user, uint group)
    {
        fixed (byte* path = Terminated(name, stackalloc byte[256]))
        {
            Check(Libc.ChangeOwnerAt(_handle, path, user, group, Libc.NoFollow), "Giving an owner to", name);
        }
    }

    public void SetModified(ReadOnlySpan<byte> name, Int128 nanoseconds)
    {
        var times = stackalloc TimeSpec[2];
        var (seconds, rest) = Int128.DivRem(nanoseconds, 1_000_000_000);
        times[0] = times[1] = new TimeSpec { Seconds = (nint)(rest < 0 ? seconds - 1 : seconds), Nanoseconds = (nint)(rest < 0 ? rest + 1_000_000_000 : rest) };
        fixed (byte* path = Terminated(name, stackalloc byte[256]))
        {
            Check(Libc.SetTimesAt(_handle, path, times, Libc.NoFollow), "Dating", name);
        }
    }

    public void Sync()
    {
        if (Libc.Sync(_handle) != 0)
        {
            throw new FileException(Errno.Last, "Syncing", Encoding.UTF8.GetString(Path));
        }
    }

    public bool MayWrite()
    {
        fixed (byte* path = "."u8)
        {
            return Libc.AccessAt(_handle, path, 2, 0x200) == 0;
        }
    }

    /// <summary>Writes everything of its file system that is still in memory to the disk: for many files, much faster than one by one.</summary>
    public void SyncFileSystem()
    {
        if (Libc.SyncFileSystem(_handle) != 0)
        {
            throw new FileException(Errno.Last, "Syncing", Encoding.UTF8.GetString(Path));
        }
    }

    public void Dispose()
    {
        if (_handle >= 0)
        {
            _ = Libc.Close(_handle);
            _handle = -1;
        }
    }

    internal static int OpenFolderAt(int folder, ReadOnlySpan<byte> name, int flags)
    {
        fixed (byte* path = Terminated(name, stackalloc byte[256]))
        {
            return Libc.OpenAt(folder, path, flags | Libc.OpenReadOnly | Libc.OpenCloseOnExec, 0);
        }
    }

    private static int Flags(FileUse use) => use switch
    {
        FileUse.Create => Libc.OpenReadWrite | Libc.OpenCreate | Libc.OpenExclusive,
        FileUse.Change => Libc.OpenReadWrite,
        FileUse.Folder => Libc.OpenFolder,
        _ => Libc.OpenReadOnly,
    };

    private static uint Flags(RenameRule rule) => rule switch { RenameRule.NoReplace => Libc.NoReplace, RenameRule.Exchange => Libc.Exchange, _ => 0 };

    private void Check(int result, string action, ReadOnlySpan<byte> name)
    {
        if (result != 0)
        {
            throw new FileException(Errno.Last, action, Text(name));
        }
    }

    internal static ReadOnlySpan<byte> Terminated(ReadOnlySpan<byte> name, Span<byte> buffer)
    {
        if (name.Length >= buffer.Length)
        {
            buffer = new byte[name.Length + 1];
        }

        name.CopyTo(buffer);
        buffer[name.Length] = 0;
        return buffer[..(name.Length + 1)];
    }
}
