using Microsoft.Win32.SafeHandles;

namespace McpOps.Files.Portable;

/// <summary>An open file, by .NET's own calls.</summary>
/// <param name="path">Its path.</param>
/// <param name="handle">Its handle; null for a folder, of which only the mode is set.</param>
internal sealed class PortableFile(string path, SafeFileHandle? handle) : IFile
{
    private long _position;
    private bool _isWritten;

    private SafeFileHandle Handle => handle ?? throw new InvalidOperationException("It is a folder.");

    public FileStat Stat() => PortableError.Guard("Looking at", path, () => (PortableStat.Of(path) ?? PortableStat.Gone) with
    {
        Size = RandomAccess.GetLength(Handle),
        Modified = PortableStat.Nanoseconds(File.GetLastWriteTimeUtc(Handle)),
        Changed = PortableStat.Nanoseconds(File.GetLastWriteTimeUtc(Handle)),
    });

    public int Read(Span<byte> buffer)
    {
        var done = 0;
        try
        {
            for (int count; done < buffer.Length && (count = RandomAccess.Read(Handle, buffer[done..], _position)) > 0; done += count)
            {
                _position += count;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FileException(PortableError.Number(exception), "Reading", path, exception);
        }

        return done;
    }

    public void Write(ReadOnlySpan<byte> data)
    {
        try
        {
            RandomAccess.Write(Handle, data, _position);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FileException(PortableError.Number(exception), "Writing", path, exception);
        }

        _position += data.Length;
        _isWritten = true;
    }

    public bool MoveTo(long offset)
    {
        _position = offset;
        return true;
    }

    // Holes are not told apart: all of the file is data.
    public long NextData(long offset) => offset;

    public long NextHole(long offset) => -1;

    public void SetLength(long length) => PortableError.Guard("Sizing", path, () => RandomAccess.SetLength(Handle, length));

    public void SetMode(int mode) => PortableError.Guard("Setting the mode of", path, () =>
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, (UnixFileMode)mode);
        }
        else if (handle is not null)
        {
            // What Windows has of a mode: nobody may write.
            File.SetAttributes(path, (mode & 0x92) == 0 ? FileAttributes.ReadOnly : FileAttributes.Normal);
        }
    });

    public IReadOnlyList<KeyValuePair<string, byte[]>> Attributes() => [];

    public void SetAttribute(string name, ReadOnlySpan<byte> value) => throw new FileException(Errno.NotSupported, $"Setting the attribute {name} of", path);

    public void Dispose()
    {
        if (_isWritten && !Handle.IsClosed)
        {
            // There is no sync of a whole file system here, so each file is made to last by itself.
            PortableError.Guard("Syncing", path, () => RandomAccess.FlushToDisk(Handle));
        }

        handle?.Dispose();
    }
}
