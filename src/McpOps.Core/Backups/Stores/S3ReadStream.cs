using Amazon.Runtime;
using Amazon.S3.Model;

namespace McpOps.Backups.Stores;

/// <summary>An object that is read. One that is cut off is asked for again from there; in the end it is an error, never a shorter file.</summary>
internal sealed class S3ReadStream(S3Store store, string key, GetObjectResponse first) : Stream
{
    private const int MostCuts = 4;
    private readonly long _length = first.ContentLength;
    private GetObjectResponse _response = first;
    private long _read;
    private int _cuts;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => _length;

    public override long Position { get => _read; set => Seek(value, SeekOrigin.Begin); }

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        await S3Client.Guarded(store.Location, async () =>
        {
            while (true)
            {
                try
                {
                    return Counted(await _response.ResponseStream.ReadAsync(buffer, cancellationToken), buffer.Length);
                }
                catch (AmazonClientException exception)
                {
                    // The client compares what arrives with the hash that the bucket keeps of it.
                    throw new McpOpsException("BackupDamaged", McpErrorCategory.InvalidData,
                        $"'{key}' in '{store.Location}' is damaged: {Sentences.Ended(exception.Message)} Another backup may be whole: see 'mcpops backup list' (Get-McpBackup), 'mcpops backup verify' (Test-McpBackup).", key, exception);
                }
                catch (IOException) when (_cuts++ < MostCuts)
                {
                    await GoOnAsync(cancellationToken);
                }
            }
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
            _response.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Counted(int read, int wanted)
    {
        _read += read;
        return read > 0 || wanted == 0 || _read >= _length ? read : throw new IOException($"'{key}' was cut off after {_read} of {_length} bytes.");
    }

    private async Task GoOnAsync(CancellationToken cancellationToken)
    {
        var rest = await store.Client.GetObjectAsync(
            new GetObjectRequest { BucketName = store.Bucket, Key = key, ByteRange = new ByteRange(_read, _length - 1), EtagToMatch = _response.ETag }, cancellationToken);
        if (rest.HttpStatusCode is not System.Net.HttpStatusCode.PartialContent)
        {
            rest.Dispose();
            throw new HttpRequestException($"'{key}' was cut off after {_read} of {_length} bytes, and the service does not send the rest alone.");
        }

        _response.Dispose();
        _response = rest;
    }
}
