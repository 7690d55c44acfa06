using McpOps.Files;
using Microsoft.Win32.SafeHandles;

namespace McpOps.Backups.Stores;

/// <summary>A new file, for its owner only, that the disk begins to write while more is still being compressed.</summary>
/// <remarks>Left alone, the kernel would keep hundreds of megabytes in memory, and the sync at the end would wait for all of them.</remarks>
internal sealed class WriteBehindStream : WriteOnlyStream
{
    private const long Stretch = 8 << 20;
    private readonly FileStream _file;
    private long _started;

    /// <summary>Takes a new file, which is closed with this.</summary>
    public WriteBehindStream(SafeFileHandle file) => _file = new FileStream(file, FileAccess.Write, bufferSize: 0);

    public override long Length => _file.Length;

    public override long Position { get => _file.Position; set => throw new NotSupportedException(); }

    public override void Flush() => _file.Flush();

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _file.Write(buffer);
        StartWriting();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await _file.WriteAsync(buffer, cancellationToken);
        StartWriting();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file.Dispose();
        }

        base.Dispose(disposing);
    }

    private void StartWriting()
    {
        if (_file.Position - _started >= Stretch)
        {
            Syscalls.StartWriting(_file.SafeFileHandle, _started, _file.Position - _started);
            _started = _file.Position;
        }
    }
}
