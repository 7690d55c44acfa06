using System.Management.Automation;
using McpOps.Backups;
using McpOps.Backups.Retention;
using McpOps.Backups.Stores;
using McpOps.Servers;

namespace McpOps.Commands;

/// <summary>Removes backups by their ids, or those that no retention rule keeps.</summary>
[Cmdlet(VerbsCommon.Remove, "McpBackup", DefaultParameterSetName = ById, SupportsShouldProcess = true, HelpUri = "https://github.com/mcpops/mcpops/blob/main/docs/help/Remove-McpBackup.md")]
[OutputType(typeof(McpBackup))]
public sealed class RemoveMcpBackupCommand : BackupCmdlet
{
    private const string ById = "Id";
    private const string ByRule = "Rule";

    /// <summary>Ids of backups.</summary>
    [Parameter(ParameterSetName = ById, Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(BackupIdCompleter))]
    public string[] Id { get; set; } = [];

    /// <summary>Only the backups of this server; of all, each by itself, when omitted.</summary>
    [Parameter(ParameterSetName = ByRule, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [ArgumentCompleter(typeof(ServerNameCompleter))]
    public string? Server { get; set; }

    /// <summary>Keeps the newest so many.</summary>
    [Parameter(ParameterSetName = ByRule)]
    [ValidateRange(1, int.MaxValue)]
    public int? KeepLast { get; set; }

    /// <summary>Keeps the last one of each of so many days.</summary>
    [Parameter(ParameterSetName = ByRule)]
    [ValidateRange(1, int.MaxValue)]
    public int? KeepDaily { get; set; }

    /// <summary>Keeps the last one of each of so many weeks (ISO 8601).</summary>
    [Parameter(ParameterSetName = ByRule)]
    [ValidateRange(1, int.MaxValue)]
    public int? KeepWeekly { get; set; }

    /// <summary>Keeps the last one of each of so many months.</summary>
    [Parameter(ParameterSetName = ByRule)]
    [ValidateRange(1, int.MaxValue)]
    public int? KeepMonthly { get; set; }

    /// <summary>Keeps the last one of each of so many years.</summary>
    [Parameter(ParameterSetName = ByRule)]
    [ValidateRange(1, int.MaxValue)]
    public int? KeepYearly { get; set; }

    /// <summary>Keeps what is not older than this against the newest backup.</summary>
    [Parameter(ParameterSetName = ByRule)]
    [Age]
    [ArgumentCompleter(typeof(RetentionAgeCompleter))]
    public TimeSpan? KeepWithin { get; set; }

    /// <summary>Removes also the newest verified backup when it is named, and by rules also after a backup that failed.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Writes the backups that were removed.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var location = StoreLocation;
        if (ParameterSetName == ByRule)
        {
            RemoveByRule(location);
            return;
        }

        foreach (var id in Id.Where(id => ShouldProcess($"{id} in {location}", "Remove the backup")))
        {
            Run(async pipe =>
            {
                var store = await OpenStoreAsync(ServerOf(id), location, new ServerInput(pipe.Context, this, ConfigPath, discover: false), pipe.CancellationToken);
                Show(pipe, await new BackupPruner(pipe.Context, store).RemoveAsync(id, Force, pipe.CancellationToken));
            });
        }
    }

    private void RemoveByRule(string? location)
    {
        var rules = new McpRetention { KeepLast = KeepLast, KeepDaily = KeepDaily, KeepWeekly = KeepWeekly, KeepMonthly = KeepMonthly, KeepYearly = KeepYearly, KeepWithin = KeepWithin };
        var goes = new List<McpBackup>();
        IBackupStore? store = null;
        Run(async pipe =>
        {
            var input = new ServerInput(pipe.Context, this, ConfigPath, discover: false);
            store = await OpenStoreAsync(Server, location, input, pipe.CancellationToken);
            if (rules == new McpRetention() && Server is not null)
            {
                rules = (await FindServerAsync(Server, input, pipe.CancellationToken))?.Backup?.Retention ?? rules;
            }

            goes.AddRange((await new BackupPruner(pipe.Context, store).PlanAsync(Server, rules, pipe.CancellationToken)).Where(backup => backup.Keep.Length == 0));
        });
        var servers = goes.GroupBy(backup => backup.Server).Where(group => group.Count(backup => ShouldProcess($"{backup.Id} in {location}", "Remove the backup, which no rule keeps")) == group.Count()).Select(group => group.Key).ToList();
        Run(async pipe =>
        {
            foreach (var server in servers)
            {
                foreach (var backup in await new BackupPruner(pipe.Context, store!).PruneAsync(server, rules, Force, pipe.CancellationToken))
                {
                    Show(pipe, backup);
                }
            }
        });
    }

    private void Show(Pipe pipe, McpBackup backup)
    {
        if (PassThru)
        {
            pipe.Write(backup);
        }
    }
}
