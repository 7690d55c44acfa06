using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using McpOps.Servers;

namespace McpOps.Commands;

/// <summary>Completes the names of servers from the inventory, else from client configurations. Reads files only: no process, no connection.</summary>
public class ServerNameCompleter : IArgumentCompleter
{
    private protected virtual bool OnlyDiscovered => false;

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = wordToComplete.Trim('\'', '"');
        return Servers(fakeBoundParameters)
            .Where(server => server.Name.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            .OrderBy(server => server.Name, StringComparer.OrdinalIgnoreCase)
            .Select(server => new CompletionResult(Quote(server.Name), server.Name, CompletionResultType.ParameterValue, server.Target.Length > 0 ? server.Target : server.Name));
    }

    private IReadOnlyList<McpServer> Servers(IDictionary bound)
    {
        try
        {
            var paths = ServerPaths.FromProcess(CurrentFolder());
            var query = new ServerQuery { ConfigPath = bound["ConfigPath"]?.ToString(), Discover = OnlyDiscovered || bound.Contains("Discover") };
            return new ServerCatalog(new EngineContext(), paths).LoadAsync(query, CancellationToken.None).GetAwaiter().GetResult().Servers;
        }
        catch (McpOpsException)
        {
            // An inventory with a mistake completes nothing; the cmdlet itself will say what is wrong.
            return [];
        }
    }

    private static string? CurrentFolder()
    {
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        return shell.AddCommand("Microsoft.PowerShell.Management\\Get-Location").AddParameter("PSProvider", "FileSystem").Invoke<PathInfo>().FirstOrDefault()?.ProviderPath;
    }

    private static string Quote(string name) =>
        name.All(character => char.IsLetterOrDigit(character) || character is '-' or '_' or '.') ? name : $"'{name.Replace("'", "''", StringComparison.Ordinal)}'";
}

/// <summary>Completes the names of servers from client configurations, whether there is an inventory or not.</summary>
public sealed class DiscoveredNameCompleter : ServerNameCompleter
{
    private protected override bool OnlyDiscovered => true;
}
