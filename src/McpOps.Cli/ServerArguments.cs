using System.CommandLine;
using System.CommandLine.Parsing;
using McpOps.Cli.Output;
using McpOps.Servers;

namespace McpOps.Cli;

/// <summary>How every verb names servers: <c>[NAME…] [--config-path PATH] [--discover] [--url URL…] [-- COMMAND ARGS…]</c>; with none of them, all there are.</summary>
internal sealed class ServerArguments
{
    private readonly Argument<string[]> _names = new("SERVER")
    {
        Description = "Names of servers of the inventory, wildcards understood; all when omitted. Or, after --, the command that starts a stdio server.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string[]> _named;
    private readonly Option<string?> _config = SharedOptions.ConfigPath();
    private readonly Option<bool> _discover = new("--discover") { Description = "Take the servers of MCP clients' configurations instead of the inventory's." };
    private readonly Option<string[]> _tags = Tag();
    private readonly Option<string[]> _urls = new("--url") { Description = "A server by its address; may be given several times.", HelpName = "URL" };
    private readonly Option<string[]> _headers = new("--header", "-H") { Description = "A header for --url, such as 'Authorization: Bearer ${env:TOKEN}'.", HelpName = "HEADER" };
    private readonly Argument<string[]> _command = new("COMMAND") { Description = "After --: the command that starts a stdio server.", Arity = ArgumentArity.ZeroOrMore };
    private readonly bool _positional;

    /// <summary>Adds the options to a verb.</summary>
    /// <param name="verb">The verb.</param>
    /// <param name="positional">True when the verb's own arguments are the names; false when it has others (add those first), and names are given by <c>--server</c>.</param>
    /// <param name="one">True when the verb works on one server.</param>
    public ServerArguments(Command verb, bool positional = true, bool one = false)
    {
        _positional = positional;
        _named = new("--server", "-s")
        {
            Description = one ? "The server, by its name in the inventory; not needed where there is only one." : "A server of the inventory by its name, wildcards understood; may be given several times. All when omitted.",
            HelpName = "NAME",
        };
        if (positional)
        {
            verb.Add(_names);
        }
        else
        {
            verb.Add(_named);
            verb.Add(_command);
        }

        verb.Add(_config);
        verb.Add(_discover);
        verb.Add(_tags);
        verb.Add(_urls);
        verb.Add(_headers);
    }

    /// <summary>The option <c>--tag</c>, for verbs that name servers.</summary>
    public static Option<string[]> Tag() => new ListOption("--tag") { Description = "Only servers with this tag; may be given several times or with commas, and one is enough.", HelpName = "TAG" };

    /// <summary>The option <c>--launch</c>, for verbs that connect.</summary>
    public static Option<bool> Launch() => new("--launch") { Description = "Start stdio servers that were merely discovered; those of an inventory are always started." };

    /// <summary>Whether a server was named in any way.</summary>
    public bool IsNamed(ParseResult parsed) => CommandAfterDashes(parsed).Count > 0 || Names(parsed).Count > 0 || parsed.GetValue(_urls) is { Length: > 0 };

    /// <summary>The servers that were meant; ends with NoServers where there is none.</summary>
    public async Task<IReadOnlyList<McpServer>> RequireAsync(ParseResult parsed, CliConsole console, CancellationToken cancellationToken)
    {
        var servers = await FindAsync(parsed, console, cancellationToken);
        return servers.Count > 0 ? servers : throw new McpOpsException("NoServers", McpErrorCategory.ObjectNotFound,
            "There is no server to work on. Name one by --url URL or -- COMMAND, or write an inventory with 'mcpops init'.");
    }

    /// <summary>The servers that were meant; none where there is none.</summary>
    public async Task<IReadOnlyList<McpServer>> FindAsync(ParseResult parsed, CliConsole console, CancellationToken cancellationToken)
    {
        var command = CommandAfterDashes(parsed);
        var urls = parsed.GetValue(_urls) ?? [];
        var names = Names(parsed);
        if (command.Count > 0 || urls.Length > 0)
        {
            if (names.Count > 0)
            {
                throw new McpOpsException("UnexpectedArgument", McpErrorCategory.InvalidArgument, $"'{names[0]}' is the name of a server, and --url or -- name another way to one. Keep one of the two.");
            }

            var headers = Headers(parsed.GetValue(_headers) ?? []);
            var adHoc = urls.Select(url => McpServer.FromUrl(url, headers));
            return command.Count > 0 ? [.. adHoc, McpServer.FromCommand(command[0], [.. command.Skip(1)])] : [.. adHoc];
        }

        var query = new ServerQuery { Names = names, ConfigPath = parsed.GetValue(_config), Discover = parsed.GetValue(_discover), Tags = parsed.GetValue(_tags) ?? [] };
        var set = await new ServerCatalog(console.Context).FindAsync(query, cancellationToken);
        if (set.Hint is { } hint)
        {
            console.WriteError(hint);
        }

        return set.Servers;
    }

    /// <summary>All servers of the inventory, whichever were named; none where there is no inventory.</summary>
    public async Task<IReadOnlyList<McpServer>> InventoryAsync(ParseResult parsed, CliConsole console, CancellationToken cancellationToken) =>
        InventoryPath(parsed, console) is { } path ? (await new ServerCatalog(console.Context).LoadAsync(new ServerQuery { ConfigPath = path }, cancellationToken)).Servers : [];

    /// <summary>The inventory that is used; null where there is none.</summary>
    public string? InventoryPath(ParseResult parsed, CliConsole console) => new ServerCatalog(console.Context).InventoryPath(parsed.GetValue(_config));

    /// <summary>What stands after <c>--</c>: a program and its arguments.</summary>
    public static IReadOnlyList<string> CommandAfterDashes(ParseResult parsed) =>
        [.. parsed.Tokens.SkipWhile(token => token.Type is not TokenType.DoubleDash).Skip(1).Select(token => token.Value)];

    // What stands after -- is among the arguments too, at their end.
    private IReadOnlyList<string> Names(ParseResult parsed)
    {
        var arguments = parsed.GetValue(_positional ? _names : _command) ?? [];
        var before = arguments.SkipLast(CommandAfterDashes(parsed).Count).ToList();
        return _positional ? before : before.Count == 0 ? parsed.GetValue(_named) ?? []
            : throw new McpOpsException("UnexpectedArgument", McpErrorCategory.InvalidArgument, $"'{before[0]}' is one argument too many. Name a server by --server NAME; write a command after --.");
    }

    public static IReadOnlyDictionary<string, string> Headers(IReadOnlyList<string> lines)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0)
            {
                throw new McpOpsException("InvalidHeader", McpErrorCategory.InvalidArgument, "A header is written as 'Name: value'.");
            }

            headers[line[..colon].Trim()] = line[(colon + 1)..].Trim();
        }

        return headers;
    }
}
