using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Probing;

/// <summary>Probes one server: the conversation and all other checks at the same time, each within the time-out.</summary>
internal sealed class ServerProbe(EngineContext context, McpConnector connector, CheckSet checks, HealthOptions options)
{
    // What a failed conversation may take beyond its time-out to leave no session and no process behind.
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(15);

    private readonly ConversationHolder _conversations = new(connector);

    public async Task<McpHealth> ProbeAsync(McpServer server, CancellationToken cancellationToken)
    {
        var checkedAt = context.Time.GetUtcNow();
        var timeout = options.Timeout ?? (server.TimeoutSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : HealthOptions.DefaultTimeout);
        if (!server.Enabled)
        {
            return Describe(server, new Conversation { Verdict = McpVerdict.Disabled, Message = "Its owner switched it off, so it is not probed." }, [], timeout, checkedAt);
        }

        var others = checks.Others.Select(check => RunAsync(check, server, timeout, cancellationToken)).ToList();
        var speaks = checks.Session.Count > 0 && server.Transport is not McpTransport.None;
        var conversation = speaks ? await ConverseAsync(server, timeout, cancellationToken) : new Conversation { Verdict = server.Transport is McpTransport.None ? McpVerdict.Healthy : "" };
        var results = (speaks ? checks.Session : []).SelectMany(check => check.Check(server, conversation)).Concat((await Task.WhenAll(others)).SelectMany(found => found)).ToList();
        if (server.Transport is McpTransport.None && results.Exists(result => result.Status is HealthStatus.Unhealthy && !HostFindings.IsOfHost(result) && UpkeepFindings.NameOf(result) is null && !result.Name.StartsWith("certificates", StringComparison.Ordinal)))
        {
            // Nobody can call it: what belongs to it says whether it is there; that a certificate is over does not.
            conversation = conversation with { Verdict = McpVerdict.Unreachable };
        }

        return Shown(server, Describe(server, conversation, [.. results.OrderBy(result => result.Name, StringComparer.Ordinal)], timeout, checkedAt));
    }

    // A server that echoes its request or its environment shows no value that its definition holds.
    private static McpHealth Shown(McpServer server, McpHealth health)
    {
        var known = KnownValues.Of(server, Environment.GetEnvironmentVariable);
        return health with
        {
            Message = known.Mask(health.Message),
            ServerName = health.ServerName is { } name ? known.Mask(name) : null,
            ServerVersion = health.ServerVersion is { } version ? known.Mask(version) : null,
            Checks = new McpCheckList([.. health.Checks.Select(check => check with { Message = known.Mask(check.Message) })]),
        };
    }

    private async Task<Conversation> ConverseAsync(McpServer server, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var held = _conversations.HoldAsync(server, timeout, options.Launch, checks.Session.Any(check => check.NeedsTools), checks.Includes(ProbeCall.CheckName), cancellationToken);
        try
        {
            return await held.WaitAsync(timeout + Farewell, context.Time, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // It hears of the end itself: what it started is ended before anybody goes on.
            await ((Task)held).WaitAsync(Farewell, context.Time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
        catch (TimeoutException)
        {
            return new Conversation { Verdict = McpVerdict.Timeout, Message = $"It neither answered within {timeout.TotalSeconds:0.###} s nor let itself be closed." };
        }
        catch (McpOpsException exception)
        {
            return new Conversation { Verdict = McpVerdict.Unreachable, Message = exception.Message };
        }
        catch (Exception exception) when (OwnLack.Is(exception) && !cancellationToken.IsCancellationRequested)
        {
            return new Conversation { Verdict = McpVerdict.NotStarted, Message = OwnLack.Message };
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return new Conversation { Verdict = McpVerdict.ProtocolError, Message = Redaction.MaskText(exception.Message) };
        }
    }

    /// <summary>Runs a check, if it applies, in the time-out: what it throws, and a time-out, is that it could not be found out.</summary>
    private async Task<IReadOnlyList<McpCheckResult>> RunAsync(IHealthCheck check, McpServer server, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            return check.AppliesTo(server) ? await RunInTimeAsync(check, server, timeout, cancellationToken) : [];
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return [CheckResults.Say(check.Name, HealthStatus.Unknown, $"Not finished within {timeout.TotalSeconds:0.###} s.")];
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return [CheckResults.Say(check.Name, HealthStatus.Unknown, $"It could not be found out: {Redaction.MaskText(exception.Message)}")];
        }
    }

    // On another thread, because a check may block the one it runs on.
    private async Task<IReadOnlyList<McpCheckResult>> RunInTimeAsync(IHealthCheck check, McpServer server, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, context.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        return await Task.Run(() => check.CheckAsync(server, either.Token), either.Token).WaitAsync(either.Token);
    }

    private McpHealth Describe(McpServer server, Conversation conversation, IReadOnlyList<McpCheckResult> results, TimeSpan timeout, DateTimeOffset checkedAt)
    {
        var phases = conversation.Phases;
        return new McpHealth
        {
            Server = server.Name,
            Host = context.Host,
            Status = HealthStatus.Worst(results.Select(result => result.Status)),
            Verdict = conversation.Verdict,
            Message = context.Words(Message(conversation, results)),
            Target = server.Target,
            Transport = conversation.Transport ?? server.Transport,
            Origin = server.Origin,
            Subject = server,
            Era = conversation.Era,
            ProtocolVersion = conversation.ProtocolVersion,
            ServerName = conversation.ServerName,
            ServerVersion = conversation.ServerVersion,
            LatencyMs = Round(conversation.LatencyMs),
            ResolveMs = Round(phases.ResolveMs),
            ConnectMs = Round(phases.ConnectMs),
            TlsMs = Round(phases.TlsMs),
            FirstByteMs = Round(phases.FirstByteMs),
            HandshakeMs = Round(phases.HandshakeMs),
            ListMs = Round(phases.ListMs),
            CallMs = Round(phases.CallMs),
            RemainderMs = Round(phases.RemainderMs),
            TimeoutMs = timeout.TotalMilliseconds,
            Requests = conversation.Verdict is McpVerdict.Disabled or McpVerdict.NotStarted or "" ? null : conversation.Requests,
            ToolCount = conversation.Tools?.Count,
            ToolListBytes = conversation.Tools?.Sum(tool => tool.Bytes),
            ToolListTokens = conversation.Tools?.Sum(tool => tool.Tokens),
            Tools = conversation.Tools,
            Instructions = conversation.Instructions,
            Checks = new McpCheckList([.. results.Select(result => result with { Message = context.Words(result.Message) })]),
            CheckedAt = checkedAt.LocalDateTime,
        };
    }

    // What the conversation came to explains most of the rest, so it comes first; then the gravest of the others.
    private static string Message(Conversation conversation, IReadOnlyList<McpCheckResult> results)
    {
        if (conversation.Message.Length > 0)
        {
            return conversation.Message;
        }

        return results.Count == 0 ? "None of the checks that were asked for applies to it." : HostFindings.Text(results);
    }

    private static double? Round(double? milliseconds) => milliseconds is { } value ? Math.Round(value, 2) : null;
}
