using Microsoft.Win32.SafeHandles;

namespace McpOps.Logs.Sources;

/// <summary>A file, opened when it is found: a rotation that renames it afterwards changes nothing.</summary>
/// <remarks>Only what stood in it when it was opened is read. When it is cut short meanwhile (<c>copytruncate</c>), the copy beside it is read on.</remarks>
internal sealed class FileInput : LogInput
{
    private const int PrintLength = 1024;
    private readonly object _gate = new();
    private readonly byte[] _print;
    private readonly string? _packing;
    private readonly List<SafeFileHandle> _left = [];
    private SafeFileHandle _handle;
    private CountingStream? _counted;

    public FileInput(string path)
        : base(path)
    {
        _handle = Open(path);
        Length = RandomAccess.GetLength(_handle);
        LastWrite = new DateTimeOffset(File.GetLastWriteTimeUtc(_handle), TimeSpan.Zero);
        _print = new byte[Math.Min(PrintLength, Length)];
        _ = RandomAccess.Read(_handle, _print, 0);
        _packing = Packing.Of(_print);
    }

    /// <summary>Its size in bytes when it was opened.</summary>
    public long Length { get; }

    /// <summary>It is compressed, whatever its name.</summary>
    public bool IsPacked => _packing is not null;

    /// <summary>Its first bytes.</summary>
    public ReadOnlySpan<byte> Print => _print;

    public override DateTimeOffset? LastWrite { get; }

    public override long BytesRead => _counted?.Count ?? Length;

    /// <summary>Reads at an offset; 0 at the end of what stood in it when it was opened.</summary>
    public int Read(long offset, Span<byte> buffer)
    {
        var wanted = (int)Math.Min(buffer.Length, Length - offset);
        if (wanted <= 0)
        {
            return 0;
        }

        var read = RandomAccess.Read(_handle, buffer[..wanted], offset);
        if (read == 0 && TryFollowCopy(offset))
        {
            read = RandomAccess.Read(_handle, buffer[..wanted], offset);
        }

        return read;
    }

    /// <summary>Opens a part of the file.</summary>
    public Stream Open(long from, long to) => new Window(this, from, to);

    /// <inheritdoc/>
    public override Stream Open()
    {
        Stream raw = new Window(this, 0, Length);
        if (_packing is null)
        {
            return raw;
        }

        _counted = new CountingStream(raw);
        return Packing.Unpack(_packing, _counted);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _left.ForEach(handle => handle.Dispose());
        _handle.Dispose();
        base.Dispose();
    }

    private static SafeFileHandle Open(string path) => RegularFile.OpenHandle(path);

    // copytruncate: the file beside this one that begins with the same bytes and is long enough is its copy.
    private bool TryFollowCopy(long offset)
    {
        lock (_gate)
        {
            if (RandomAccess.GetLength(_handle) > offset)
            {
                return true;
            }

            var folder = Path.GetDirectoryName(Path.GetFullPath(Name))!;
            foreach (var sibling in Directory.EnumerateFiles(folder, Path.GetFileNameWithoutExtension(Name) + "*").Order(StringComparer.Ordinal))
            {
                if (TryOpenCopy(sibling, offset) is { } copy)
                {
                    // Another worker may be reading from it.
                    _left.Add(_handle);
                    _handle = copy;
                    return true;
                }
            }

            return false;
        }
    }

    private SafeFileHandle? TryOpenCopy(string path, long offset)
    {
        SafeFileHandle? handle = null;
        try
        {
            handle = Open(path);
            var print = new byte[_print.Length];
            if (RandomAccess.GetLength(handle) > offset && RandomAccess.Read(handle, print, 0) == print.Length && print.AsSpan().SequenceEqual(_print))
            {
                return handle;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A sibling that cannot be read is no copy for us.
        }

        handle?.Dispose();
        return null;
    }

    /// <summary>A part of the file as a stream of its own position.</summary>
    private sealed class Window(FileInput file, long from, long to) : ReadOnlyStream
    {
        private long _position;

        public override long Length => to - from;

        public override long Position { get => _position; set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer)
        {
            var read = file.Read(from + _position, buffer[..(int)Math.Min(buffer.Length, to - from - _position)]);
            _position += read;
            return read;
        }
    }
}
