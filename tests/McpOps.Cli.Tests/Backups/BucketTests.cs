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

    // The lock in a bucket outlives its process: what is to be done is not said two minutes later.
    [Fact]
    public async Task A_restore_that_was_killed_is_named_at_once_and_its_lock_is_in_nobodys_way()
    {
        var inventory = Tree + ".json";
        await File.WriteAllTextAsync(inventory, $$"""
            { "servers": { "app": { "transport": "none", "backup": { "destination": "{{Location}}", "sets": { "tree": { "paths": ["{{Tree}}"] } }, "afterRestore": [["sh", "-c", "[ -e {{Tree}}.kill ] && rm {{Tree}}.kill && kill -9 $PPID; true"]] } } } }
            """, TestContext.Current.CancellationToken);
        var saved = await RunAsync("backup", "app", "--config-path", inventory);
        Assert.True(saved.ExitCode == 0, saved.Error);
        await File.WriteAllTextAsync(Tree + ".kill", "", TestContext.Current.CancellationToken);
        var killed = await RunAsync("restore", "latest", "--server", "app", "--config-path", inventory);
        Assert.False(File.Exists(Tree + ".kill"), killed.Error);
        Assert.NotEqual(0, killed.ExitCode);

        var next = await RunAsync("restore", "latest", "--server", "app", "--config-path", inventory);
        Assert.StartsWith("error RestoreUnfinished: ", next.Error, StringComparison.Ordinal);
        var undone = await RunAsync("restore", "--undo", "--config-path", inventory);
        Assert.True(undone.ExitCode == 0, undone.Error);
        var again = await RunAsync("backup", "app", "--config-path", inventory);
        Assert.True(again.ExitCode == 0, again.Error);
    }
}
