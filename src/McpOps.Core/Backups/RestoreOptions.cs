using McpOps.Servers;

namespace McpOps.Backups;

/// <summary>What is restored, and where to.</summary>
public sealed record RestoreOptions
{
    /// <summary>The store.</summary>
    public required string Store { get; init; }

    /// <summary>The backup's id, its time where that is unique, or <c>latest</c>.</summary>
    public string Id { get; init; } = "latest";

    /// <summary>The newest backup that is not younger than this; <see cref="Id"/> is then not looked at.</summary>
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>The server whose backups are meant; needed for <c>latest</c> where a store holds several.</summary>
    public string? ServerName { get; init; }

    /// <summary>The server as the inventory has it: its service is stopped and started, its databases are found, its health decides.</summary>
    public McpServer? Server { get; init; }

    /// <summary>A folder to restore to; where the files came from when null.</summary>
    public string? Destination { get; init; }

    /// <summary>Only these sets and databases; all when empty.</summary>
    public IReadOnlyList<string> Sets { get; init; } = [];

    /// <summary>Only files that these patterns match; all when empty.</summary>
    public IReadOnlyList<string> Include { get; init; } = [];

    /// <summary>True to replace a destination that is not empty, to let pass set-id bits of archives that McpOps did not make, and to restore to where the files came from although the inventory has them elsewhere.</summary>
    public bool Force { get; init; }

    /// <summary>False to leave out the snapshot of what is replaced.</summary>
    public bool Snapshot { get; init; } = true;

    /// <summary>How long the server has to become as healthy as it was. 60 s by default.</summary>
    public TimeSpan HealthTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the service may take to stop, and to start. 60 s by default.</summary>
    public TimeSpan ServiceTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long to wait while another works on the backups of the server; not at all by default.</summary>
    public TimeSpan LockWait { get; init; }

    /// <summary>The file of the private key that opens parts encrypted by <c>age</c>.</summary>
    public string? Identity { get; init; }

    /// <summary>Where journals are kept; <c>$XDG_STATE_HOME/mcpops/restores</c> when null.</summary>
    public string? StateFolder { get; init; }
}
