using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace McpOps.Commands;

/// <summary>Completes the names of servers from the inventory, else from client configurations. Reads files only: no process, no connection.</summary>
public class ServerNameCompleter : IArgumentCompleter
{
    private protected virtual bool OnlyDiscovered => false;

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = wordToComplete.Trim('\'', '"');
        return KnownServers.Of(fakeBoundParameters, OnlyDiscovered)
            .Where(server => server.Name.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            .OrderBy(server => server.Name, StringComparer.OrdinalIgnoreCase)
            .Select(server => new CompletionResult(KnownServers.Quote(server.Name), server.Name, CompletionResultType.ParameterValue, server.Target.Length > 0 ? server.Target : server.Name));
    }
}

/// <summary>Completes the names of servers from client configurations, whether there is an inventory or not.</summary>
public sealed class DiscoveredNameCompleter : ServerNameCompleter
{
    private protected override bool OnlyDiscovered => true;
}
