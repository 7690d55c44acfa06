using System.Collections.Concurrent;
using McpOps.Protocol.Http;
using McpOps.Protocol.Stdio;
using McpOps.Servers;
using Microsoft.Extensions.Logging;

namespace McpOps.Protocol;

/// <summary>One attempt to connect: opens the way, shakes hands, and turns whatever goes wrong into one verdict with nothing left behind.</summary>
internal sealed class Attempt(McpServer server, ConnectOptions options, Deadline deadline, TimeProvider time)
{
    public PhaseClock Clock { get; } = new();

    /// <summary>What was found elsewhere on a server that has no MCP where it should be, by its address: looked for once.</summary>
    public required ConcurrentDictionary<string, Whereabouts> Elsewhere { get; init; }

    /// <summary>Hears the exchange.</summary>
    public required ILogger Logger { get; init; }

    /// <summary>Connects.</summary>
    /// <param name="last">How it went the last time; null when there was none.</param>
    /// <param name="cancellationToken">Ctrl-C.</param>
    public async Task<Connected> RunAsync(Agreement? last, CancellationToken cancellationToken)
    {
        using var limit = deadline.Begin(cancellationToken);
        var remembered = last?.Version;
        var transport = last?.Transport ?? server.Transport;
        try
        {
            return await GreetAsync(transport, remembered, legacyOnly: false, limit.Token, cancellationToken);
        }
        catch (McpProtocolException exception) when (exception.SpeaksSse && server.Origin is ServerOrigin.AdHoc)
        {
            // Nobody said which transport the address is for: it is the other one.
            return await GreetAsync(McpTransport.Sse, remembered: null, legacyOnly: true, limit.Token, cancellationToken);
        }
        catch (McpProtocolException exception) when (exception is { Verdict: McpVerdict.Exited, MayMeanLegacy: true } && (remembered is null || ProtocolVersions.IsModern(remembered)))
        {
            // A strict legacy server ends at a greeting that it does not know: it gets one more start, with the one that it does.
            return await GreetAsync(transport, remembered: null, legacyOnly: true, limit.Token, cancellationToken);
        }
    }

    private async Task<Connected> GreetAsync(string transport, string? remembered, bool legacyOnly, CancellationToken limit, CancellationToken cancellationToken)
    {
        var (channel, line) = Open(transport, legacyOnly);
        var negotiation = new Negotiation(channel, options.DiscoverPatience, time);
        McpProtocolException failure;
        try
        {
            var handshake = await negotiation.RunAsync(remembered, limit);
            Clock.Note(Moment.Connected);
            return new Connected(channel, handshake, transport);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            channel.Abort();
            await channel.DisposeAsync();
            throw;
        }
        catch (OperationCanceledException)
        {
            var (verdict, message) = channel.ExplainSilence(negotiation.WaitedFor, deadline.Timeout);
            failure = new McpProtocolException(verdict, message);
        }
        catch (HttpRefusal refusal)
        {
            failure = await ExplainAsync(refusal, line!, transport, channel.SpokeMcp, limit);
        }
        catch (McpProtocolException exception)
        {
            failure = exception;
        }

        // It had its time, or broke the rules: it goes at once.
        failure = failure.With(Clock.Read(), channel.Requests);
        channel.Abort();
        await channel.DisposeAsync();
        throw failure;
    }

    private (IMcpChannel Channel, HttpLine? Line) Open(string transport, bool legacyOnly)
    {
        var connection = Resolve();
        var (channel, line) = Open(transport, legacyOnly, connection);
        return (Logger.IsEnabled(LogLevel.Debug) ? new TracedChannel(channel, Logger, server.Name, connection) : channel, line);
    }

    private (IMcpChannel Channel, HttpLine? Line) Open(string transport, bool legacyOnly, McpConnection connection)
    {
        if (transport is McpTransport.Stdio)
        {
            var plan = LaunchPlan.Create(connection, trusted: server.Origin is not ServerOrigin.Discovered, Guid.NewGuid().ToString("N"));
            Clock.Note(Moment.ConnectBegan);
            var process = StdioProcess.Start(plan);
            Clock.Note(Moment.ConnectEnded);
            return (new StdioChannel(process, Clock, options.MaxMessageBytes, legacyOnly), null);
        }

        var line = new HttpLine(Address(connection), connection.Headers, Clock, options.MaxMessageBytes);
        return (transport is McpTransport.Sse ? new SseChannel(line) : new HttpChannel(line, time), line);
    }

    private McpConnection Resolve()
    {
        try
        {
            return ConnectionResolver.Resolve(server, Environment.GetEnvironmentVariable);
        }
        catch (McpOpsException exception)
        {
            throw new McpProtocolException(McpVerdict.NotStarted, exception.Message, exception);
        }
    }

    private static Uri Address(McpConnection connection) => Uri.TryCreate(connection.Url, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
        ? url
        : throw new McpProtocolException(McpVerdict.Unreachable, $"'{Plain.Text(connection.Url ?? "")}' is not an absolute http or https address. Write it whole, such as http://127.0.0.1:8000/mcp.");

    private async Task<McpProtocolException> ExplainAsync(HttpRefusal refusal, HttpLine line, string transport, bool spokeMcp, CancellationToken limit)
    {
        var plain = HttpDiagnosis.Explain(refusal, spokeMcp);
        if (plain.Verdict is not McpVerdict.NotMcp || !refusal.MayBeElsewhere)
        {
            return plain;
        }

        var key = transport + " " + line.Url;
        if (!Elsewhere.TryGetValue(key, out var found))
        {
            found = await new PathHunt(line, transport).FindAsync(limit);
            Elsewhere[key] = found;
        }

        return found.Advice is null ? plain : new McpProtocolException(McpVerdict.WrongTransport, found.Advice, refusal) { SpeaksSse = found.SseHere };
    }
}

/// <summary>A connection that was made.</summary>
internal sealed record Connected(IMcpChannel Channel, Handshake Handshake, string Transport);

/// <summary>What was agreed on with a server the last time.</summary>
internal sealed record Agreement(string Version, string Transport);
