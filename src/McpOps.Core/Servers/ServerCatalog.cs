namespace McpOps.Servers;

/// <summary>Which servers do I operate? The inventory where there is one, else what the configurations of MCP clients hold.</summary>
/// <param name="context">Where warnings go.</param>
/// <param name="paths">Where to look; this process's paths when null.</param>
public sealed class ServerCatalog(EngineContext context, ServerPaths? paths = null)
{
    private readonly ServerPaths _paths = paths ?? ServerPaths.FromProcess();

    /// <summary>Finds the servers that are meant.</summary>
    /// <param name="query">Which.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="McpOpsException">ServerNotFound, or what is wrong with the inventory.</exception>
    public async Task<ServerSet> FindAsync(ServerQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var all = await LoadAsync(query, cancellationToken);
        return query.Names.Count == 0 ? all : all with { Servers = [.. query.Names.SelectMany(all.Select).Distinct()] };
    }

    /// <summary>All servers of the inventory, or all that are discovered; names are not looked at.</summary>
    /// <param name="query">Where to look.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<ServerSet> LoadAsync(ServerQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var path = query.Discover ? null : InventoryLocation.Find(_paths, query.ConfigPath);
        return path is not null
            ? new ServerSet(await new InventoryReader(context, _paths).ReadAsync(path, cancellationToken), path)
            : new ServerSet(await new ClientDiscovery(context, _paths).FindAsync(cancellationToken), null);
    }
}
