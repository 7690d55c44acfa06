using McpOps.Servers;

namespace McpOps.Backups;

/// <summary>The configuration files of MCP clients as something to back up: their owners lose them to updates.</summary>
public static class ClientConfiguration
{
    /// <summary>The name that backups of client configurations have.</summary>
    public const string Name = "client-configurations";

    /// <summary>A server that stands for all the files that discovery finds; one file alone is restored with an include pattern.</summary>
    /// <param name="paths">Where this process looks for them; its own places when null.</param>
    /// <exception cref="McpOpsException"><c>NothingToBackUp</c>: there are none.</exception>
    public static McpServer AsServer(ServerPaths? paths = null)
    {
        var files = ClientFiles.Existing(paths ?? ServerPaths.FromProcess());
        return files.Count > 0
            ? new McpServer { Name = Name, Backup = new McpBackupPlan { Sets = [new McpBackupSet("clients", [.. files.Select(file => file.Path)])] } }
            : throw new McpOpsException("NothingToBackUp", McpErrorCategory.ObjectNotFound, "No configuration file of an MCP client was found on this machine.");
    }
}
