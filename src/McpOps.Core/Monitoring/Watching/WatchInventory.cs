using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>The inventory of a watch, read again when its file, or the lock file beside it, changes. One that is broken by an edit does not end the watch: the old one stays, and that is said once.</summary>
internal sealed class WatchInventory(EngineContext context, ServerPaths paths, WatchOptions options)
{
    private string? _path;

    private (DateTime, long, DateTime, long) _seen;

    private IReadOnlyDictionary<string, LockedServer>? _accepted;

    private bool _broken;

    /// <summary>The file that was read.</summary>
    public string? FilePath => _path;

    /// <summary>Reads it.</summary>
    /// <exception cref="McpOpsException">NoInventory, or what is wrong with it.</exception>
    public Task<WatchPlan> ReadAsync(CancellationToken cancellationToken) => ReadAsync(strict: false, cancellationToken);

    private async Task<WatchPlan> ReadAsync(bool strict, CancellationToken cancellationToken)
    {
        var query = new ServerQuery { Names = options.Names, ConfigPath = options.ConfigPath, Strict = strict };
        var set = await new ServerCatalog(context, paths).FindAsync(query, cancellationToken);
        _path = set.InventoryPath ?? throw new McpOpsException("NoInventory", McpErrorCategory.ObjectNotFound,
            "There is no inventory (mcpops.json) to watch. Write a first one with 'mcpops init' (New-McpInventory).");
        _seen = Seen();
        await ReadAcceptedAsync(cancellationToken);
        IReadOnlyList<McpServer> servers = strict ? set.Servers : [.. set.Servers.Select(server => MetricNames.Sound(server, problem => context.Warn("InventoryPartInvalid", problem.Message + InventoryScope.LeftOut, problem.Target)))];
        return servers.Count > 0 ? WatchPlan.Of(set.Fleet, servers, options.Every) with { Accepted = _accepted, Texts = options.Texts }
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
            // What was right before the edit counts more than what is left of it.
            var plan = await ReadAsync(strict: true, cancellationToken);
            if (_broken)
            {
                _broken = false;
                context.Warn("InventoryReloaded", "The inventory can be used again, and the watch goes on with it.", _path);
            }

            return plan;
        }
        catch (McpOpsException exception)
        {
            _seen = Seen();
            _broken = true;
            context.Warn("InventoryNotReloaded", $"The inventory has changed and cannot be used; the watch goes on with the one before. {exception.Message}", _path);
            return null;
        }
    }

    // One that an edit broke is no reason to take what servers offer now for what they should offer.
    private async Task ReadAcceptedAsync(CancellationToken cancellationToken)
    {
        try
        {
            _accepted = (await ToolLock.ReadAsync(ToolLock.Beside(_path!), cancellationToken)).Servers;
        }
        catch (McpOpsException exception)
        {
            context.Warn(exception.ErrorId, $"{exception.Message} {(_accepted is null ? "What servers offer is not compared until then." : "The watch goes on with what was accepted before.")}", ToolLock.Beside(_path!));
        }
    }

    private (DateTime, long, DateTime, long) Seen()
    {
        var (inventory, accepted) = (Of(_path!), Of(ToolLock.Beside(_path!)));
        return (inventory.Written, inventory.Length, accepted.Written, accepted.Length);

        static (DateTime Written, long Length) Of(string path) => new FileInfo(path) is { Exists: true } file ? (file.LastWriteTimeUtc, file.Length) : default;
    }
}
