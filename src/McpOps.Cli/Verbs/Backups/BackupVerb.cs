using System.CommandLine;
using McpOps.Backups;
using McpOps.Cli.Output;
using McpOps.Servers;

namespace McpOps.Cli.Verbs.Backups;

/// <summary><c>mcpops backup</c>: save servers, or a path.</summary>
internal static class BackupVerb
{
    public static Command Create(CliConsole console)
    {
        var names = new Argument<string[]>("SERVER") { Description = "Names of servers of the inventory, wildcards understood; all that have backup sets when omitted.", Arity = ArgumentArity.ZeroOrMore };
        var path = new Option<string?>("--path") { Description = "Back up this file or folder instead of a server.", HelpName = "PATH" };
        var name = new Option<string?>("--as") { Description = "The name that a backup of --path goes by; the path's last name when omitted.", HelpName = "NAME" };
        var clients = new Option<bool>("--client-configuration") { Description = "Back up every configuration file of MCP clients that is found." };
        var include = new Option<string[]>("--include") { Description = "With --path: take only what matches; may be given several times.", HelpName = "PATTERN" };
        var exclude = new Option<string[]>("--exclude") { Description = "With --path: leave out what matches; may be given several times.", HelpName = "PATTERN" };
        var sets = new ListOption("--set") { Description = "Only this set or database of the server; may be given several times, or with commas.", HelpName = "SET" };
        var stop = new Option<bool>("--stop-service") { Description = "Stop the server's service for the copy, and start it again whatever happens." };
        var full = new Option<bool>("--full") { Description = "Write again what has not changed since the last backup." };
        var force = new Option<bool>("--force") { Description = "Write files with secrets to a store that others can read." };
        var age = new Option<string[]>("--age-recipient") { Description = "Encrypt for this public key of age; may be given several times.", HelpName = "RECIPIENT" };
        var gpg = new Option<string?>("--gpg-recipient") { Description = "Encrypt for this key of gpg.", HelpName = "KEY" };
        var wait = BackupArguments.LockWait();
        var config = SharedOptions.ConfigPath();
        var tags = ServerArguments.Tag();
        var store = BackupArguments.Store();
        var output = SharedOptions.Output();
        var verb = new Command("backup", "Save servers' files and databases, read back and verified. Exit codes: 0 complete, 1 failed, 2 partial, or the service does not work again, 64 usage.")
        {
            names, path, name, clients, include, exclude, sets, stop, full, force, age, gpg, wait, tags, config, store, output,
        };
        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var servers = parsed.GetValue(clients) ? [ClientConfiguration.AsServer()]
                : parsed.GetValue(path) is { } one ? [BackupOptions.ForPath(one, parsed.GetValue(name), parsed.GetValue(exclude), parsed.GetValue(include))]
                : await FindAsync(console, parsed.GetValue(names) ?? [], parsed.GetValue(config), parsed.GetValue(tags) ?? [], cancellationToken);
            var engine = new BackupEngine(console.Context with { Progress = BackupProgressLine.For(console) });
            var made = new List<McpBackup>();
            var failed = false;
            foreach (var server in servers)
            {
                try
                {
                    made.Add(await engine.BackupAsync(new BackupOptions
                    {
                        Server = server,
                        Store = parsed.GetValue(store),
                        Sets = parsed.GetValue(sets) ?? [],
                        StopService = parsed.GetValue(stop),
                        LockWait = TimeSpan.FromSeconds(parsed.GetValue(wait) ?? 0),
                        Full = parsed.GetValue(full),
                        Force = parsed.GetValue(force),
                        AgeRecipients = parsed.GetValue(age) ?? [],
                        GpgRecipient = parsed.GetValue(gpg),
                    }, cancellationToken));
                }
                catch (McpOpsException exception) when (servers.Count > 1)
                {
                    // One server's failure does not keep the others from being saved.
                    failed = true;
                    console.WriteError($"error {exception.ErrorId}: {server.Name}: {exception.Message}");
                }
            }

            if (servers.Count == 1)
            {
                ResultWriter.WriteOne(console, parsed.GetValue(output), made[0], BackupArguments.Columns);
            }
            else
            {
                ResultWriter.WriteAll(console, parsed.GetValue(output), made, BackupArguments.Columns);
            }

            var down = made.Select(BackupFault.Of).OfType<McpOpsException>().ToList();
            down.ForEach(fault => console.WriteError($"error {fault.ErrorId}: {fault.Message}"));
            return failed ? made.Count == 0 ? ExitCodes.Failed : ExitCodes.Partial
                : down.Count == 0 && made.TrueForAll(backup => backup.Status is BackupStatus.Complete) ? ExitCodes.Done : ExitCodes.Partial;
        });
        verb.Add(BackupListVerb.Create(console));
        verb.Add(BackupVerifyVerb.Create(console));
        verb.Add(BackupPruneVerb.Create(console));
        verb.Add(BackupRemoveVerb.Create(console));
        return verb;
    }

    private static async Task<IReadOnlyList<McpServer>> FindAsync(CliConsole console, string[] names, string? config, string[] tags, CancellationToken cancellationToken)
    {
        var set = await new ServerCatalog(console.Context).FindAsync(new ServerQuery { Names = names, ConfigPath = config, Tags = tags }, cancellationToken);
        var servers = names.Length > 0 ? set.Servers : [.. set.Servers.Where(server => server.Backup is { Sets.Count: > 0 } || server.Databases.Count > 0)];
        return servers.Count > 0 ? servers : throw BackupOptions.NothingToBackUp();
    }
}
