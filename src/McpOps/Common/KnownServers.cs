using System.Collections;
using System.Management.Automation;
using McpOps.Servers;

namespace McpOps.Commands;

/// <summary>The servers that completion offers. Reads files only: no process, no connection.</summary>
internal static class KnownServers
{
    /// <summary>The servers; none where the inventory has a mistake.</summary>
    /// <param name="bound">The parameters that the user has written so far.</param>
    /// <param name="discover">Takes those of client configurations even where there is an inventory.</param>
    public static IReadOnlyList<McpServer> Of(IDictionary bound, bool discover = false)
    {
        try
        {
            var paths = ServerPaths.FromProcess(CurrentFolder());
            var query = new ServerQuery { ConfigPath = bound["ConfigPath"]?.ToString(), Discover = discover || bound.Contains("Discover") };
            return new ServerCatalog(new EngineContext(), paths).LoadAsync(query, CancellationToken.None).GetAwaiter().GetResult().Servers;
        }
        catch (McpOpsException)
        {
            // An inventory with a mistake completes nothing; the cmdlet itself will say what is wrong.
            return [];
        }
    }

    /// <summary>A word as it must stand in a command line.</summary>
    public static string Quote(string name) =>
        name.All(character => char.IsLetterOrDigit(character) || character is '-' or '_' or '.') ? name : $"'{name.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>The folder of the file system in which the session stands.</summary>
    public static string? CurrentFolder()
    {
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        return shell.AddCommand("Microsoft.PowerShell.Management\\Get-Location").AddParameter("PSProvider", "FileSystem").Invoke<PathInfo>().FirstOrDefault()?.ProviderPath;
    }
}
