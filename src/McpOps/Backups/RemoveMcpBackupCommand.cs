using System.Management.Automation;
using McpOps.Backups;
using McpOps.Backups.Retention;
using McpOps.Backups.Stores;
using McpOps.Servers;

namespace McpOps.Commands;

/// <summary>Removes backups by their ids, or those that no retention rule keeps.</summary>
[Cmdlet(VerbsCommon.Remove, "McpBackup", DefaultParameterSetName = ById, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, HelpUri = "https://github.com/mcpops/mcpops/blob/main/docs/help/Remove-McpBackup.md")]
[OutputType(typeof(McpBackup))]
public sealed class RemoveMcpBackupCommand : BackupCmdlet
{
    private const string ById = "Id";
    private const string ByRule = "Rule";

    /// <summary>Ids of backups. Without one, and without a rule, the retention of the inventory decides.</summary>
    [Parameter(ParameterSetName = ById, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(BackupIdCompleter))]
    public string[] Id { get; set; } = [];

    /// <summary>Only the backups of this server; of all, each by itself, when omitted.</summary>
    /// <remarks>Not from the pipeline: a backup that comes through it means itself, and never a rule over its server's others.</remarks>
    [Parameter(ParameterSetName = ByRule)]
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

    /// <summary>Also tarballs, dumps and folders that scripts left in the store, by the same rules.</summary>
    [Parameter(ParameterSetName = ByRule)]
    public SwitchParameter Legacy { get; set; }

    /// <summary>Does not ask; removes also the newest verified backup when it is named, and by rules also after a backup that failed.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>How long to wait while another works on the backups of the same server, in seconds. From 0 to 86400; not at all when omitted.</summary>
    [Parameter]
    [ValidateRange(0.0, 86400.0)]
    [Seconds]
    public double LockWait { get; set; }

    /// <summary>Writes the backups that were removed.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var location = StoreLocation;
        // A record of the pipeline that names no backup is never taken for leave to remove by rule.
        if (ParameterSetName == ByRule || (Id.Length == 0 && !MyInvocation.ExpectingInput))
        {
            RemoveByRule(location);
            return;
        }

        foreach (var id in Id.Where(id => IsSettled(Force) || ShouldProcess(location is null ? id : $"{id} in {location}", "Remove the backup")))
        {
            Run(async pipe =>
            {
                var store = await OpenStoreAsync(ServerOf(id), location, new ServerInput(pipe.Context, this, ConfigPath, discover: false), pipe.CancellationToken);
                Show(pipe, await Pruner(pipe, store).RemoveAsync(id, Force, pipe.CancellationToken));
            });
        }
    }

    private void RemoveByRule(string? location)
    {
        var rules = new McpRetention { KeepLast = KeepLast, KeepDaily = KeepDaily, KeepWeekly = KeepWeekly, KeepMonthly = KeepMonthly, KeepYearly = KeepYearly, KeepWithin = KeepWithin };
        var plans = new List<(IBackupStore Store, string? Owner, RetentionChoice Choice, McpBackup Backup)>();
        Run(async pipe =>
        {
            var input = new ServerInput(pipe.Context, this, ConfigPath, discover: false);
            var inventory = rules == new McpRetention() || Legacy ? await input.ServersAsync([], all: true, _ => { }, pipe.CancellationToken) : [];
            var choice = new RetentionChoice(rules, [.. inventory]);
            foreach (var store in (await FindStoresAsync(Server, location, input, pipe.CancellationToken)).Select(BackupStores.Open))
            {
                var owner = OwnerOf(inventory, store);
                plans.AddRange((await Pruner(pipe, store, owner).PlanToRemoveAsync(Server, choice, pipe.CancellationToken)).Select(backup => (store, owner, choice, backup)));
            }
        });
        var approved = plans.GroupBy(plan => (plan.Store, plan.Owner, plan.Choice, plan.Backup.Server))
            .Where(group => IsSettled(Force) || group.Count(plan => ShouldProcess($"{plan.Backup.Id} in {plan.Store.Location}", "Remove the backup, which no rule keeps")) == group.Count())
            .Select(group => group.Key).ToList();
        Run(async pipe =>
        {
            foreach (var (store, owner, choice, server) in approved)
            {
                foreach (var backup in await Pruner(pipe, store, owner).PruneAsync(server, choice, Force, pipe.CancellationToken))
                {
                    Show(pipe, backup);
                }
            }
        });
    }

    private string? OwnerOf(IReadOnlyList<McpServer> inventory, IBackupStore store) => !Legacy ? null : Server ?? LegacyOwner.Of(inventory, store.Location)?.Name ?? "legacy";

    private BackupPruner Pruner(Pipe pipe, IBackupStore store, string? owner = null) => new(pipe.Context, store) { LockWait = TimeSpan.FromSeconds(LockWait), LegacyOwner = owner };

    private void Show(Pipe pipe, McpBackup backup)
    {
        if (PassThru)
        {
            pipe.Write(backup);
        }
    }
}
