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

    [Fact]
    public async Task One_that_is_damaged_in_the_bucket_is_said_to_be_damaged_and_not_out_of_reach()
    {
        await BackUpAsync(0);
        bucket.Damage(Location, "files.tar.gz");
        var verified = await RunAsync("backup", "verify", "latest", "--store", Location);
        Assert.Contains("Damaged", verified.Output, StringComparison.Ordinal);
        var restored = await RunAsync("restore", "latest", "--store", Location, "--to", Tree + ".new");
        Assert.Equal(1, restored.ExitCode);
        Assert.StartsWith("error BackupDamaged: ", restored.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Tree + ".new"));
    }
}
