using McpOps.Auditing.Tools.Lock;
using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Auditing.Tools;

/// <summary>What a server says of itself and of its tools, asked twice.</summary>
/// <param name="Server">The server.</param>
/// <param name="Tools">Its tools.</param>
/// <param name="Instructions">What it tells a model about itself.</param>
/// <param name="Locked">The first answer in the form of the lock file.</param>
/// <param name="Again">The second.</param>
/// <param name="Failure">Why there is none of it.</param>
internal sealed record ServerTools(McpServer Server, IReadOnlyList<McpTool> Tools, string? Instructions, LockedServer Locked, LockedServer Again, McpOpsException? Failure)
{
    /// <summary>The texts of its prompts, resources and templates.</summary>
    public IReadOnlyList<OfferedText> Offered { get; init; } = [];

    /// <summary>What of it could not be read.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];
}

/// <summary>Reads the tools of servers, each twice, in two sessions: a server that shows its users different lists shows two here.</summary>
/// <param name="context">The clock and the logger.</param>
internal sealed class ToolReader(EngineContext context)
{
    private const int AtOnce = 16;

    /// <summary>Reads all servers.</summary>
    public async Task<IReadOnlyList<ServerTools>> ReadAsync(IReadOnlyList<McpServer> servers, AuditOptions options, CancellationToken cancellationToken)
    {
        await using var connector = new McpConnector(context);
        var read = new ServerTools[servers.Count];
        await Parallel.ForEachAsync(Enumerable.Range(0, servers.Count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (index, token) => read[index] = await ReadAsync(connector, servers[index], options, token));
        return read;
    }

    private async Task<ServerTools> ReadAsync(McpConnector connector, McpServer server, AuditOptions options, CancellationToken cancellationToken)
    {
        try
        {
            var connect = new ConnectOptions { Timeout = options.Timeout, Launch = options.Launch };
            var problems = new List<string>();
            var (first, offered) = await AskAsync(connector, server, connect, session => OfferedText.ReadAsync(session, problems, cancellationToken), cancellationToken);
            var (again, _) = await AskAsync(connector, server, connect, _ => Task.FromResult<IReadOnlyList<OfferedText>>([]), cancellationToken);
            return new ServerTools(server, first.Tools, first.Instructions, first.Locked, again.Locked, Failure: null) { Offered = offered, Problems = problems };
        }
        catch (McpProtocolException exception)
        {
            return new ServerTools(server, [], Instructions: null, new LockedServer(), new LockedServer(), exception.ForUser(server));
        }
    }

    private async Task<((IReadOnlyList<McpTool> Tools, string? Instructions, LockedServer Locked) Answer, IReadOnlyList<OfferedText> Offered)> AskAsync(
        McpConnector connector, McpServer server, ConnectOptions options, Func<McpSession, Task<IReadOnlyList<OfferedText>>> more, CancellationToken cancellationToken)
    {
        var session = await connector.ConnectAsync(server, options, cancellationToken);
        try
        {
            var tools = await session.ListToolsAsync(cancellationToken);
            var locked = new LockedServer
            {
                AcceptedAt = context.Time.GetUtcNow(),
                Version = session.ServerVersion,
                Instructions = session.Instructions is { } text ? CanonicalJson.Hash(text) : null,
            };
            foreach (var tool in tools)
            {
                // Of two tools of one name the last counts, as most clients read them.
                locked.Tools[tool.Name] = LockedTool.Of(tool);
            }

            return ((tools, session.Instructions, locked), await more(session));
        }
        finally
        {
            session.EndInBackground();
        }
    }
}
