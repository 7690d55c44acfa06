using System.Text.Json;

namespace McpOps.Cli.Tests;

/// <summary>A folder with an inventory that is watched, its history and what was told.</summary>
public abstract class WatchedFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpops-watch-");

    private protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    private protected string Folder => _folder.FullName;

    private protected string Inventory => Path.Combine(Folder, "mcpops.json");

    private protected string Alerts => Path.Combine(Folder, "alerts.jsonl");

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    // Each run is a look of its own, however fast they follow.
    private protected async Task<string> OnceAsync()
    {
        var (code, _, error) = await Cli.RunAsync("watch", "--once", "--config-path", Inventory);
        Assert.True(code == 0, error);
        return error;
    }

    private protected void Write(string servers, string watch = "\"failures\": 3", string alerts = "\"suppressFor\": \"15m\", \"groupWait\": \"0s\"") => File.WriteAllText(Inventory,
        $$"""{ "history": { "store": "history" }, "channels": { "log": { "kind": "file", "path": "alerts.jsonl" } }, "alerts": { {{alerts}} }, "watch": { {{watch}} }, "servers": { {{servers}} } }""");

    // How busy this machine is while tests run is not what they are about.
    private protected List<JsonElement> Sent() => !File.Exists(Alerts) ? [] : [.. File.ReadAllLines(Alerts).Select(line => JsonDocument.Parse(line).RootElement).Where(sent => sent.GetProperty("rule").GetString() != "host")];
}
