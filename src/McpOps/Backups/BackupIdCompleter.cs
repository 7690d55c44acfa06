using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using McpOps.Backups.Stores;

namespace McpOps.Commands;

/// <summary>Completes the ids of the backups in a folder, the newest first. A bucket is not asked.</summary>
public sealed class BackupIdCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        ArgumentNullException.ThrowIfNull(fakeBoundParameters);
        var word = (wordToComplete ?? "").Trim('\'', '"');
        return Ids(fakeBoundParameters)
            .Where(id => id.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            .Select(id => new CompletionResult(id, id, CompletionResultType.ParameterValue, id));
    }

    private static IReadOnlyList<string> Ids(IDictionary bound)
    {
        try
        {
            var server = bound["Server"]?.ToString();
            var location = bound["Store"]?.ToString() ?? BackupStores.Shared(KnownServers.Of(bound).Where(one => server is null || one.Name.Equals(server, StringComparison.OrdinalIgnoreCase)));
            if (location.Contains("://", StringComparison.Ordinal))
            {
                return [];
            }

            var store = BackupStores.Open(Path.GetFullPath(location, KnownServers.CurrentFolder() ?? Environment.CurrentDirectory));
            var backups = store.ListAsync(server, CancellationToken.None).GetAwaiter().GetResult();
            return [.. backups.OrderByDescending(backup => backup.Name, StringComparer.Ordinal).Select(backup => backup.Id)];
        }
        catch (Exception exception) when (exception is McpOpsException or IOException or UnauthorizedAccessException)
        {
            // What is wrong with the store, the cmdlet itself will say.
            return [];
        }
    }
}
