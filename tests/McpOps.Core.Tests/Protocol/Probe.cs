using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Core.Tests.Protocol;

/// <summary>What a probe does: connect, list the tools, close; what came of it, in one record.</summary>
internal sealed record Probe
{
    public required string Verdict { get; init; }

    public string Message { get; init; } = "";

    public string? Era { get; init; }

    public string? Version { get; init; }

    public string? Transport { get; init; }

    public IReadOnlyList<McpTool> Tools { get; init; } = [];

    public PhaseTimes Phases { get; init; } = new();

    public int Requests { get; init; }

    public int? ProcessId { get; init; }

    /// <summary>Probes with a connector of its own.</summary>
    public static async Task<Probe> RunAsync(McpServer server, ConnectOptions? options = null)
    {
        await using var connector = new McpConnector(new EngineContext());
        return await RunAsync(connector, server, options);
    }

    public static async Task<Probe> RunAsync(McpConnector connector, McpServer server, ConnectOptions? options = null)
    {
        try
        {
            await using var session = await connector.ConnectAsync(server, options ?? new ConnectOptions { Timeout = TimeSpan.FromSeconds(30) }, TestContext.Current.CancellationToken);
            var tools = await session.ListToolsAsync(TestContext.Current.CancellationToken);
            return new Probe
            {
                Verdict = McpVerdict.Healthy,
                Era = session.Era,
                Version = session.ProtocolVersion,
                Transport = session.Transport,
                Tools = tools,
                Phases = session.Phases,
                Requests = session.Requests,
                ProcessId = session.ProcessId,
            };
        }
        catch (McpProtocolException exception)
        {
            return new Probe { Verdict = exception.Verdict, Message = exception.Message, Phases = exception.Phases, Requests = exception.Requests };
        }
    }
}
