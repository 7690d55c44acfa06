using System.CommandLine;
using McpOps.Backups;
using McpOps.Backups.Stores;
using McpOps.Cli.Output;

namespace McpOps.Cli.Verbs.Backups;

/// <summary><c>mcpops backup list</c>.</summary>
internal static class BackupListVerb
{
    public static Command Create(CliConsole console)
    {
        var server = new Argument<string?>("SERVER") { Description = "Only the backups of this server.", Arity = ArgumentArity.ZeroOrOne };
        var store = BackupArguments.Store();
        var latest = new Option<bool>("--latest") { Description = "Only the newest one of each server." };
        var config = SharedOptions.ConfigPath();
        var output = SharedOptions.Output();
        var verb = new Command("list", "List backups, the newest first.") { server, latest, store, config, output };
        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var named = parsed.GetValue(store) is null ? await BackupArguments.FindServerAsync(console, parsed.GetValue(server), parsed.GetValue(config), cancellationToken) : null;
            IReadOnlyList<IBackupStore> opened = parsed.GetValue(store) is { } given
                ? [BackupStores.OpenExisting(given)]
                : [.. (await BackupArguments.FindStoresAsync(console, null, named, parsed.GetValue(config), cancellationToken)).Select(BackupStores.Open)];
            var backups = new List<McpBackup>();
            foreach (var one in opened)
            {
                backups.AddRange(await new BackupCatalog(console.Context, one) { LegacyOwner = named?.Name }.ListAsync(parsed.GetValue(server), cancellationToken));
            }

            backups = [.. backups.Order(Comparer<McpBackup>.Create((one, other) => other.CreatedAt.CompareTo(one.CreatedAt)))];
            if (backups.Count == 0 && parsed.GetValue(output) is OutputFormat.Table)
            {
                console.WriteError($"There is no backup in {string.Join(", ", opened.Select(one => $"'{one.Location}'"))}. Make one with 'mcpops backup'.");
                return ExitCodes.Done;
            }

            ResultWriter.WriteAll(console, parsed.GetValue(output), parsed.GetValue(latest) ? BackupCatalog.Newest(backups) : backups, BackupArguments.Columns);
            return ExitCodes.Done;
        });
        return verb;
    }
}
