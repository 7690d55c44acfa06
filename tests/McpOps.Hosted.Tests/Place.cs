namespace McpOps.Hosted.Tests;

/// <summary>The tests of this project have the process to themselves, one after the other: what one is measured by, another would disturb.</summary>
[CollectionDefinition(nameof(Place))]
public sealed class PlaceCollection : ICollectionFixture<Place>;

/// <summary>A server on loopback and a folder for what the tests write.</summary>
public sealed class Place : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpops-hosted-");
    private ServedServer? _server;

    /// <summary>Where the server answers.</summary>
    public string Url => _server?.Url.ToString() ?? throw new InvalidOperationException("The server has not been started.");

    public async ValueTask InitializeAsync() => _server = await ServedServer.StartAsync(TestContext.Current.CancellationToken);

    /// <summary>A folder of its own for a test.</summary>
    public string NewFolder() => _folder.CreateSubdirectory(Path.GetRandomFileName()).FullName;

    /// <summary>A folder with an inventory that names the server so many times.</summary>
    public string Fleet(string name, int count)
    {
        var folder = NewFolder();
        var servers = Enumerable.Range(1, count).Select(number => $$"""  "{{name}}-{{number}}": { "url": "{{Url}}" }""");
        File.WriteAllText(Path.Combine(folder, "mcpops.json"), $$"""{ "servers": { {{string.Join(",\n", servers)}} } }""");
        return folder;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }
}
