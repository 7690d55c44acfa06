using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Probing;

/// <summary>Talks to one server as far as the checks need it: connect, list the tools, make the probe call. The session keeps the time-out.</summary>
internal sealed class ConversationHolder(McpConnector connector)
{
    public async Task<Conversation> HoldAsync(McpServer server, TimeSpan timeout, bool launch, bool listTools, bool probeCall, CancellationToken cancellationToken)
    {
        var so = new Conversation { Verdict = McpVerdict.Unreachable };
        McpSession? session = null;
        try
        {
            session = await connector.ConnectAsync(server, new ConnectOptions { Timeout = timeout, Launch = launch }, cancellationToken);
            so = Describe(session, so) with { Verdict = McpVerdict.Healthy, LatencyMs = session.Phases.TotalMs };
            var probe = probeCall ? server.Probe : null;
            if (!listTools && probe is null)
            {
                return so;
            }

            var tools = await session.ListToolsAsync(cancellationToken);
            so = Describe(session, so) with { Tools = tools, LatencyMs = session.Phases.TotalMs };
            return probe is null ? so : await ProbeAsync(session, probe, so, tools, cancellationToken);
        }
        catch (McpProtocolException exception)
        {
            return so with { Verdict = exception.Verdict, Message = exception.Message, Phases = exception.Phases, Requests = exception.Requests, LatencyMs = null };
        }
        finally
        {
            // The result need not wait until the server has left; the connector does.
            session?.EndInBackground();
        }
    }

    private static async Task<Conversation> ProbeAsync(McpSession session, McpProbeCall probe, Conversation so, IReadOnlyList<McpTool> tools, CancellationToken cancellationToken)
    {
        try
        {
            var call = await ProbeCall.MakeAsync(session, probe, tools, cancellationToken);
            var worked = call.Status is not HealthStatus.Unhealthy;
            return Describe(session, so) with { Verdict = worked ? McpVerdict.Healthy : McpVerdict.ToolError, Message = worked ? "" : call.Message, ProbeCall = call };
        }
        catch (McpProtocolException exception)
        {
            var call = CheckResults.Say(ProbeCall.CheckName, HealthStatus.Unhealthy, exception.Message);
            return Describe(session, so) with { Verdict = exception.Verdict, Message = exception.Message, ProbeCall = call };
        }
    }

    private static Conversation Describe(McpSession session, Conversation so) => so with
    {
        Transport = session.Transport,
        Era = session.Era,
        ProtocolVersion = session.ProtocolVersion,
        ServerName = session.ServerName,
        ServerVersion = session.ServerVersion,
        Instructions = session.Instructions,
        Phases = session.Phases,
        Requests = session.Requests,
    };
}
