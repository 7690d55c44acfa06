using System.Diagnostics;
using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Probing;

/// <summary>Talks to one server as far as the checks need it: connect, list the tools, make the probe call.</summary>
internal sealed class ConversationHolder(McpConnector connector)
{
    public async Task<Conversation> HoldAsync(McpServer server, TimeSpan timeout, bool launch, bool listTools, bool probeCall, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        var started = Stopwatch.GetTimestamp();
        var so = new Conversation { Verdict = McpVerdict.Timeout };
        McpSession? session = null;
        try
        {
            session = await connector.ConnectAsync(server, new ConnectOptions { Timeout = timeout, Launch = launch }, limit.Token);
            so = Describe(session, so);
            var tools = listTools || (probeCall && server.Probe is not null) ? await session.ListToolsAsync(limit.Token) : null;
            so = Describe(session, so) with { Tools = tools, LatencyMs = Stopwatch.GetElapsedTime(started).TotalMilliseconds };
            var call = probeCall && server.Probe is { } probe ? await ProbeCall.MakeAsync(session, probe, tools ?? [], limit.Token) : null;
            var worked = call?.Status is not HealthStatus.Unhealthy;
            return Describe(session, so) with { Verdict = worked ? McpVerdict.Healthy : McpVerdict.ToolError, Message = worked ? "" : call!.Message, ProbeCall = call };
        }
        catch (McpProtocolException exception)
        {
            return so with
            {
                Verdict = exception.Verdict,
                Message = exception.Message,
                Phases = session?.Phases ?? exception.Phases,
                Requests = session?.Requests ?? exception.Requests,
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return so with { Verdict = McpVerdict.Timeout, Message = $"No answer within {timeout.TotalSeconds:0.###} s. Is the server busy or stuck? A longer time can be given with --timeout or -Timeout." };
        }
        finally
        {
            if (session is not null)
            {
                await session.DisposeAsync();
            }
        }
    }

    private static Conversation Describe(McpSession session, Conversation so) => so with
    {
        Era = session.Era,
        ProtocolVersion = session.ProtocolVersion,
        ServerName = session.ServerName,
        ServerVersion = session.ServerVersion,
        Phases = session.Phases,
        Requests = session.Requests,
    };
}
