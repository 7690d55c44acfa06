using System.Management.Automation;
using McpOps.Backups;
using McpOps.Backups.Restores;
using McpOps.Backups.Retention;
using McpOps.Servers;

namespace McpOps.Commands;

/// <summary>Restores a backup: made ready beside its target, swapped in by renames, taken back when the server does not become healthy.</summary>
[Cmdlet(VerbsData.Restore, "McpBackup", DefaultParameterSetName = ById, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, HelpUri = "https://github.com/mcpops/mcpops/blob/main/docs/help/Restore-McpBackup.md")]
[OutputType(typeof(McpRestore), typeof(McpRestoreChange))]
public sealed class RestoreMcpBackupCommand : BackupCmdlet
{
    private const string ById = "Id";
    private const string ByLatest = "Latest";
    private const string ByTime = "AsOf";
    private const string ByResume = "Resume";
    private const string ByUndo = "Undo";

    /// <summary>The backup's id.</summary>
    [Parameter(ParameterSetName = ById, Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(BackupIdCompleter))]
    public string Id { get; set; } = "";

    /// <summary>The newest backup.</summary>
    [Parameter(ParameterSetName = ByLatest, Mandatory = true)]
    public SwitchParameter Latest { get; set; }

    /// <summary>The newest backup that is not younger than this.</summary>
    [Parameter(ParameterSetName = ByTime, Mandatory = true)]
    public DateTimeOffset AsOf { get; set; }

    /// <summary>Goes on with the newest restore that was interrupted.</summary>
    [Parameter(ParameterSetName = ByResume, Mandatory = true)]
    public SwitchParameter Resume { get; set; }

    /// <summary>Takes back the newest restore that was interrupted.</summary>
    [Parameter(ParameterSetName = ByUndo, Mandatory = true)]
    public SwitchParameter Undo { get; set; }

    /// <summary>The server whose backup is meant; as the inventory has it, its service is stopped and started and its health decides.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [ArgumentCompleter(typeof(ServerNameCompleter))]
    public string? Server { get; set; }

    /// <summary>A folder to restore to; where the files came from when omitted.</summary>
    [Parameter]
    public string? Destination { get; set; }

    /// <summary>Only these sets and databases.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(BackupSetCompleter))]
    public string[] Set { get; set; } = [];

    /// <summary>Only files that match these patterns.</summary>
    [Parameter]
    [SupportsWildcards]
    public string[] Include { get; set; } = [];

    /// <summary>Leaves out the snapshot of what is replaced.</summary>
    [Parameter]
    public SwitchParameter NoSnapshot { get; set; }

    /// <summary>How long the server has to become as healthy as it was, in seconds. From 0 on; 60 when omitted.</summary>
    [Parameter]
    [ValidateRange(0.0, 86400.0)]
    [Seconds]
    public double HealthTimeout { get; set; } = 60;

    /// <summary>How long the service may take to stop, and to start, in seconds. From 0 on; 60 when omitted.</summary>
    [Parameter]
    [ValidateRange(0.0, 86400.0)]
    [Seconds]
    public double ServiceTimeout { get; set; } = 60;

    /// <summary>How long to wait while another works on the backups of the same server, in seconds. From 0 to 86400; not at all when omitted.</summary>
    [Parameter]
    [ValidateRange(0.0, 86400.0)]
    [Seconds]
    public double LockWait { get; set; }

    /// <summary>The file of the private key that opens parts encrypted by age.</summary>
    [Parameter]
    public string? Identity { get; set; }

    /// <summary>Does not ask; replaces a destination that is not empty, lets pass set-id bits of archives that McpOps did not make, and replaces what is where the files came from although the inventory has them elsewhere.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (NamesNoServer(Server))
        {
            return;
        }

        var recover = Resume || Undo;
        var target = Destination is null ? "where it came from" : GetUnresolvedProviderPathFromPSPath(Destination);
        var what = recover ? "the interrupted restore" : Latest ? "the newest backup" : Id.Length > 0 ? Id : $"the backup as of {AsOf:u}";
        var action = Undo ? "Take back" : Resume ? "Go on with" : $"Restore to {target}";

        // A new folder harms nobody; only what is alive is asked about.
        var planned = IsPlanned(what, action);
        if (planned is null)
        {
            return;
        }

        var store = StoreLocation;
        var options = new RestoreOptions
        {
            Store = store ?? "",
            Id = Id.Length > 0 ? Id : "latest",
            AsOf = ParameterSetName == ByTime ? AsOf : null,
            ServerName = Server,
            Destination = Destination is null ? null : target,
            Sets = Set,
            Include = Include,
            Force = Force,
            Snapshot = !NoSnapshot,
            HealthTimeout = TimeSpan.FromSeconds(HealthTimeout),
            ServiceTimeout = TimeSpan.FromSeconds(ServiceTimeout),
            LockWait = TimeSpan.FromSeconds(LockWait),
            Identity = Identity is null ? null : GetUnresolvedProviderPathFromPSPath(Identity),
        };
        Run(async pipe =>
        {
            var name = Server ?? (Id.Length > 0 ? ServerOf(Id) : null);
            var input = new ServerInput(pipe.Context with { Notices = null }, this, ConfigPath, discover: false);
            var known = Server is null && LegacyOwner.IsLegacy(Id) ? await FindOwnerAsync(store, input, pipe.CancellationToken)
                : name is null ? null : await FindServerAsync(name, input, pipe.CancellationToken);
            options = options with { Server = known, Store = store ?? (recover ? "" : await FindStoreAsync(known, input, pipe.CancellationToken)) };
            var engine = new RestoreEngine(pipe.Context);
            if (planned.Value && !recover)
            {
                var plan = await engine.PlanAsync(options, pipe.CancellationToken);
                if (plan.Message.Length > 0)
                {
                    pipe.Context.Warn("RestorePlanned", plan.Message, plan.Backup);
                }

                foreach (var change in plan.Changes)
                {
                    pipe.Write(change);
                }
            }
            else if (!planned.Value)
            {
                var restore = Undo ? await engine.UndoAsync(null, options, pipe.CancellationToken)
                    : Resume ? await engine.ResumeAsync(null, options, pipe.CancellationToken)
                    : await engine.RestoreAsync(options, pipe.CancellationToken);
                pipe.Write(restore);
                if (restore.Status is RestoreStatus.RolledBack)
                {
                    pipe.WriteError(new McpOpsException("RestoreRolledBack", McpErrorCategory.InvalidOperation, restore.Message, restore.Backup));
                }
                else if (BackupFault.Of(restore) is { } down)
                {
                    pipe.WriteError(down);
                }
            }
        });
    }

    // What a script made is of the server that keeps its backups in the store.
    private static async Task<McpServer?> FindOwnerAsync(string? store, ServerInput input, CancellationToken cancellationToken)
    {
        var servers = (await input.ServersAsync([], all: true, _ => { }, cancellationToken)).Where(server => server.Backup?.Destination is not null).ToList();
        return store is not null ? LegacyOwner.Of(servers, store) : servers.Count == 1 ? servers[0] : null;
    }

    // True: only say what would change. False: do it. Null: the user declined.
    private bool? IsPlanned(string what, string action)
    {
        // A new place, or -Force, needs no question; one is asked all the same where -Confirm is given, and -WhatIf never asks.
        if (IsSettled(Destination is not null || Force))
        {
            return false;
        }

        var approved = ShouldProcess($"{action}: {what}", $"{action}: {what}?", "Restore-McpBackup", out var reason);
        return reason is ShouldProcessReason.WhatIf ? true : approved ? false : null;
    }
}
