using System.Text;

namespace McpOps.Files.Posix;

/// <summary>An open file.</summary>
internal sealed unsafe class PosixFile : IFile
{
    private readonly PosixFolder _folder;
    private readonly byte[] _name;
    private int _handle;
    private bool _isLocked;

    internal PosixFile(int handle, PosixFolder folder, ReadOnlySpan<byte> name)
    {
        _handle = handle;
        _folder = folder;
        _name = name.ToArray();
    }

    private string Text => _folder.Text(_name);

    public FileStat Stat() => Stat(_handle, Text);

    internal static FileStat Stat(int handle, string text)
    {
        StatBuffer buffer;
        var empty = stackalloc byte[1];
        return Libc.StatX(handle, empty, Libc.EmptyPath, Libc.BasicStats, &buffer) == 0
            ? From(buffer)
            : throw new FileException(Errno.Last, "Looking at", text);
    }

    internal static FileStat From(StatBuffer buffer) => new()
    {
        Mode = buffer.Mode,
        Size = buffer.Size,
        User = buffer.User,
        Group = buffer.Group,
        Links = buffer.Links,
        Inode = buffer.Inode,
        Device = ((ulong)buffer.DeviceMajor << 32) | buffer.DeviceMinor,
        Blocks = buffer.Blocks,
        Modified = Nanoseconds(buffer.ModifySeconds, buffer.ModifyNanoseconds),
        Changed = Nanoseconds(buffer.ChangeSeconds, buffer.ChangeNanoseconds),
    };

    private static Int128 Nanoseconds(long seconds, uint nanoseconds) => ((Int128)seconds * 1_000_000_000) + nanoseconds;

    /// <summary>Reads until the buffer is full or the file ends.</summary>
    /// <returns>How many bytes were read.</returns>
    public int Read(Span<byte> buffer)
    {
        var done = 0;
        while (done < buffer.Length)
        {
            nint count;
            fixed (byte* start = buffer[done..])
            {
                count = Libc.Read(_handle, start, buffer.Length - done);
            }

            if (count == 0)
            {
                break;
            }

            if (count > 0)
            {
                done += (int)count;
            }
            else if (Errno.Last != Errno.Interrupted)
            {
                throw new FileException(Errno.Last, "Reading", Text);
            }
        }

        return done;
    }

    public void Write(ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            nint count;
            fixed (byte* start = data)
            {
                count = Libc.Write(_handle, start, data.Length);
            }

            if (count >= 0)
            {
                data = data[(int)count..];
            }
            else if (Errno.Last != Errno.Interrupted)
            {
                throw new FileException(Errno.Last, "Writing", Text);
            }
        }
    }

    public bool MoveTo(long offset) => Seek(offset, whence: 0) >= 0;

    public long NextData(long offset) => Seek(offset, Libc.SeekData);

    public long NextHole(long offset) => Seek(offset, Libc.SeekHole);

    private long Seek(long offset, int whence)
    {
        var found = Libc.Seek(_handle, offset, whence);
        return found >= 0 || Errno.Last == 6 ? found : throw new FileException(Errno.Last, "Seeking in", Text);
    }

    /// <summary>Takes the kernel's lock of the file, which ends with this process; false when another holds it.</summary>
    public bool TryLock() => _isLocked = Libc.Lock(_handle, Libc.LockExclusive | Libc.LockNonBlocking) == 0;

    public void SetLength(long length) => Check(Libc.Truncate(_handle, length), "Sizing");

    public void SetMode(int mode) => Check(Libc.ChangeMode(_handle, mode), "Setting the mode of");

    /// <summary>Its extended attributes; empty where the file system has none.</summary>
    public IReadOnlyList<KeyValuePair<string, byte[]>> Attributes()
    {
        var size = Libc.ListAttributes(_handle, null, 0);
        if (size <= 0)
        {
            return [];
        }

        var names = new byte[size];
        fixed (byte* buffer = names)
        {
            size = Libc.ListAttributes(_handle, buffer, names.Length);
        }

        var attributes = new List<KeyValuePair<string, byte[]>>();
        foreach (var name in Encoding.UTF8.GetString(names, 0, (int)Math.Max(size, 0)).Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Attribute(name) is { } value)
            {
                attributes.Add(new(name, value));
            }
        }

        attributes.Sort((left, right) => string.CompareOrdinal(left.Key, right.Key));
        return attributes;
    }

    public void SetAttribute(string name, ReadOnlySpan<byte> value)
    {
        fixed (byte* key = PosixFolder.Terminated(Encoding.UTF8.GetBytes(name), []))
        fixed (byte* data = value)
        {
            Check(Libc.SetAttribute(_handle, key, data, value.Length, 0), $"Setting the attribute {name} of");
        }
    }

    public void Dispose()
    {
        if (_handle >= 0)
        {
            if (_isLocked)
            {
                // A program that is just being started may still hold a copy of the handle.
                _ = Libc.Lock(_handle, Libc.LockRelease);
            }

            _ = Libc.Close(_handle);
            _handle = -1;
        }
    }

    private byte[]? Attribute(string name)
    {
        fixed (byte* key = PosixFolder.Terminated(Encoding.UTF8.GetBytes(name), []))
        {
            var size = Libc.GetAttribute(_handle, key, null, 0);
            if (size < 0)
            {
                return null;
            }

            var value = new byte[size];
            fixed (byte* data = value)
            {
                var read = Libc.GetAttribute(_handle, key, data, size);
                return read < 0 ? null : value[..(int)read];
            }
        }
    }

    private void Check(int result, string action)
    {
        if (result != 0)
        {
            throw new FileException(Errno.Last, action, Text);
        }
    }
}
