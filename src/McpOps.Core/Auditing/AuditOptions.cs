using McpOps.Servers;

namespace McpOps.Auditing;

/// <summary>What an audit looks at, and what it is held against.</summary>
public sealed record AuditOptions
{
    /// <summary>The areas; all of <see cref="AuditRules.Areas"/> when empty.</summary>
    public IReadOnlyList<string> Areas { get; init; } = [];

    /// <summary>The servers.</summary>
    public IReadOnlyList<McpServer> Servers { get; init; } = [];

    /// <summary>All servers of the inventory, whichever are audited: their ports and names are declared.</summary>
    public IReadOnlyList<McpServer> Inventory { get; init; } = [];

    /// <summary>The inventory file; null when there is none.</summary>
    public string? InventoryPath { get; init; }

    /// <summary>The lock file of accepted tools; <c>mcpops.lock.json</c> beside the inventory, or in the working folder, when null.</summary>
    public string? LockPath { get; init; }

    /// <summary>The file of suppressions; <c>mcpops-audit.json</c> beside the inventory, or in the working folder, when null.</summary>
    public string? SuppressionPath { get; init; }

    /// <summary>A file of an earlier run's findings (JSON): what stands in it is <c>Known</c>. None when null.</summary>
    public string? BaselinePath { get; init; }

    /// <summary>A folder or a file with a dump of OSV advisories; null for none.</summary>
    public string? OsvPath { get; init; }

    /// <summary>True to run the ecosystems' own auditors too (<c>npm audit</c>, <c>pip-audit</c>, <c>dotnet list package --vulnerable</c>): they tell their registries what is installed.</summary>
    public bool Online { get; init; }

    /// <summary>The time that each of those auditors may take. A minute by default.</summary>
    public TimeSpan AuditorTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Folders whose dependencies are read, beside the servers' own.</summary>
    public IReadOnlyList<string> ProjectPaths { get; init; } = [];

    /// <summary>True to make the requests that cost the server something, such as a body of 8 MiB.</summary>
    public bool Intrusive { get; init; }

    /// <summary>True to start stdio servers that were merely found in a client's configuration.</summary>
    public bool Launch { get; init; }

    /// <summary>The time that one server may take. 10 seconds by default.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How far back logins and file changes are looked at. A day by default.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Logs of sshd; the system's usual ones when empty.</summary>
    public IReadOnlyList<string> LoginLogs { get; init; } = [];

    /// <summary>True to remember what was found, beside the history of the watch, for the health check <c>audit</c>.</summary>
    public bool Remember { get; init; }

    /// <summary>Runs the programs of the host; a test gives its own.</summary>
    internal Platform.CommandRunner Commands { get; init; } = new();

    /// <summary>The root of the host's files; <c>/</c> unless a test plays a host.</summary>
    internal string HostRoot { get; init; } = "/";

    /// <summary>Where clients' configurations are looked for; this process's paths when null.</summary>
    internal ServerPaths? Paths { get; init; }

    /// <summary>A file beside the inventory, or in the working folder.</summary>
    internal string Beside(string name) => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(InventoryPath ?? "mcpops.json"))!, name);
}
