using Microsoft.Extensions.Logging;

namespace McpOps.Servers;

/// <summary>Which servers do I operate? The inventory where there is one, else what the configurations of MCP clients hold.</summary>
/// <param name="context">Where warnings go.</param>
/// <param name="paths">Where to look; this process's paths when null.</param>
public sealed class ServerCatalog(EngineContext context, ServerPaths? paths = null)
{
    private readonly ServerPaths _paths = paths ?? ServerPaths.FromProcess();

    /// <summary>The names of the profiles that ship with McpOps, and of the parts of those that describe several services.</summary>
    public static IReadOnlyList<string> Profiles => ProfileStore.Choices;

    /// <summary>Finds the servers that are meant.</summary>
    /// <param name="query">Which.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="McpOpsException">ServerNotFound, or what is wrong with the inventory.</exception>
    public async Task<ServerSet> FindAsync(ServerQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var all = await LoadAsync(query, cancellationToken);
        all = all with { Servers = ServerSet.WithTag(all.Servers, query.Tags) };
        if (query.Names.Count == 0)
        {
            return all;
        }

        var meant = all with { Servers = [.. query.Names.SelectMany(all.Select).Distinct()] };
        var unfit = query.Names.Where(name => all.Select(name).Count == 0).Select(name => $"'{name}'").ToList();
        return unfit.Count == 0 ? meant : meant with { Hint = $"No server fits {string.Join(", ", unfit)}. 'mcpops servers' (Get-McpServer) lists them." };
    }

    /// <summary>All servers of the inventory, or all that are discovered; names are not looked at.</summary>
    /// <param name="query">Where to look.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<ServerSet> LoadAsync(ServerQuery query, CancellationToken cancellationToken)
    {
        await Task.Yield();
        ArgumentNullException.ThrowIfNull(query);
        var path = query.Discover ? null : InventoryLocation.Find(_paths, query.ConfigPath);
        var reader = new InventoryReader(context, _paths) { Strict = query.Strict };
        var set = path is not null
            ? new ServerSet(reader.Read(path, cancellationToken), path) { Fleet = reader.Fleet }
            : new ServerSet(new ClientDiscovery(context, _paths).Find(cancellationToken), null);
        context.Logger.LogInformation("{Count} servers of {Place}", set.Servers.Count, set.InventoryPath ?? "the configurations of MCP clients");
        return set with { Hint = Hint(set, query.Discover) };
    }

    /// <summary>The inventory that counts; null where there is none.</summary>
    /// <param name="configPath">The one that was named; looked for in its usual places when null.</param>
    public string? InventoryPath(string? configPath) => InventoryLocation.Find(_paths, configPath);

    private static string? Hint(ServerSet set, bool discover) => (set.InventoryPath, discover, set.Servers.Count) switch
    {
        ({ } path, _, 0) => $"'{path}' names no server yet. Write one below \"servers\", or name a server by its address.",
        (null, true, 0) => "No MCP client on this machine names a server.",
        (null, false, 0) => "There is no inventory (mcpops.json), and no MCP client on this machine names a server. Write a first inventory with 'mcpops init' (New-McpInventory), or name a server by its address.",
        (null, false, var count) => $"There is no inventory (mcpops.json): {(count == 1 ? "this server comes" : $"these {count} servers come")} from the configurations of MCP clients. Write a first inventory with 'mcpops init' (New-McpInventory).",
        _ => null,
    };
}
