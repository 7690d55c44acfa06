using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>The inventory of a watch, read again when its file changes. One that is broken by an edit does not end the watch: the old one stays, and that is said once.</summary>
internal sealed class WatchInventory(EngineContext context, ServerPaths paths, WatchOptions options)
{
    private string? _path;

    private (DateTime Written, long Length) _seen;

    /// <summary>The file that was read.</summary>
    public string? FilePath => _path;

    /// <summary>Reads it.</summary>
    /// <exception cref="McpOpsException">NoInventory, or what is wrong with it.</exception>
    public async Task<WatchPlan> ReadAsync(CancellationToken cancellationToken)
    {
        var query = new ServerQuery { Names = options.Names, ConfigPath = options.ConfigPath };
        var set = await new ServerCatalog(context, paths).FindAsync(query, cancellationToken);
        _path = set.InventoryPath ?? throw new McpOpsException("NoInventory", McpErrorCategory.ObjectNotFound,
            "There is no inventory (mcpops.json) to watch. Write a first one with 'mcpops init' (New-McpInventory).");
        _seen = Seen();
        return set.Servers.Count > 0 ? WatchPlan.Of(set.Fleet, set.Servers, options.Every)
            : throw new McpOpsException("NoServers", McpErrorCategory.ObjectNotFound, set.Hint ?? $"'{_path}' names no server to watch.", _path);
    }

    /// <summary>The inventory, if it has changed since and can be read; else null.</summary>
    public async Task<WatchPlan?> ReadChangedAsync(CancellationToken cancellationToken)
    {
        if (Seen() == _seen)
        {
            return null;
        }

        try
        {
            return await ReadAsync(cancellationToken);
        }
        catch (McpOpsException exception)
        {
            _seen = Seen();
            context.Warn("InventoryNotReloaded", $"The inventory has changed and cannot be used; the watch goes on with the one before. {exception.Message}", _path);
            return null;
        }
    }

    private (DateTime Written, long Length) Seen()
    {
        var file = new FileInfo(_path!);
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
    }
}
