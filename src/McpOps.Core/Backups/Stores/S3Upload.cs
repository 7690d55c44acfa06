using Amazon.S3.Model;

namespace McpOps.Backups.Stores;

/// <summary>An object that is sent to S3 as a multipart upload.</summary>
internal sealed class S3Upload(S3Store store, string key, CancellationToken cancellationToken) : IObjectUpload
{
    // S3 takes 10,000 pieces: growing ones reach 5 TB, the most that an object can hold.
    private const int FirstPiece = 16 << 20;
    private readonly List<PartETag> _parts = [];
    private string? _upload;

    public int PieceLength(int sent) => sent < 1000 ? FirstPiece : FirstPiece * 4;

    public async Task SendAsync(int number, MemoryStream piece)
    {
        _upload ??= (await S3Client.Guarded(store.Location, () => store.Client.InitiateMultipartUploadAsync(store.Bucket, key, cancellationToken))).UploadId;
        var response = await S3Client.Guarded(store.Location, () => store.Client.UploadPartAsync(
            new UploadPartRequest { BucketName = store.Bucket, Key = key, UploadId = _upload, PartNumber = number, InputStream = new MemoryStream(piece.GetBuffer(), 0, (int)piece.Length), PartSize = piece.Length, UseChunkEncoding = false }, cancellationToken));
        _parts.Add(new PartETag(number, response.ETag));
    }

    public Task EndAsync() => S3Client.Guarded(store.Location, () => store.Client.CompleteMultipartUploadAsync(
        new CompleteMultipartUploadRequest { BucketName = store.Bucket, Key = key, UploadId = _upload, PartETags = _parts }, cancellationToken));

    public async Task AbortAsync()
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
}
