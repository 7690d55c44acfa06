using System.Net;
using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;

namespace McpOps.Backups.Stores;

/// <summary>Backups in a bucket of any S3-compatible service: <c>s3://BUCKET/PREFIX</c>.</summary>
/// <remarks>
/// Credentials, region and endpoint come from the environment and the files that every S3 tool reads
/// (<c>AWS_ACCESS_KEY_ID</c>, <c>AWS_ENDPOINT_URL_S3</c>, <c>~/.aws</c> …).
/// </remarks>
internal sealed class S3Store(Uri uri, string location) : ObjectStore(location, uri.AbsolutePath.Trim('/'))
{
    private const long LargestCopy = 5L << 30;
    private readonly AmazonS3Client _client = S3Client.Create();

    public string Bucket { get; } = uri.Host;

    public IAmazonS3 Client => _client;

    public override string UrlOf(string key) => $"s3://{Bucket}/{key}";

    public override Task WriteKeyAsync(string key, byte[] content, CancellationToken cancellationToken) => S3Client.Guarded(Location, () =>
        _client.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = key, InputStream = new MemoryStream(content), UseChunkEncoding = false }, cancellationToken));

    public override Task DeleteKeyAsync(string key, CancellationToken cancellationToken) => S3Client.Guarded(Location, () => _client.DeleteObjectAsync(Bucket, key, cancellationToken));

    public override IObjectUpload Upload(string key, CancellationToken cancellationToken) => new S3Upload(this, key, cancellationToken);

    public override async Task<bool> TryCopyAsync(string from, string to, long bytes, CancellationToken cancellationToken)
    {
        if (bytes > LargestCopy)
        {
            return false;
        }

        await S3Client.Guarded(Location, () => _client.CopyObjectAsync(
            new CopyObjectRequest { SourceBucket = Bucket, SourceKey = from, DestinationBucket = Bucket, DestinationKey = to }, cancellationToken));
        return true;
    }

    protected override async Task<Stream> OpenKeyAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return new S3ReadStream(this, key, await S3Client.Guarded(Location, () => _client.GetObjectAsync(Bucket, key, cancellationToken)));
        }
        catch (McpOpsException exception) when (exception.InnerException is AmazonS3Exception { StatusCode: HttpStatusCode.NotFound })
        {
            throw Missing(key, exception);
        }
    }

    protected override async IAsyncEnumerable<(string Key, long Bytes)> ObjectsAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = Bucket, Prefix = prefix };
        ListObjectsV2Response page;
        do
        {
            page = await S3Client.Guarded(Location, () => _client.ListObjectsV2Async(request, cancellationToken));
            foreach (var item in page.S3Objects ?? [])
            {
                yield return (item.Key, item.Size ?? 0);
            }

            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true);
    }
}
