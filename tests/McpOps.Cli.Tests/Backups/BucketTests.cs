namespace McpOps.Cli.Tests.Backups;

/// <summary>Backups in a bucket of a real S3 server.</summary>
public sealed class BucketTests(BucketServer bucket) : ObjectStoreTests(bucket), IClassFixture<BucketServer>
{
    [Fact]
    public async Task A_server_that_knows_neither_newer_checksums_nor_chunks_is_enough()
    {
        await File.WriteAllBytesAsync(Path.Combine(Tree, "large"), System.Security.Cryptography.RandomNumberGenerator.GetBytes(20 << 20), TestContext.Current.CancellationToken);
        Server.Spoil = request => request.Headers.Any(header => header.Key.StartsWith("x-amz-checksum", StringComparison.OrdinalIgnoreCase) || header.Key.StartsWith("x-amz-sdk-checksum", StringComparison.OrdinalIgnoreCase)
            || header.Key.Equals("x-amz-trailer", StringComparison.OrdinalIgnoreCase) || header.Value.ToString().Contains("aws-chunked", StringComparison.Ordinal) || header.Value.ToString().StartsWith("STREAMING-", StringComparison.Ordinal))
            ? Fault.NotImplemented : Fault.None;
        await BackUpAsync(0);
        Assert.Equal(0, (await RunAsync("backup", "verify", "latest", "--store", Location, "--deep")).ExitCode);
    }
}
