using System.Collections;
using System.Management.Automation;
using McpOps.Servers;

namespace McpOps.Commands;

/// <summary>Turns what a user gives for a server into servers: names, addresses, servers, and records that name one, deserialised ones too.</summary>
internal sealed class ServerInput
{
    private readonly ServerCatalog _catalog;
    private readonly ServerQuery _query;
    private ServerSet? _set;
    private ServerSet? _discovered;

    /// <summary>Takes the folder in which the session stands; call it on any thread after the cmdlet began.</summary>
    public ServerInput(EngineContext context, PSCmdlet cmdlet, string? configPath, bool discover)
    {
        var folder = cmdlet.SessionState.Path.CurrentFileSystemLocation.ProviderPath;
        _catalog = new ServerCatalog(context, ServerPaths.FromProcess(folder));
        _query = new ServerQuery { ConfigPath = string.IsNullOrWhiteSpace(configPath) ? configPath : cmdlet.GetUnresolvedProviderPathFromPSPath(configPath), Discover = discover };
    }

    /// <summary>How to begin, where there is no inventory, or nothing was found; null otherwise.</summary>
    public string? Hint => _set?.Hint;

    /// <summary>Whether an inventory was looked for, and there is none.</summary>
    public bool LacksInventory => !_query.Discover && _set is { InventoryPath: null };

    /// <summary>The servers that are meant, each once. One that is not found is handed to <paramref name="onError"/> and the others go on.</summary>
    public async Task<IReadOnlyList<McpServer>> ServersAsync(IEnumerable<object> input, bool all, Action<McpOpsException> onError, CancellationToken cancellationToken)
    {
        if (all)
        {
            return (await LoadAsync(cancellationToken)).Servers;
        }

        var servers = new List<McpServer>();
        foreach (var item in input)
        {
            try
            {
                servers.AddRange(await OfAsync(item, cancellationToken));
            }
            catch (McpOpsException exception) when (exception.ErrorId is "ServerNotFound" or "ServerNotUnderstood" or "InvalidUrl")
            {
                onError(exception);
            }
        }

        return [.. servers.Distinct()];
    }

    /// <summary>A hashtable as texts.</summary>
    public static IReadOnlyDictionary<string, string>? TextMap(IDictionary? map) =>
        map?.Cast<DictionaryEntry>().ToDictionary(entry => entry.Key.ToString()!, entry => entry.Value?.ToString() ?? "", StringComparer.Ordinal);

    private async Task<IReadOnlyList<McpServer>> OfAsync(object item, CancellationToken cancellationToken)
    {
        var record = item as PSObject;
        return (record?.BaseObject ?? item) switch
        {
            McpServer server => [server],
            Uri uri => [McpServer.FromUrl(uri)],
            string text when text.Contains("://", StringComparison.Ordinal) => [McpServer.FromUrl(text)],
            string name => (await LoadAsync(cancellationToken)).Select(name),
            _ => await OfRecordAsync(record, cancellationToken),
        };
    }

    // A server that went through a job or another host has lost how to reach it, on purpose: it may hold secrets. It is found again by its name.
    private async Task<IReadOnlyList<McpServer>> OfRecordAsync(PSObject? record, CancellationToken cancellationToken)
    {
        var isServer = record?.TypeNames.Any(type => type.EndsWith(typeof(McpServer).FullName!, StringComparison.Ordinal)) ?? false;
        var name = Text(record, isServer ? nameof(McpServer.Name) : "Server") ?? Text(record, "Name");
        if (name is null)
        {
            throw new McpOpsException("ServerNotUnderstood", McpErrorCategory.InvalidArgument,
                "What came through the pipeline is no server and names none. Give a name, an address, or what Get-McpServer writes.", record?.ToString());
        }

        if (isServer && Text(record, nameof(McpServer.Origin)) is ServerOrigin.AdHoc
            && Uri.TryCreate(Text(record, nameof(McpServer.Target)), UriKind.Absolute, out var address) && !address.OriginalString.Contains(Redaction.Mask, StringComparison.Ordinal))
        {
            return [McpServer.FromUrl(address, name: name, sse: Text(record, nameof(McpServer.Transport)) is McpTransport.Sse)];
        }

        var isDiscovered = isServer && Text(record, nameof(McpServer.Origin)) is ServerOrigin.Discovered;
        return (isDiscovered ? await DiscoverAsync(cancellationToken) : await LoadAsync(cancellationToken)).Select(name);
    }

    private async Task<ServerSet> LoadAsync(CancellationToken cancellationToken) => _set ??= await _catalog.LoadAsync(_query, cancellationToken);

    private async Task<ServerSet> DiscoverAsync(CancellationToken cancellationToken) =>
        _discovered ??= await _catalog.LoadAsync(_query with { Discover = true }, cancellationToken);

    private static string? Text(PSObject? record, string property) => record?.Properties[property]?.Value?.ToString() is { Length: > 0 } text ? text : null;
}
