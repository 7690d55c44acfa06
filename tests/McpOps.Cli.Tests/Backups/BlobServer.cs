using Azure.Storage.Blobs;

namespace McpOps.Cli.Tests.Backups;

/// <summary>Azurite, which speaks as Azure Blob Storage does, with a container.</summary>
public sealed class BlobServer : ObjectServer
{
    // Azurite's account, the same everywhere and meant to be known.
    private const string Account = "devstoreaccount1";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    protected override string Script => "azurite/dist/src/blob/main.js";

    public override string NewStore() => $"az://{Account}/bucket/{Guid.NewGuid():N}";

    public override IEnumerable<string> Environment() => [$"AZURE_STORAGE_CONNECTION_STRING={ConnectionTo(Url)}", "AZURE_STORAGE_MAX_ATTEMPTS=2"];

    public static string ConnectionTo(string url) => $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};BlobEndpoint={url}/{Account};";

    protected override IEnumerable<string> Arguments(int port) =>
        ["--blobHost", "127.0.0.1", "--blobPort", $"{port}", "--location", Folder, "--silent", "--skipApiVersionCheck", "--disableTelemetry"];

    protected override Task PrepareAsync() => new BlobServiceClient(ConnectionTo(DirectUrl)).CreateBlobContainerAsync("bucket");

    protected override string CodeOf(Fault fault) =>
        fault switch { Fault.BadDigest => "Md5Mismatch", Fault.BadHash => "Crc64Mismatch", Fault.NotImplemented => "NotImplemented", _ => "InternalError" };
}
