using Amazon.S3.Model;

namespace McpOps.Backups.Stores;

/// <summary>Writes an object of any length in pieces that are sent while more is made; a piece that fails is sent again.</summary>
internal sealed class S3WriteStream(S3Store store, string key, CancellationToken cancellationToken) : WriteOnlyStream
{
    // S3 takes 10,000 pieces: growing ones reach 5 TB, the most that an object can hold.
    private const int FirstPiece = 16 << 20;
    private readonly List<PartETag> _parts = [];
    private readonly MemoryStream _piece = new();
    private string? _upload;
    private long _length;
    private bool _ended;
    private bool _failed;

    public override long Length => _length;

    public override long Position { get => _length; set => throw new NotSupportedException(); }

    private int PieceLength => _parts.Count < 1000 ? FirstPiece : FirstPiece * 4;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _piece.Write(buffer);
        _length += buffer.Length;
        if (_piece.Length >= PieceLength)
        {
            SendAsync().GetAwaiter().GetResult();
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _piece.Write(buffer.Span);
        _length += buffer.Length;
        if (_piece.Length >= PieceLength)
        {
            await SendAsync();
        }
    }

    /// <summary>Ends the object. Without it, disposing would have to say whether what was written is all.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_ended)
        {
            _ended = true;
            EndAsync().GetAwaiter().GetResult();
            _piece.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task EndAsync()
    {
        if (_upload is null && !_failed)
        {
            await store.WriteKeyAsync(key, _piece.ToArray(), cancellationToken);
            return;
        }

        if (_failed || cancellationToken.IsCancellationRequested)
        {
            await AbortAsync();
            return;
        }

        if (_piece.Length > 0)
        {
            await SendAsync();
        }

        await S3Client.Guarded(store.Location, () => store.Client.CompleteMultipartUploadAsync(
            new CompleteMultipartUploadRequest { BucketName = store.Bucket, Key = key, UploadId = _upload, PartETags = _parts }, cancellationToken));
    }

    // What failed is told by whoever failed: that clearing up fails as well says nothing more.
    private async Task AbortAsync()
    {
        if (_upload is null)
        {
            return;
        }

        try
        {
            await S3Client.Guarded(store.Location, () => store.Client.AbortMultipartUploadAsync(store.Bucket, key, _upload, CancellationToken.None));
        }
        catch (McpOpsException)
        {
            // The service clears uploads that were begun and not ended, when its bucket is set up so.
        }
    }

    private async Task SendAsync()
    {
        _failed = true;
        _upload ??= (await S3Client.Guarded(store.Location, () => store.Client.InitiateMultipartUploadAsync(store.Bucket, key, cancellationToken))).UploadId;
        var number = _parts.Count + 1;
        var response = await S3Client.Guarded(store.Location, () => store.Client.UploadPartAsync(
            new UploadPartRequest { BucketName = store.Bucket, Key = key, UploadId = _upload, PartNumber = number, InputStream = new MemoryStream(_piece.GetBuffer(), 0, (int)_piece.Length), PartSize = _piece.Length, UseChunkEncoding = false }, cancellationToken));
        _parts.Add(new PartETag(number, response.ETag));

        _piece.SetLength(0);
        _failed = false;
    }
}
