using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpOps.Protocol.Http;
using McpOps.Protocol.Rpc;
using McpOps.Servers;

namespace McpOps.Protocol;

/// <summary>A negotiated conversation with one server. Disposing it leaves no session and no process behind.</summary>
public sealed class McpSession : IAsyncDisposable
{
    private readonly McpServer _server;
    private readonly IMcpChannel _channel;
    private readonly Handshake _handshake;
    private readonly PhaseClock _clock;
    private readonly Deadline _deadline;
    private readonly McpConnector _connector;
    private ToolHeaders? _toolHeaders;
    private Task? _ending;

    internal McpSession(McpServer server, Connected connected, PhaseClock clock, Deadline deadline, McpConnector connector)
    {
        _server = server;
        _channel = connected.Channel;
        _handshake = connected.Handshake;
        Transport = connected.Transport;
        _clock = clock;
        _deadline = deadline;
        _connector = connector;
    }

    /// <summary>The transport that is spoken: <c>stdio</c>, <c>http</c> or <c>sse</c>. An address that was given ad hoc may turn out to be <c>sse</c>.</summary>
    public string Transport { get; }

    /// <summary><c>legacy</c> (up to 2025-11-25) or <c>modern</c> (from 2026-07-28).</summary>
    public string Era => _handshake.IsModern ? "modern" : "legacy";

    /// <summary>The negotiated protocol version.</summary>
    public string ProtocolVersion => _handshake.Version;

    /// <summary>The name that the server gives itself; null when it gives none.</summary>
    public string? ServerName => _handshake.ServerName;

    /// <summary>The version that the server gives itself; null when it gives none.</summary>
    public string? ServerVersion => _handshake.ServerVersion;

    /// <summary>What the server tells a model about itself; null when it says nothing.</summary>
    public string? Instructions => _handshake.Instructions;

    /// <summary>The process of a stdio server; null for HTTP.</summary>
    public int? ProcessId => _channel.ProcessId;

    /// <summary>How long the phases took so far.</summary>
    public PhaseTimes Phases => _clock.Read();

    /// <summary>Requests and notifications made so far. What ends the session is not counted.</summary>
    public int Requests => _channel.Requests;

    /// <summary>Reads the whole tool list, all pages, duplicate names included.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="McpProtocolException">The server did not give one.</exception>
    public async Task<IReadOnlyList<McpTool>> ListToolsAsync(CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            var definitions = await GuardAsync(Methods.ListTools, token => (PagedList.Tools with { IsOptional = !_handshake.DeclaresTools }).ReadAsync(RequestAsync, _handshake.IsModern, token), cancellationToken);
            _toolHeaders = ToolHeaders.Of(definitions);
            return [.. definitions.Select(definition => ToolList.Describe(_server.Name, definition))];
        }
        finally
        {
            _clock.Listed(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
    }

    /// <summary>Calls a tool.</summary>
    /// <param name="tool">The tool's name.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="McpProtocolException">The call could not be made. A tool that reports a failure is a result, not an exception.</exception>
    public async Task<McpToolResult> CallToolAsync(string tool, JsonObject arguments, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var text = arguments.ToJsonString();
        var call = new RpcCall(Methods.CallTool, ProtocolVersion)
        {
            Name = tool,
            Params = json =>
            {
                json.WriteString("name"u8, tool);
                json.WritePropertyName("arguments"u8);
                json.WriteRawValue(text);
            },
            ParamHeaders = _handshake.IsModern ? _toolHeaders?.For(tool, arguments) ?? [] : [],
        };
        RpcReply reply;
        try
        {
            reply = await GuardAsync($"the tool '{Plain.Text(tool)}'", token => _channel.RequestAsync(call, token), cancellationToken);
        }
        finally
        {
            _clock.Called(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return reply.Error is { } error
            ? throw Failed(new McpProtocolException(McpVerdict.ToolError, ToolAnswer.Refused(tool, error)))
            : ToolAnswer.Read(_server.Name, tool, reply.Result, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    /// <summary>Whether the server declares resources.</summary>
    internal bool HasResources => _handshake.DeclaresResources;

    /// <summary>Whether the server declares prompts.</summary>
    internal bool HasPrompts => _handshake.DeclaresPrompts;

    /// <summary>Reads a whole list, all pages, as the server sends it.</summary>
    internal Task<IReadOnlyList<JsonElement>> ListAsync(PagedList list, CancellationToken cancellationToken) =>
        GuardAsync(list.Method, token => list.ReadAsync(RequestAsync, _handshake.IsModern, token), cancellationToken);

    /// <summary>Asks for one thing by its name; a refusal is in the reply.</summary>
    internal Task<RpcReply> AskAsync(string method, string name, Action<Utf8JsonWriter> writeParams, CancellationToken cancellationToken) =>
        GuardAsync(method, token => _channel.RequestAsync(new RpcCall(method, ProtocolVersion) { Name = name, Params = writeParams }, token), cancellationToken);

    /// <summary>Asks for a sign of life: <c>ping</c> in the legacy era, <c>server/discover</c> in the modern one, which has no ping.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How long the answer took, in milliseconds.</returns>
    /// <exception cref="McpProtocolException">There was none.</exception>
    public async Task<double> PingAsync(CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var method = _handshake.IsModern ? Methods.Discover : Methods.Ping;
        await GuardAsync(method, token => CallAsync(method, writeParams: null, token), cancellationToken);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    /// <summary>
    /// Ends the session without making the caller wait: the connector waits, at the latest when it is disposed. So a result can be shown before a stdio
    /// server has left.
    /// </summary>
    public void EndInBackground() => _connector.Await(EndAsync());

    /// <summary>Ends the session (HTTP DELETE) or the process with all its children, and waits until that is done. It takes 4 s at most.</summary>
    public async ValueTask DisposeAsync() => await EndAsync();

    private Task EndAsync()
    {
        return _ending ??= EndOnceAsync();

        async Task EndOnceAsync()
        {
            await _channel.DisposeAsync();
            _deadline.Dispose();
        }
    }

    private async Task<RpcReply> CallAsync(string method, Action<Utf8JsonWriter>? writeParams, CancellationToken cancellationToken)
    {
        var reply = await RequestAsync(method, writeParams, cancellationToken);
        return reply.Error is { } error ? throw error.Refusal($"It refuses {method}") : reply;
    }

    private Task<RpcReply> RequestAsync(string method, Action<Utf8JsonWriter>? writeParams, CancellationToken cancellationToken) =>
        _channel.RequestAsync(new RpcCall(method, ProtocolVersion) { Params = writeParams }, cancellationToken);

    private async Task<T> GuardAsync<T>(string waitedFor, Func<CancellationToken, Task<T>> operation, CancellationToken cancellationToken)
    {
        using var limit = _deadline.Begin(cancellationToken);
        try
        {
            return await operation(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            var (verdict, message) = _channel.ExplainSilence(waitedFor, _deadline.Timeout);
            throw Failed(new McpProtocolException(verdict, message));
        }
        catch (OperationCanceledException)
        {
            _channel.Abort();
            throw;
        }
        catch (HttpRefusal refusal)
        {
            throw Failed(HttpDiagnosis.Explain(refusal, spokeMcp: true));
        }
        catch (McpProtocolException exception)
        {
            throw Failed(exception);
        }
    }

    private McpProtocolException Failed(McpProtocolException exception) => exception.With(Phases, Requests);
}
