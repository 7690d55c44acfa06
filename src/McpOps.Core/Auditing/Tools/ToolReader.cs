using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Auditing.Tools;

/// <summary>What a server says of itself and of its tools, asked twice.</summary>
/// <param name="Server">The server.</param>
/// <param name="Tools">Its tools.</param>
/// <param name="Instructions">What it tells a model about itself.</param>
/// <param name="Offered">Its prompts, resources and templates.</param>
/// <param name="Locked">The first answer in the form of the lock file.</param>
/// <param name="Again">The second.</param>
/// <param name="Failure">Why there is none of it.</param>
internal sealed record ServerTools(McpServer Server, IReadOnlyList<McpTool> Tools, string? Instructions, Offer Offered, LockedServer Locked, LockedServer Again, McpOpsException? Failure);

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
            var (tools, instructions, offered, first) = await AskAsync(connector, server, connect, cancellationToken);
            var (_, _, _, again) = await AskAsync(connector, server, connect, cancellationToken);
            return new ServerTools(server, tools, instructions, offered, first, again, Failure: null);
        }
        catch (McpProtocolException exception)
        {
            return new ServerTools(server, [], Instructions: null, new Offer([], Prints: null, []), new LockedServer(), new LockedServer(), exception.ForUser(server));
        }
    }

    private async Task<(IReadOnlyList<McpTool> Tools, string? Instructions, Offer Offered, LockedServer Locked)> AskAsync(McpConnector connector, McpServer server, ConnectOptions options, CancellationToken cancellationToken)
    {
        var session = await connector.ConnectAsync(server, options, cancellationToken);
        try
        {
            var tools = await session.ListToolsAsync(cancellationToken);
            var offered = await Offer.ReadAsync(session, cancellationToken);
            var locked = LockedServer.Of(tools, session.ServerVersion, session.ProtocolVersion, session.Instructions) with { AcceptedAt = context.Time.GetUtcNow(), Offered = offered.Prints };
            return (tools, session.Instructions, offered, locked);
        }
        finally
        {
            session.EndInBackground();
        }
    }
}
