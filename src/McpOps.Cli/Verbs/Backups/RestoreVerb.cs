using System.CommandLine;
using System.Globalization;
using McpOps.Backups;
using McpOps.Backups.Restores;
using McpOps.Cli.Output;

namespace McpOps.Cli.Verbs.Backups;

/// <summary><c>mcpops restore</c>.</summary>
internal static class RestoreVerb
{
    private static readonly IReadOnlyList<Column<McpRestore>> Columns =
    [
        new("Id", restore => restore.Id) { MaxWidth = 36 },
        new("Backup", restore => restore.Backup) { MaxWidth = 36 },
        new("Status", restore => restore.Status) { Color = restore => restore.Status is RestoreStatus.Restored ? 32 : 33 },
        new("Files", restore => restore.Files) { Right = true },
        new("Bytes", restore => restore.Bytes) { Right = true },
        new("Databases", restore => string.Join(",", restore.Databases)),
        new("BackedUpAt", restore => restore.BackedUpAt),
        new("DurationMs", restore => restore.DurationMs) { Right = true },
        new("Message", restore => restore.Message),
    ];

    private static readonly IReadOnlyList<Column<McpRestoreChange>> ChangeColumns =
    [
        new("Change", change => change.Change) { Color = change => change.Change switch { "Added" => 32, "Removed" => 31, _ => 33 } },
        new("Bytes", change => change.Bytes) { Right = true },
        new("OldBytes", change => change.OldBytes) { Right = true },
        new("Path", change => change.Path),
    ];

    public static Command Create(CliConsole console)
    {
        var id = new Argument<string?>("ID") { Description = "The backup's id, its time where that is unique, or latest.", Arity = ArgumentArity.ZeroOrOne };
        var store = BackupArguments.Store();
        var server = new Option<string?>("--server") { Description = "The server whose backup is meant; as the inventory has it, its service is stopped and started and its health decides.", HelpName = "NAME" };
        var config = SharedOptions.ConfigPath();
        var to = new Option<string?>("--destination", "--to") { Description = "Restore to this folder; to where the files came from when omitted.", HelpName = "DIR" };
        var sets = new ListOption("--set") { Description = "Only this set or database; may be given several times, or with commas.", HelpName = "SET" };
        var include = new Option<string[]>("--include") { Description = "Only files that match; may be given several times.", HelpName = "PATTERN" };
        var asOf = new Option<DateTimeOffset?>("--as-of") { Description = "The newest backup that is not younger than this time.", HelpName = "TIME" };
        var latest = new Option<bool>("--latest") { Description = "The newest backup." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say what would be added, changed and removed." };
        var force = new Option<bool>("--force") { Description = "Replace a destination that is not empty; let pass set-id bits of archives that McpOps did not make; replace what is where the files came from although the inventory has them elsewhere." };
        var noSnapshot = new Option<bool>("--no-snapshot") { Description = "Do not save what is replaced." };
        var resume = new Option<bool>("--resume") { Description = "Go on with an interrupted restore (ID is then the restore's)." };
        var undo = new Option<bool>("--undo") { Description = "Take back an interrupted restore (ID is then the restore's)." };
        var healthTimeout = SecondsOption.Create("--health-timeout", "Seconds that the server has to become as healthy as it was; 60 when omitted.");
        var serviceTimeout = SecondsOption.Create("--service-timeout", "Seconds that the service may take to stop, and to start; 60 when omitted.");
        var wait = BackupArguments.LockWait();
        var identity = BackupArguments.Identity();
        var output = SharedOptions.Output();
        var verb = new Command("restore", "Restore a backup: made ready beside its target, swapped in by a rename, taken back when the server does not become healthy. Exit codes: 0 restored, 1 failed, 2 rolled back, or taken back and the service is down.")
        {
            id, store, server, config, to, sets, include, asOf, latest, dryRun, force, noSnapshot, resume, undo, healthTimeout, serviceTimeout, wait, identity, output,
        };
        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var name = parsed.GetValue(server);
            var known = await BackupArguments.FindOwnerAsync(console, name, parsed.GetValue(id), parsed.GetValue(store), parsed.GetValue(config), cancellationToken);
            var recover = parsed.GetValue(resume) || parsed.GetValue(undo);
            var options = new RestoreOptions
            {
                Store = recover ? "" : await BackupArguments.FindStoreAsync(console, parsed.GetValue(store), known, parsed.GetValue(config), cancellationToken),
                Id = parsed.GetValue(latest) ? "latest" : parsed.GetValue(id) ?? "latest",
                AsOf = parsed.GetValue(asOf),
                ServerName = name,
                Server = known,
                Destination = parsed.GetValue(to),
                Sets = parsed.GetValue(sets) ?? [],
                Include = parsed.GetValue(include) ?? [],
                Force = parsed.GetValue(force),
                Snapshot = !parsed.GetValue(noSnapshot),
                HealthTimeout = TimeSpan.FromSeconds(parsed.GetValue(healthTimeout) ?? 60),
                ServiceTimeout = TimeSpan.FromSeconds(parsed.GetValue(serviceTimeout) ?? 60),
                LockWait = TimeSpan.FromSeconds(parsed.GetValue(wait) ?? 0),
                Identity = parsed.GetValue(identity),
            };
            if (!recover && parsed.GetValue(id) is null && options.AsOf is null && !parsed.GetValue(latest))
            {
                throw new McpOpsException("BackupNotNamed", McpErrorCategory.InvalidArgument, "No backup is named. Give its id, --latest or --as-of TIME; 'mcpops backup list' shows what there is.");
            }

            var engine = new RestoreEngine(console.Context with { Progress = BackupProgressLine.For(console) });
            var restore = parsed.GetValue(undo) ? await engine.UndoAsync(parsed.GetValue(id), options, cancellationToken)
                : parsed.GetValue(resume) ? await engine.ResumeAsync(parsed.GetValue(id), options, cancellationToken)
                : parsed.GetValue(dryRun) ? await engine.PlanAsync(options, cancellationToken)
                : await engine.RestoreAsync(options, cancellationToken);
            Write(console, parsed.GetValue(output), restore);
            return restore.Status is RestoreStatus.RolledBack || restore.ServiceDown is not null ? ExitCodes.Partial : ExitCodes.Done;
        });
        return verb;
    }

    private static void Write(CliConsole console, OutputFormat format, McpRestore restore)
    {
        if (restore.Message.Length > 0)
        {
            console.WriteError(restore.Status is RestoreStatus.Planned ? restore.Message : $"warning {restore.Status}: {restore.Message}");
        }

        if (restore.Status is RestoreStatus.Planned && format is OutputFormat.Table or OutputFormat.Csv)
        {
            ResultWriter.WriteAll(console, format, restore.Changes, ChangeColumns);
            console.WriteError(string.Create(CultureInfo.InvariantCulture, $"{restore.Added} added, {restore.Changed} changed, {restore.Removed} removed; nothing was touched."));
            return;
        }

        ResultWriter.WriteOne(console, format, restore, Columns);
    }
}
