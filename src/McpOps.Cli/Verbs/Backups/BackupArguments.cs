using System.CommandLine;
using McpOps.Backups;
using McpOps.Cli.Output;
using McpOps.Servers;

namespace McpOps.Cli.Verbs.Backups;

/// <summary>What the verbs over backups share.</summary>
internal static class BackupArguments
{
    public static readonly IReadOnlyList<Column<McpBackup>> Columns =
    [
        new("Id", backup => backup.Id) { MaxWidth = 44 },
        new("Status", backup => backup.Status) { Color = backup => backup.Status switch { BackupStatus.Complete => 32, BackupStatus.Damaged => 31, _ => 33 } },
        new("Parts", backup => string.Join(',', backup.Parts.Select(part => part.Name))) { MaxWidth = 24 },
        new("Files", backup => backup.Files) { Right = true },
        new("Bytes", backup => backup.Bytes) { Right = true },
        new("Stored", backup => backup.StoredBytes) { Right = true },
        new("Verified", backup => backup.Verified),
    ];

    public static Option<string?> Store() => new("--store") { Description = "Where backups are kept: a folder, or s3://bucket/prefix; the inventory's destination when omitted.", HelpName = "STORE" };

    public static Option<string?> Config() => new("--config") { Description = "The inventory; ./mcpops.json, then the user's and the machine's folder when omitted.", HelpName = "PATH" };

    public static Option<string?> Identity() => new("--identity") { Description = "The file of the private key that opens parts encrypted by age.", HelpName = "FILE" };

    /// <summary>The store that was named, or the one that the inventory names for a server.</summary>
    public static string RequireStore(string? store, McpServer? server = null) => store ?? server?.Backup?.Destination
        ?? throw new McpOpsException("StoreMissing", McpErrorCategory.InvalidArgument, "No store is named. Name a folder, or s3://bucket/prefix, with --store.");

    /// <summary>The server of the inventory that a name means; null where there is none.</summary>
    public static async Task<McpServer?> FindServerAsync(CliConsole console, string? name, string? config, CancellationToken cancellationToken)
    {
        if (name is null)
        {
            return null;
        }

        var set = await new ServerCatalog(console.Context with { Notices = null }).LoadAsync(new ServerQuery { ConfigPath = config }, cancellationToken);
        return set.InventoryPath is null ? null : set.Servers.FirstOrDefault(server => server.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
    }
}
