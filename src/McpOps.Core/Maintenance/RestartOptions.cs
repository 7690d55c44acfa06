using McpOps.Servers;

namespace McpOps.Maintenance;

/// <summary>Which server is brought back on its feet, and how.</summary>
public sealed record RestartOptions
{
    /// <summary>The server.</summary>
    public required McpServer Server { get; init; }

    /// <summary>All servers of the inventory: nothing below the destination of their backups is touched.</summary>
    public IReadOnlyList<McpServer> Inventory { get; init; } = [];

    /// <summary>True to restart one that is healthy, or was given up. What a restart cannot cure is not restarted all the same.</summary>
    public bool Force { get; init; }

    /// <summary>True to end, in place of a restart, the processes of a stdio server whose client is gone: nobody speaks to them any more.</summary>
    public bool Orphans { get; init; }

    /// <summary>How long after its start it must still work; what the inventory says when null, else 30 seconds.</summary>
    public TimeSpan? Settle { get; init; }

    /// <summary>How long it may take to stop, and to start and answer; what the inventory says when null, else 60 seconds.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Where history is kept; what the inventory says when null. Evidence and the count of restarts lie there.</summary>
    public string? History { get; init; }

    /// <summary>True when no person asked for it: what its service manager restarts by itself is left to it, and it counts toward the limit.</summary>
    internal bool Automatic { get; init; }

    /// <summary>True to say what would be done, and do nothing.</summary>
    public bool DryRun { get; init; }
}
