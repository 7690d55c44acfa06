using System.Text.Json;
using McpOps.Protocol.Http;
using McpOps.Protocol.Rpc;

namespace McpOps.Protocol;

/// <summary>Finds out which era a server lives in, and shakes hands in it.</summary>
/// <remarks>
/// The modern greeting, <c>server/discover</c>, goes first: it costs no session. A legacy server answers it with an error, with nothing of use, or not at all;
/// in the last case <c>initialize</c> is sent beside it after a moment's patience, and the first useful answer decides. Nothing is given up meanwhile, so that
/// a modern server which is only slow to start is not mistaken for a legacy one.
/// </remarks>
internal sealed class Negotiation(IMcpChannel channel, TimeSpan patience, TimeProvider time)
{
    /// <summary>What was waited for last, for the message of a time-out.</summary>
    public string WaitedFor { get; private set; } = Methods.Discover;

    /// <summary>Shakes hands.</summary>
    /// <param name="remembered">The version that was agreed on the last time; null when there was none.</param>
    /// <param name="cancellationToken">The time-out, and Ctrl-C.</param>
    public async Task<Handshake> RunAsync(string? remembered, CancellationToken cancellationToken)
    {
        if (channel.LegacyOnly || (remembered is not null && !ProtocolVersions.IsModern(remembered)))
        {
            return await InitializeAsync(remembered ?? ProtocolVersions.LatestLegacy, cancellationToken);
        }

        using var decided = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var discover = DiscoverAsync(decided.Token);
        try
        {
            if (await AnswersWithinAsync(discover, patience, cancellationToken))
            {
                return await UseAsync(await discover, cancellationToken);
            }

            WaitedFor = $"{Methods.Discover} and {Methods.Initialize}";
            return await RaceAsync(discover, cancellationToken);
        }
        finally
        {
            await decided.CancelAsync();
            _ = discover.ContinueWith(static late => late.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private async Task<Handshake> UseAsync(Discovery discovery, CancellationToken cancellationToken) =>
        discovery.Handshake ?? await InitializeAsync(discovery.Versions, cancellationToken);

    private async Task<Handshake> RaceAsync(Task<Discovery> discover, CancellationToken cancellationToken)
    {
        var initialize = SendInitializeAsync(ProtocolVersions.LatestLegacy, cancellationToken);
        if (await Task.WhenAny(discover, initialize) == initialize && initialize.IsCompletedSuccessfully && (await initialize).Error is null)
        {
            return await ConfirmAsync(ReadVersion(await initialize), await initialize, cancellationToken);
        }

        if (await discover is { Handshake: { } modern })
        {
            return modern;
        }

        return await AgreeAsync(await initialize, cancellationToken);
    }

    private async Task<bool> AnswersWithinAsync(Task task, TimeSpan moment, CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var done = await Task.WhenAny(task, Task.Delay(moment, time, enough.Token)) == task;
        await enough.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        return done;
    }

    private async Task<Discovery> DiscoverAsync(CancellationToken cancellationToken)
    {
        try
        {
            var reply = await channel.RequestAsync(new RpcCall(Methods.Discover, ProtocolVersions.Modern), cancellationToken);
            return Discovery.Read(reply);
        }
        catch (HttpRefusal refusal) when (refusal.MayMeanLegacy)
        {
            return Discovery.Legacy;
        }
        catch (McpProtocolException exception) when (exception.MayMeanLegacy)
        {
            return Discovery.Legacy;
        }
    }

    private Task<Handshake> InitializeAsync(IReadOnlyList<string> offered, CancellationToken cancellationToken)
    {
        if (offered.Count > 0 && ProtocolVersions.NewestLegacy(offered) is null)
        {
            throw new McpProtocolException(McpVerdict.ProtocolError, $"It speaks only {Plain.Text(string.Join(", ", offered))}, and McpOps none of these. Update McpOps, or the server.");
        }

        return InitializeAsync(ProtocolVersions.NewestLegacy(offered) ?? ProtocolVersions.LatestLegacy, cancellationToken);
    }

    private async Task<Handshake> InitializeAsync(string version, CancellationToken cancellationToken) =>
        await AgreeAsync(await SendInitializeAsync(version, cancellationToken), cancellationToken);

    private async Task<Handshake> AgreeAsync(RpcReply reply, CancellationToken cancellationToken)
    {
        // One that insists on an older version says which it speaks, and is asked once more in that.
        if (reply.Error is { } error && ProtocolVersions.NewestLegacy(error.SupportedVersions) is { } older)
        {
            reply = await SendInitializeAsync(older, cancellationToken);
        }

        return reply.Error is null
            ? await ConfirmAsync(ReadVersion(reply), reply, cancellationToken)
            : throw reply.Error.Refusal($"It answers neither {Methods.Discover} nor {Methods.Initialize}");
    }

    private async Task<Handshake> ConfirmAsync(string version, RpcReply reply, CancellationToken cancellationToken)
    {
        WaitedFor = Methods.Initialized;
        await channel.NotifyAsync(new RpcCall(Methods.Initialized, version), cancellationToken);
        return Handshake.OfInitialize(version, reply.Result);
    }

    private Task<RpcReply> SendInitializeAsync(string version, CancellationToken cancellationToken)
    {
        if (WaitedFor is Methods.Discover)
        {
            WaitedFor = Methods.Initialize;
        }

        return channel.RequestAsync(new RpcCall(Methods.Initialize, Version: null) { Params = json => WriteParams(json, version) }, cancellationToken);
    }

    private static void WriteParams(Utf8JsonWriter json, string version)
    {
        json.WriteString("protocolVersion"u8, version);
        json.WriteStartObject("capabilities"u8);
        json.WriteEndObject();
        json.WriteStartObject("clientInfo"u8);
        ClientIdentity.Write(json);
        json.WriteEndObject();
    }

    private static string ReadVersion(RpcReply reply)
    {
        var version = Json.Text(reply.Result, "protocolVersion");
        return version is null ? throw new McpProtocolException(McpVerdict.ProtocolError, $"Its answer to {Methods.Initialize} names no protocol version. This is a fault of the server.")
            : ProtocolVersions.IsLegacy(version) ? version
            : throw new McpProtocolException(McpVerdict.ProtocolError, $"It insists on the protocol version '{Plain.Text(version)}', which McpOps does not speak. Update McpOps, or the server.");
    }

    /// <summary>What came of the modern greeting: a handshake, or the knowledge that it takes the legacy one.</summary>
    private sealed record Discovery(Handshake? Handshake, IReadOnlyList<string> Versions)
    {
        public static readonly Discovery Legacy = new(null, []);

        public static Discovery Read(RpcReply reply)
        {
            if (reply.Error is { } error)
            {
                return error.Code switch
                {
                    RpcError.HeaderMismatch => throw new McpProtocolException(
                        McpVerdict.ProtocolError, $"It finds our headers at odds with our request: {error}. A proxy that drops or changes the headers Mcp-Method and MCP-Protocol-Version does that."),
                    RpcError.MissingClientCapability => throw new McpProtocolException(McpVerdict.ProtocolError, $"It serves only clients with a capability that a probe does not have: {error}."),
                    _ => new Discovery(null, error.SupportedVersions),
                };
            }

            var versions = ProtocolVersions.Read(Json.Member(reply.Result, "supportedVersions"));
            return versions.Contains(ProtocolVersions.Modern, StringComparer.Ordinal)
                ? new Discovery(Protocol.Handshake.OfDiscover(reply.Result), versions)
                : new Discovery(null, versions);
        }
    }
}
