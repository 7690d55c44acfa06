using System.Management.Automation;
using McpOps.Maintenance;
using McpOps.Servers;

namespace McpOps.Commands;

/// <summary>Looks after servers' databases as the inventory says: PostgreSQL vacuumed by need and rows removed by retention, SQLite optimized and checkpointed.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "McpDatabaseMaintenance", SupportsShouldProcess = true, HelpUri = "https://github.com/mcpops/mcpops/blob/main/docs/help/Invoke-McpDatabaseMaintenance.md")]
[OutputType(typeof(McpDatabaseWork))]
public sealed class InvokeMcpDatabaseMaintenanceCommand : MaintenanceCmdlet
{
    /// <summary>Only these databases, by their names in the inventory; all when omitted.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DatabaseNameCompleter))]
    public string[] Database { get; set; } = [];

    /// <summary>Only the vacuum, only the indexes, or only the retention; all that the inventory says when omitted.</summary>
    [Parameter]
    [ValidateSet("vacuum", "reindex", "retain")]
    public string? Action { get; set; }

    /// <inheritdoc/>
    private protected override async Task WorkAsync(Pipe pipe, Subjects subjects)
    {
        var approved = await pipe.ShouldProcessAsync($"databases of {subjects.Text}", "Look after");
        var options = new DatabaseOptions { Servers = subjects.Servers, Databases = Database, Action = Action, DryRun = !approved };
        await pipe.WriteAllAsync(new DatabaseMaintenance(pipe.Context).RunAsync(options, pipe.CancellationToken), MaintenanceFault.Of);
    }
}

/// <summary>Completes the databases that the inventory has rules for.</summary>
public sealed class DatabaseNameCompleter : ServerPartCompleter
{
    private protected override IEnumerable<string> Parts(McpServer server) => server.Maintain.Select(rule => rule.Database);
}
