using System.Management.Automation;
using McpOps.Backups;
using McpOps.Backups.Stores;

namespace McpOps.Commands;

/// <summary>Lists the backups in a store, the newest first.</summary>
[Cmdlet(VerbsCommon.Get, "McpBackup", HelpUri = "https://github.com/mcpops/mcpops/blob/main/docs/help/Get-McpBackup.md")]
[OutputType(typeof(McpBackup))]
public sealed class GetMcpBackupCommand : BackupCmdlet
{
    /// <summary>Only the backups of this server.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [ArgumentCompleter(typeof(ServerNameCompleter))]
    public string? Server { get; set; }

    /// <summary>Only the newest one of each server.</summary>
    [Parameter]
    public SwitchParameter Latest { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (NamesNoServer(Server))
        {
            return;
        }

        var location = StoreLocation;
        Run(async pipe =>
        {
            IReadOnlyList<IBackupStore> stores = location is not null ? [BackupStores.OpenExisting(location)]
                : [.. (await FindStoresAsync(Server, null, new ServerInput(pipe.Context, this, ConfigPath, discover: false), pipe.CancellationToken)).Select(BackupStores.Open)];
            var backups = new List<McpBackup>();
            foreach (var store in stores)
            {
                backups.AddRange(await new BackupCatalog(pipe.Context, store) { LegacyOwner = location is null ? Server : null }.ListAsync(Server, pipe.CancellationToken));
            }

            backups = [.. backups.OrderByDescending(backup => backup.CreatedAt)];
            foreach (var backup in Latest ? BackupCatalog.Newest(backups) : backups)
            {
                pipe.Write(backup);
            }
        });
    }
}
