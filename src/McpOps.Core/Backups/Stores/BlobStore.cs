using System.Net;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace McpOps.Backups.Stores;

/// <summary>Backups in a container of Azure Blob Storage: <c>az://ACCOUNT/CONTAINER/PREFIX</c>.</summary>
/// <remarks>
/// Who may: <c>AZURE_STORAGE_CONNECTION_STRING</c>, else the identity that runs here, such as the managed identity of an Automation account or a virtual machine.
/// </remarks>
internal sealed class BlobStore(Uri uri, string location) : ObjectStore(location, Prefix(uri))
{
    private const long LargestCopy = 256L << 20;

    /// <summary>The service compares what arrives with a hash of what was sent.</summary>
    public static readonly UploadTransferValidationOptions Checked = new() { ChecksumAlgorithm = StorageChecksumAlgorithm.MD5 };

    public BlobContainerClient Container { get; } = BlobClients.Create(uri.Host, ContainerName(uri, location), location);

    public override string UrlOf(string key) => $"az://{uri.Host}/{Container.Name}/{key}";

    public override Task WriteKeyAsync(string key, byte[] content, CancellationToken cancellationToken) => BlobClients.Guarded(Location, () =>
        Container.GetBlobClient(key).UploadAsync(new MemoryStream(content), new BlobUploadOptions { TransferValidation = Checked }, cancellationToken));

    public override Task DeleteKeyAsync(string key, CancellationToken cancellationToken) => BlobClients.Guarded(Location, () =>
        Container.GetBlobClient(key).DeleteIfExistsAsync(DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancellationToken));

    public override IObjectUpload Upload(string key, CancellationToken cancellationToken) => new BlobUpload(this, key, cancellationToken);

    // A copy that the service makes by itself may take its time; what was not copied at once is sent again.
    public override async Task<bool> TryCopyAsync(string from, string to, long bytes, CancellationToken cancellationToken)
    {
        if (bytes > LargestCopy)
        {
            return false;
        }

        var copy = await BlobClients.Guarded(Location, () => Container.GetBlobClient(to).StartCopyFromUriAsync(Container.GetBlobClient(from).Uri, cancellationToken: cancellationToken));
        var state = await BlobClients.Guarded(Location, async () => await copy.WaitForCompletionAsync(TimeSpan.FromMilliseconds(200), cancellationToken));
        return state.Value == bytes;
    }

    protected override async Task<Stream> OpenKeyAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            var blob = await BlobClients.Guarded(Location, () => Container.GetBlobClient(key).DownloadStreamingAsync(cancellationToken: cancellationToken));
            return new BlobReadStream(this, key, blob.Value.Content, blob.Value.Details.ContentLength);
        }
        catch (McpOpsException exception) when (exception.ErrorId != "BucketNotFound" && exception.InnerException is RequestFailedException { Status: (int)HttpStatusCode.NotFound })
        {
            throw Missing(key, exception);
        }
    }

    protected override async IAsyncEnumerable<(string Key, long Bytes)> ObjectsAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Page by page, each asked for anew where it fails: an enumeration that has failed once would say that it is at its end.
        string? next = null;
        do
        {
            var page = await BlobClients.Guarded(Location, () => PageAsync(prefix, next, cancellationToken));
            foreach (var item in page.Values)
            {
                yield return (item.Name, item.Properties.ContentLength ?? 0);
            }

            next = page.ContinuationToken;
        }
        while (!string.IsNullOrEmpty(next));
    }

    private async Task<Page<BlobItem>> PageAsync(string prefix, string? next, CancellationToken cancellationToken)
    {
        await using var pages = Container.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, cancellationToken).AsPages(next).GetAsyncEnumerator(cancellationToken);
        return await pages.MoveNextAsync() ? pages.Current : throw new IOException("a page of the list is missing.");
    }

    private static string ContainerName(Uri uri, string location) => uri.AbsolutePath.Trim('/').Split('/')[0] is { Length: > 0 } name && uri.Host.Length > 0 ? name
        : throw new McpOpsException("UnknownStore", McpErrorCategory.InvalidArgument, $"'{location}' names no container. Write az://account/container, or az://account/container/prefix.", location);

    private static string Prefix(Uri uri) => uri.AbsolutePath.Trim('/').Split('/', 2) is [_, var prefix] ? prefix : "";
}
