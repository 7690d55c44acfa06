using System.CommandLine;
using McpOps.Backups.Retention;
using McpOps.Backups.Stores;
using McpOps.Cli.Output;

namespace McpOps.Cli.Verbs.Backups;

/// <summary><c>mcpops backup remove</c>.</summary>
internal static class BackupRemoveVerb
{
    public static Command Create(CliConsole console)
    {
        var id = new Argument<string>("ID") { Description = "The backup's id." };
        var store = BackupArguments.Store();
        var config = SharedOptions.ConfigPath();
        var force = new Option<bool>("--force") { Description = "Remove it even when it is the newest verified one of its server." };
        var output = SharedOptions.Output();
        var verb = new Command("remove", "Remove one backup.") { id, store, config, force, output };
        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var named = await BackupArguments.FindServerAsync(console, parsed.GetValue(id)!.Split('/')[0], parsed.GetValue(config), cancellationToken);
            var location = await BackupArguments.FindStoreAsync(console, parsed.GetValue(store), named, parsed.GetValue(config), cancellationToken);
            var pruner = new BackupPruner(console.Context, BackupStores.Open(location));
            var removed = await pruner.RemoveAsync(parsed.GetValue(id)!, parsed.GetValue(force), cancellationToken);
            ResultWriter.WriteOne(console, parsed.GetValue(output), removed, BackupArguments.Columns);
            return ExitCodes.Done;
        });
        return verb;
    }
}
