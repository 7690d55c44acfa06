namespace McpOps.Servers;

/// <summary>Where a host's own records lie: the history of samples, of runs, of audits.</summary>
internal static class StateFolder
{
    /// <summary>What the caller names, else the inventory, else <c>$MCPOPS_HISTORY</c>, else the user's folder of state; that one too where the history is a database.</summary>
    /// <param name="named">A folder or an address; null for none.</param>
    /// <param name="plan">The inventory's.</param>
    /// <param name="paths">What <c>~</c> means.</param>
    public static string Of(string? named, McpHistoryPlan plan, ServerPaths paths)
    {
        var place = ConnectionResolver.Text(named ?? plan.Store ?? paths.Variable("MCPOPS_HISTORY") ?? Default(paths), new McpServer { Name = "history" }, paths.Variable);
        return paths.Whole(place.Contains("://", StringComparison.Ordinal) ? Default(paths) : place, paths.WorkingDirectory);
    }

    /// <summary>The user's folder of state.</summary>
    public static string Default(ServerPaths paths) => paths.Platform switch
    {
        "windows" => Path.Combine(paths.Folder("LOCALAPPDATA") ?? Path.Combine(paths.Home, "AppData", "Local"), "mcpops", "history"),
        "macos" => Path.Combine(paths.Home, "Library", "Application Support", "mcpops", "history"),
        _ => Path.Combine(paths.Folder("XDG_STATE_HOME") ?? Path.Combine(paths.Home, ".local", "state"), "mcpops"),
    };
}
