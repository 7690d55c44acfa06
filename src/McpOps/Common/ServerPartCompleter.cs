using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using McpOps.Servers;

namespace McpOps.Commands;

/// <summary>Completes what the inventory names for the servers that the command line names, else for all.</summary>
public abstract class ServerPartCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        ArgumentNullException.ThrowIfNull(fakeBoundParameters);
        var word = (wordToComplete ?? "").Trim('\'', '"');
        var named = (fakeBoundParameters["Name"] ?? fakeBoundParameters["Server"])?.ToString();
        return KnownServers.Of(fakeBoundParameters)
            .Where(server => named is null || server.Name.Equals(named, StringComparison.OrdinalIgnoreCase))
            .SelectMany(Parts)
            .Concat(Seen(named, fakeBoundParameters["Uri"]?.ToString()))
            .Where(part => part.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.OrdinalIgnoreCase)
            .Select(part => new CompletionResult(KnownServers.Quote(part), part, CompletionResultType.ParameterValue, part));
    }

    private protected abstract IEnumerable<string> Parts(McpServer server);

    /// <summary>What the session knows beside the inventory.</summary>
    private protected virtual IEnumerable<string> Seen(string? server, string? target) => [];
}

/// <summary>Completes the backup sets and the databases of servers.</summary>
public sealed class BackupSetCompleter : ServerPartCompleter
{
    private protected override IEnumerable<string> Parts(McpServer server) =>
        (server.Backup?.Sets.Select(set => set.Name) ?? []).Concat(server.Databases.Select(database => database.Name));
}

/// <summary>Completes the tools that this session has seen, and those that the inventory names for probe calls and load. What else a server offers, only a connection would tell.</summary>
public sealed class ToolNameCompleter : ServerPartCompleter
{
    private protected override IEnumerable<string> Seen(string? server, string? target) => SeenTools.OfSession().Find(server, target);

    private protected override IEnumerable<string> Parts(McpServer server) =>
        server.Load.Select(call => call.Tool).Concat(server.Probe is { } probe ? [probe.Tool] : []);
}

/// <summary>Completes the tags of servers.</summary>
public sealed class TagCompleter : ServerPartCompleter
{
    private protected override IEnumerable<string> Parts(McpServer server) => server.Tags;
}
