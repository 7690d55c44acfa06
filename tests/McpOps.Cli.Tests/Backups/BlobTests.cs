namespace McpOps.Cli.Tests.Backups;

/// <summary>Backups in a container of Azure Blob Storage, as Azurite is one.</summary>
public sealed class BlobTests(BlobServer blobs) : ObjectStoreTests(blobs), IClassFixture<BlobServer>
{
    [Fact]
    public async Task Each_store_of_an_account_and_container_is_one_for_itself()
    {
        await BackUpAsync(0);
        var other = await RunAsync("backup", "list", "--store", Location[..^1], "--output", "json");
        Assert.True(other.ExitCode == 0, other.Error);
        Assert.Equal("[]", other.Output.Trim());
    }

    [Theory]
    [InlineData("az://devstoreaccount1/no-such-container/x", "BucketNotFound")]
    [InlineData("az://another/bucket", "StoreUnreachable")]
    [InlineData("az://devstoreaccount1", "UnknownStore")]
    public async Task What_is_not_there_is_named(string location, string error) =>
        Assert.Contains($"error {error}", (await RunAsync("backup", "list", "--store", location)).Error, StringComparison.Ordinal);

    [Theory]
    [InlineData("AccountKey=Zm9yZ2Vk", "AccessDenied")]
    [InlineData("nonsense", "StoreUnreachable")]
    public async Task A_connection_string_that_does_not_fit_is_a_clear_error_without_its_key(string connection, string error)
    {
        var full = connection.Contains('=', StringComparison.Ordinal) ? $"DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;{connection};BlobEndpoint={Server.Url}/devstoreaccount1;" : connection;
        var listed = await Command.RunAsync("env", [$"AZURE_STORAGE_CONNECTION_STRING={full}", "AZURE_STORAGE_MAX_ATTEMPTS=1", Command.McpOps, "backup", "list", "--store", Location], TestContext.Current.CancellationToken);
        Assert.Contains($"error {error}", listed.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Zm9yZ2Vk", listed.Error, StringComparison.Ordinal);
    }
}
