using Amazon.S3.Model;

namespace McpOps.Backups.Stores;

/// <summary>An object that is read; one that is cut off is an error, never a shorter file.</summary>
internal sealed class S3ReadStream(GetObjectResponse response, string path) : Stream
{
    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => response.ContentLength;

    public override long Position { get => _read; set => Seek(value, SeekOrigin.Begin); }

    public override int Read(byte[] buffer, int offset, int count) => Counted(response.ResponseStream.Read(buffer, offset, count), count);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Counted(await response.ResponseStream.ReadAsync(buffer, cancellationToken), buffer.Length);

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
            response.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Counted(int read, int wanted)
    {
        _read += read;
        return read > 0 || wanted == 0 || _read >= response.ContentLength ? read : throw new IOException($"'{path}' was cut off after {_read} of {response.ContentLength} bytes.");
    }
}
