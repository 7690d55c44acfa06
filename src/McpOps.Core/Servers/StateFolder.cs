namespace McpOps.Servers;

/// <summary>Where a host's own records lie: the history of samples, of runs, of audits.</summary>
internal static class StateFolder
{
    // What is not there is answered so, and without an exception: most probes meet no history, and the first exception of a process has the runtime load and compile what a short run needs for nothing else.
    private const FileAttributes Missing = (FileAttributes)(-1);

    /// <summary>What the caller names, else the inventory, else <c>$MCPOPS_HISTORY</c>, else the user's folder of state; that one too where the history is a database.</summary>
    /// <param name="named">A folder or an address; null for none.</param>
    /// <param name="plan">The inventory's.</param>
    /// <param name="paths">What <c>~</c> means.</param>
    public static string Of(string? named, McpHistoryPlan plan, ServerPaths paths)
    {
        var place = Place(named, plan, paths);
        return paths.Whole(place.Contains("://", StringComparison.Ordinal) ? Default(paths) : place, paths.WorkingDirectory);
    }

    /// <summary>Where history is kept: a folder or an address. What the caller names, else the inventory, else <c>$MCPOPS_HISTORY</c>, else the user's folder of state.</summary>
    /// <exception cref="McpOpsException"><c>EnvironmentMissing</c>: a variable that names it is not set, or empty.</exception>
    public static string Place(string? named, McpHistoryPlan plan, ServerPaths paths)
    {
        var meant = named ?? plan.Store ?? (paths.Variable("MCPOPS_HISTORY") is { Length: > 0 } variable ? variable : Default(paths));
        return ConnectionResolver.Text(meant, new McpServer { Name = "history" }, paths.Variable) is { Length: > 0 } place ? place
            : throw new McpOpsException(ConnectionResolver.MissingId, McpErrorCategory.InvalidArgument, $"Where history is kept is empty: '{meant}'. Set it, or name a folder: \"history\" in the inventory, or --history (-History) of the commands that have it.", meant);
    }

    /// <summary>Whether there is a folder of state to read: none yet is an empty history, and one that cannot be read is not.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="McpOpsException"><c>HistoryNotReadable</c>: it is a file, or this account may not look into it.</exception>
    public static bool Exists(string folder)
    {
        try
        {
            var attributes = new DirectoryInfo(folder).Attributes;
            if (attributes is Missing)
            {
                return Path.GetDirectoryName(folder) is { } parent && File.Exists(parent) ? throw NoFolder(parent) : false;
            }

            if (!attributes.HasFlag(FileAttributes.Directory))
            {
                throw NoFolder(folder);
            }

            // Of a folder that may not be entered every file seems not to be there: to ask for one fails.
            _ = new FileInfo(Path.Combine(folder, "lock")).Attributes;
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new McpOpsException("HistoryNotReadable", exception is UnauthorizedAccessException ? McpErrorCategory.PermissionDenied : McpErrorCategory.ReadError,
                $"The history in '{folder}' cannot be read: {exception.Message.TrimEnd('.')}. Give this account the right to read it, or name another place: \"history\" in the inventory, or --history (-History) of the commands that have it.", folder, exception);
        }
    }

    private static McpOpsException NoFolder(string path) => new("HistoryNotReadable", McpErrorCategory.ReadError,
        $"The history is looked for in '{path}', which is a file and no folder. Name a folder: \"history\" in the inventory, or --history (-History) of the commands that have it.", path);

    /// <summary>The user's folder of state.</summary>
    public static string Default(ServerPaths paths) => paths.Platform switch
    {
        "windows" => Path.Combine(paths.Folder("LOCALAPPDATA") ?? Path.Combine(paths.Home, "AppData", "Local"), "mcpops", "history"),
        "macos" => Path.Combine(paths.Home, "Library", "Application Support", "mcpops", "history"),
        _ => Path.Combine(paths.Folder("XDG_STATE_HOME") ?? Path.Combine(paths.Home, ".local", "state"), "mcpops"),
    };
}
