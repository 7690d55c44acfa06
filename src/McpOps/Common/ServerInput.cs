using System.Collections;
using System.Management.Automation;
using McpOps.Servers;

namespace McpOps.Commands;

/// <summary>Turns what a user gives for a server into servers: names, addresses, servers, and records that name one, deserialised ones too.</summary>
internal sealed class ServerInput
{
    private readonly EngineContext _context;
    private readonly ServerCatalog _catalog;
    private readonly ServerQuery _query;
    private readonly IReadOnlyDictionary<string, string>? _headers;
    private readonly Dictionary<string, ServerSet> _others = new(StringComparer.Ordinal);
    private ServerSet? _set;
    private ServerSet? _discovered;

    /// <summary>Takes the folder in which the session stands; call it on any thread after the cmdlet began.</summary>
    public ServerInput(EngineContext context, PSCmdlet cmdlet, string? configPath, bool discover, IDictionary? headers = null)
    {
        _context = context;
        _headers = TextMap(headers);
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

        return [.. (await EachAsync(input, onError, cancellationToken)).Select(one => one.Server).Distinct()];
    }

    /// <summary>A hashtable as texts.</summary>
    public static IReadOnlyDictionary<string, string>? TextMap(IDictionary? map) =>
        map?.Cast<DictionaryEntry>().ToDictionary(entry => entry.Key.ToString()!, entry => entry.Value?.ToString() ?? "", StringComparer.Ordinal);

    /// <summary>The servers that each item means, with the item. One that is not found is handed to <paramref name="onError"/> and the others go on.</summary>
    public async Task<IReadOnlyList<(object Item, McpServer Server)>> EachAsync(IEnumerable<object> input, Action<McpOpsException> onError, CancellationToken cancellationToken)
    {
        var servers = new List<(object, McpServer)>();
        foreach (var item in input)
        {
            try
            {
                servers.AddRange((await OfAsync(item, cancellationToken)).Select(server => (item, server)));
            }
            catch (McpOpsException exception) when (exception.ErrorId is "ServerNotFound" or "ServerNotUnderstood" or "ServerNotReachedByRecord" or "InvalidUrl")
            {
                onError(exception);
            }
        }

        return servers;
    }

    private async Task<IReadOnlyList<McpServer>> OfAsync(object item, CancellationToken cancellationToken) =>
        ServerRecordReader.Live(item) is { } live ? [live] : (item is PSObject wrapped ? wrapped.BaseObject : item) switch
        {
            Uri uri => [McpServer.FromUrl(uri, _headers)],
            string text when text.Contains("://", StringComparison.Ordinal) => [McpServer.FromUrl(text, _headers)],
            string name => (await LoadAsync(cancellationToken)).Select(name),
            _ => [await OfRecordAsync(item as PSObject ?? PSObject.AsPSObject(item), cancellationToken)],
        };

    // What went through a job, another host or a file has lost how to reach the server, on purpose: it may hold secrets. It is found again by its name.
    private async Task<McpServer> OfRecordAsync(PSObject record, CancellationToken cancellationToken)
    {
        var reference = ServerRecordReader.Read(record);
        if (reference.IsEmpty)
        {
            throw new McpOpsException("ServerNotUnderstood", McpErrorCategory.InvalidArgument,
                "What came through the pipeline is no server and names none: it has neither Name, Server nor Uri. Give a name, an address, or what Get-McpServer writes.", record.ToString());
        }

        if (reference.Direct(_headers) is { } direct)
        {
            return direct;
        }

        var set = reference.Origin is ServerOrigin.Discovered ? await DiscoverAsync(cancellationToken) : await LoadAsync(cancellationToken, reference.InventoryPath);
        var found = set.Servers.FirstOrDefault(server => string.Equals(server.Name, reference.Name, StringComparison.OrdinalIgnoreCase));
        return reference.Choose(found, _headers, moved => _context.Warn("ServerMoved", $"The record has '{moved.Name}' at {reference.Target}; it is now at {moved.Target}, which counts.", moved.Name))
            ?? throw set.NotFound(reference.Name!);
    }

    // A record that tells its inventory is looked up there, unless the user names another one.
    private async Task<ServerSet> LoadAsync(CancellationToken cancellationToken, string? inventory = null) =>
        inventory is null || _query.ConfigPath is not null || _query.Discover ? _set ??= await _catalog.LoadAsync(_query, cancellationToken)
            : _others.TryGetValue(inventory, out var known) ? known
            : _others[inventory] = await _catalog.LoadAsync(_query with { ConfigPath = inventory }, cancellationToken);

    private async Task<ServerSet> DiscoverAsync(CancellationToken cancellationToken) =>
        _discovered ??= await _catalog.LoadAsync(_query with { Discover = true }, cancellationToken);
}
