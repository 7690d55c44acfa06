using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>Opens the history that is meant.</summary>
internal static class HistoryStores
{
    /// <summary>For how long samples are kept where nobody says.</summary>
    public static readonly TimeSpan DefaultKeep = TimeSpan.FromDays(400);

    /// <summary>For how long roll-ups are kept where nobody says: five years.</summary>
    public static readonly TimeSpan DefaultKeepRollups = TimeSpan.FromDays(1827);

    /// <summary>Opens a store: what the caller names, else the inventory, else <c>$MCPOPS_HISTORY</c>, else the user's folder of state.</summary>
    /// <param name="named">A folder or an address; null for none.</param>
    /// <param name="plan">The inventory's.</param>
    /// <param name="paths">What <c>~</c> means.</param>
    public static IHistoryStore Open(string? named, McpHistoryPlan plan, ServerPaths paths)
    {
        var place = StateFolder.Place(named, plan, paths);
        return place.StartsWith("postgres", StringComparison.OrdinalIgnoreCase) && place.Contains("://", StringComparison.Ordinal)
            ? Fleet(place)
            : new JsonLinesStore(paths.Whole(place, paths.WorkingDirectory));
    }

    // In a method of its own: the driver is loaded only where there is such a store.
    private static PostgresStore Fleet(string address) => new(address);
}
