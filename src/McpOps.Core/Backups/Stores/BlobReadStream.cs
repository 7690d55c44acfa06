namespace McpOps.Backups.Stores;

/// <summary>A blob that is read. The client asks again for the rest of one that is cut off; in the end that is an error, never a shorter file.</summary>
internal sealed class BlobReadStream(BlobStore store, string key, Stream content, long length) : Stream
{
    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position { get => _read; set => Seek(value, SeekOrigin.Begin); }

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => await BlobClients.Guarded(store.Location, async () =>
    {
        var read = await content.ReadAsync(buffer, cancellationToken);
        _read += read;
        return read > 0 || buffer.Length == 0 || _read >= length ? read : throw new IOException($"'{key}' was cut off after {_read} of {length} bytes.");
    });

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Only forwards, by reading over.</summary>
    public override long Seek(long offset, SeekOrigin origin)
    {
        if (origin is not SeekOrigin.Begin || offset < _read)
        {
            throw new NotSupportedException();
        }

        var buffer = new byte[64 * 1024];
        while (_read < offset && Read(buffer, 0, (int)Math.Min(buffer.Length, offset - _read)) > 0)
        {
        }

        return _read;
    }

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            content.Dispose();
        }

        base.Dispose(disposing);
    }
}
