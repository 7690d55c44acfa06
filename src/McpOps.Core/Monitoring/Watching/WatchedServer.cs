using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>A server with what holds for its watch, whatever of it the inventory says at the top.</summary>
internal sealed record WatchedServer(McpServer Server, TimeSpan Every, int Failures, int Successes)
{
    public string Name => Server.Name;

    /// <summary>The longest time over which one of its rules looks back.</summary>
    public TimeSpan Window { get; } = Server.Rules.Max(rule => rule.Window) ?? TimeSpan.Zero;

    public static WatchedServer Of(McpServer server, McpWatchPlan plan)
    {
        MetricNames.Check(server);
        return new WatchedServer(server, server.Every ?? plan.Every, plan.Failures, plan.Successes);
    }
}

/// <summary>What is watched, and who is told: an inventory as the watch sees it.</summary>
internal sealed record WatchPlan(McpFleet Fleet, IReadOnlyList<WatchedServer> Servers)
{
    private Dictionary<string, WatchedServer>? _byName;

    /// <summary>What was accepted of the servers, by name; null when it cannot be read.</summary>
    public IReadOnlyDictionary<string, LockedServer>? Accepted { get; init; } = new OrdinalMap<LockedServer>();

    /// <summary>Who reads what changed in what servers say; null where nobody does.</summary>
    public IToolTexts? Texts { get; init; }

    /// <summary>The host, where others with inventories of their own share its history; null where none does.</summary>
    public string? Host { get; init; }

    /// <summary>The servers that the inventory has, and switches off.</summary>
    public IReadOnlySet<string> Disabled { get; private init; } = new HashSet<string>();

    public static WatchPlan Of(McpFleet fleet, IEnumerable<McpServer> servers, TimeSpan? every = null)
    {
        var watch = every is { } own ? fleet.Watch with { Every = own } : fleet.Watch;
        var all = servers.ToList();
        return new WatchPlan(fleet with { Watch = watch }, [.. all.Where(server => server.Enabled).Select(server => WatchedServer.Of(every is null ? server : server with { Every = every }, watch))])
        {
            Disabled = all.Where(server => !server.Enabled).Select(server => server.Name).ToHashSet(StringComparer.OrdinalIgnoreCase),
        };
    }

    public WatchedServer? Find(string name) => (_byName ??= Servers.ToDictionary(server => server.Name, StringComparer.OrdinalIgnoreCase)).GetValueOrDefault(name);
}
