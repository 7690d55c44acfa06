using System.CommandLine;
using McpOps.Backups;
using McpOps.Backups.Stores;
using McpOps.Cli.Output;

namespace McpOps.Cli.Verbs;

/// <summary><c>mcpops backup</c>: save, list, verify and prune.</summary>
internal static class BackupVerb
{
    private static readonly IReadOnlyList<Column<McpBackup>> Columns =
    [
        new("Id", backup => backup.Id) { MaxWidth = 44 },
        new("Status", backup => backup.Status) { Color = backup => backup.Status switch { BackupStatus.Complete => 32, BackupStatus.Damaged => 31, _ => 33 } },
        new("Parts", backup => string.Join(',', backup.Parts.Select(part => part.Name))) { MaxWidth = 24 },
        new("Files", backup => backup.Files) { Right = true },
        new("Bytes", backup => backup.Bytes) { Right = true },
        new("Stored", backup => backup.StoredBytes) { Right = true },
        new("Verified", backup => backup.Verified),
    ];

    public static Command Create(CliConsole console)
    {
        var path = new Option<string?>("--path") { Description = "Back up this file or folder.", HelpName = "PATH" };
        var name = new Option<string?>("--name") { Description = "How a backup of --path is called; the path's last name by default.", HelpName = "NAME" };
        var store = StoreOption();
        var output = SharedOptions.Output();
        var verb = new Command("backup", "Save a server's files and databases, verified as they are written.") { path, name, store, output };
        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var server = BackupOptions.ForPath(parsed.GetValue(path) ?? "", parsed.GetValue(name));
            var backup = await new BackupEngine(console.Context).BackupAsync(new BackupOptions { Server = server, Store = parsed.GetValue(store) }, cancellationToken);
            ResultWriter.WriteOne(console, parsed.GetValue(output), backup, Columns);
            return backup.Status is BackupStatus.Complete ? ExitCodes.Done : ExitCodes.Partial;
        });
        verb.Add(List(console));
        return verb;
    }

    private static Option<string?> StoreOption() => new("--store") { Description = "Where backups are kept: a folder, or s3://bucket/prefix.", HelpName = "STORE" };

    private static Command List(CliConsole console)
    {
        var store = StoreOption();
        var output = SharedOptions.Output();
        var verb = new Command("list", "List the backups in a store, the newest first.") { store, output };
        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var backups = await new BackupCatalog(console.Context, BackupStores.Open(parsed.GetValue(store) ?? "")).ListAsync(null, cancellationToken);
            ResultWriter.WriteAll(console, parsed.GetValue(output), backups, Columns);
            return ExitCodes.Done;
        });
        return verb;
    }
}
