using System.CommandLine;
using McpOps.Cli.Output;
using McpOps.Servers;

namespace McpOps.Cli.Verbs;

/// <summary>How the verbs that change a host name servers of the inventory: <c>[SERVER…] [--tag TAG] [--config-path PATH]</c>.</summary>
internal sealed class MaintenanceServers
{
    private readonly Argument<string[]> _names = new("SERVER") { Description = "Names of servers of the inventory, wildcards understood; all when omitted.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string[]> _tags = ServerArguments.Tag();
    private readonly Option<string?> _config = SharedOptions.ConfigPath();

    public MaintenanceServers(Command verb)
    {
        verb.Add(_names);
        verb.Add(_tags);
        verb.Add(_config);
    }

    /// <summary>Whether servers were named in any way.</summary>
    public bool IsNamed(ParseResult parsed) => parsed.GetValue(_names) is { Length: > 0 } || parsed.GetValue(_tags) is { Length: > 0 };

    /// <summary>The names that were given.</summary>
    public IReadOnlyList<string> Names(ParseResult parsed) => parsed.GetValue(_names) ?? [];

    /// <summary>The servers that are meant, and all of the inventory.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="console">Hears what is not there.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <param name="orElse">What is meant where no server of the inventory fits.</param>
    public async Task<(ServerSet Chosen, ServerSet Inventory)> FindAsync(ParseResult parsed, CliConsole console, CancellationToken cancellationToken, Func<ServerSet, IReadOnlyList<McpServer>>? orElse = null)
    {
        var catalog = new ServerCatalog(console.Context);
        var query = new ServerQuery { Names = parsed.GetValue(_names) ?? [], Tags = parsed.GetValue(_tags) ?? [], ConfigPath = parsed.GetValue(_config) };
        var chosen = await catalog.FindAsync(query, cancellationToken);
        if (chosen.Servers.Count == 0 && orElse?.Invoke(chosen) is { Count: > 0 } others)
        {
            chosen = chosen with { Servers = others, Hint = null };
        }

        if (chosen.Hint is { } hint)
        {
            console.WriteError(hint);
        }

        // It is read once more, and was warned of already.
        return (chosen, query.Names.Count + query.Tags.Count == 0 ? chosen : await new ServerCatalog(console.Context with { Notices = null }).LoadAsync(query, cancellationToken));
    }
}
