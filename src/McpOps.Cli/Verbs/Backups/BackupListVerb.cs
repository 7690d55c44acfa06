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
            var opened = parsed.GetValue(store) is { } given
                ? BackupStores.OpenExisting(given)
                : BackupStores.Open(await BackupArguments.FindStoreAsync(console, null, named, parsed.GetValue(config), cancellationToken));
            var backups = await new BackupCatalog(console.Context, opened).ListAsync(parsed.GetValue(server), cancellationToken);
            ResultWriter.WriteAll(console, parsed.GetValue(output), parsed.GetValue(latest) ? BackupCatalog.Newest(backups) : backups, BackupArguments.Columns);
            return ExitCodes.Done;
        });
        return verb;
    }
}
