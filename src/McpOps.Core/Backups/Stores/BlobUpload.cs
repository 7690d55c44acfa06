using System.Globalization;
using System.Text;
using Azure.Storage.Blobs.Specialized;

namespace McpOps.Backups.Stores;

/// <summary>A blob that is sent as blocks. Blocks that are not put together are cleared by the service after a week.</summary>
internal sealed class BlobUpload(BlobStore store, string key, CancellationToken cancellationToken) : IObjectUpload
{
    // A blob has 50,000 blocks: growing ones reach 3 TB.
    private const int FirstPiece = 16 << 20;
    private readonly BlockBlobClient _blob = store.Container.GetBlockBlobClient(key);
    private readonly List<string> _blocks = [];

    public int PieceLength(int sent) => sent < 1000 ? FirstPiece : FirstPiece * 4;

    public async Task SendAsync(int number, MemoryStream piece)
    {
        // All ids of a blob have the same length.
        var id = Convert.ToBase64String(Encoding.ASCII.GetBytes(number.ToString("D8", CultureInfo.InvariantCulture)));
        await BlobClients.Guarded(store.Location, () => _blob.StageBlockAsync(
            id, new MemoryStream(piece.GetBuffer(), 0, (int)piece.Length), new() { TransferValidation = BlobStore.Checked }, cancellationToken));
        _blocks.Add(id);
    }

    public Task EndAsync() => BlobClients.Guarded(store.Location, () => _blob.CommitBlockListAsync(_blocks, cancellationToken: cancellationToken));

    public Task AbortAsync() => Task.CompletedTask;
}
