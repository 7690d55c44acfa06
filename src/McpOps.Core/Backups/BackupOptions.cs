using McpOps.Servers;

namespace McpOps.Backups;

/// <summary>What is backed up, and how.</summary>
public sealed record BackupOptions
{
    /// <summary>The server, or whatever stands in its place: names the backup, and brings its service and databases.</summary>
    public required McpServer Server { get; init; }

    /// <summary>Where it goes: a folder or <c>s3://bucket/prefix</c>; the server's own destination when null.</summary>
    public string? Store { get; init; }

    /// <summary>Only these sets and databases; all when empty.</summary>
    public IReadOnlyList<string> Sets { get; init; } = [];

    /// <summary>True to stop the server's service for the copy. It is started again, whatever happens.</summary>
    public bool StopService { get; init; }

    /// <summary>How long the service may take to stop, and to start. 60 s by default.</summary>
    public TimeSpan ServiceTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long to wait while another works on the backups of the server; not at all by default.</summary>
    public TimeSpan LockWait { get; init; }

    /// <summary>True to write files with secrets to a store that others can read.</summary>
    public bool Force { get; init; }

    /// <summary>Public keys of <c>age</c>; every part is encrypted for all of them.</summary>
    public IReadOnlyList<string> AgeRecipients { get; init; } = [];

    /// <summary>A key, by its id or address, that <c>gpg</c> knows; every part is encrypted for it.</summary>
    public string? GpgRecipient { get; init; }

    /// <summary>True to write again what has not changed.</summary>
    public bool Full { get; init; }

    /// <summary>One of <see cref="BackupPurpose"/>.</summary>
    public string Purpose { get; init; } = BackupPurpose.Backup;

    /// <summary>False to leave out the question how the server is.</summary>
    public bool AskHealth { get; init; } = true;

    /// <summary>The error of an inventory in which there is nothing to save.</summary>
    public static McpOpsException NothingToBackUp() => new("NothingToBackUp", McpErrorCategory.InvalidArgument,
        "No server with backup sets was found, so nothing was saved. Add backup.sets to the inventory, name the inventory with --config-path (-ConfigPath), or name a path with --path (-Path).");

    /// <summary>A server that is nothing but a path, for a backup of files alone.</summary>
    /// <param name="path">A file or folder.</param>
    /// <param name="name">How the backup is called; the last name of the path when null.</param>
    /// <param name="exclude">Patterns of what is left out.</param>
    /// <param name="include">Patterns of what is taken; everything when empty.</param>
    public static McpServer ForPath(string path, string? name = null, IReadOnlyList<string>? exclude = null, IReadOnlyList<string>? include = null)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (!Path.Exists(full) && new FileInfo(full).LinkTarget is null)
        {
            throw new McpOpsException("PathNotFound", McpErrorCategory.ObjectNotFound, $"'{path}' is not there: nothing to back up. Check the spelling.", path);
        }

        var fallback = Path.GetFileName(full) is { Length: > 0 } last ? last : "root";
        return new McpServer
        {
            Name = name ?? fallback,
            Backup = new McpBackupPlan { Sets = [new McpBackupSet("files", [full]) { Include = include ?? [], Exclude = exclude ?? [] }] },
        };
    }
}
