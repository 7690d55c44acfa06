using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.RateLimiting;
using McpOps.Protocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpOps.Cli.Serve;

/// <summary>Bounds how many tool calls run and wait at once, over all clients together, and counts them.</summary>
internal sealed class ToolCalls : IDisposable
{
    private readonly ServeOptions _options;
    private readonly ServeMetrics _metrics;
    private readonly ServeLog _log;
    private readonly TimeProvider _time;
    private readonly ConcurrencyLimiter _limiter;

    public ToolCalls(ServeOptions options, ServeMetrics metrics, ServeLog log, TimeProvider time)
    {
        (_options, _metrics, _log, _time) = (options, metrics, log, time);
        _limiter = new ConcurrencyLimiter(new ConcurrencyLimiterOptions
        {
            PermitLimit = options.MaxConcurrency,
            QueueLimit = options.MaxQueue,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
    }

    /// <summary>Calls that run now.</summary>
    public long Running => _options.MaxConcurrency - (_limiter.GetStatistics()?.CurrentAvailablePermits ?? 0);

    /// <summary>Calls that wait for one that runs to end.</summary>
    public long Waiting => _limiter.GetStatistics()?.CurrentQueuedCount ?? 0;

    /// <summary>Puts every tool call of a server under the limits.</summary>
    public void Watch(McpServerOptions server) =>
        server.Filters.Request.CallToolFilters.Insert(0, next => (request, cancellationToken) => CallAsync(next, request, cancellationToken));

    public void Dispose() => _limiter.Dispose();

    private async ValueTask<CallToolResult> CallAsync(
        McpRequestHandler<CallToolRequestParams, CallToolResult> next, RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken)
    {
        // A name that no tool has comes from outside: as a label it would grow the metrics without end.
        var tool = request.MatchedPrimitive?.Id ?? "unknown";
        using var place = await _limiter.AcquireAsync(1, cancellationToken);
        if (!place.IsAcquired)
        {
            _metrics.CountCall(tool, ToolOutcome.Busy);
            _log.Warning($"Busy: refused a call of {tool}; {_options.MaxConcurrency} run and {_options.MaxQueue} wait");
            return new CallToolResult
            {
                IsError = true,
                Content = [new TextContentBlock { Text = $"Busy: {_options.MaxConcurrency} calls run and {_options.MaxQueue} wait already; try again in a moment." }],
            };
        }

        var started = _time.GetTimestamp();
        var outcome = ToolOutcome.Error;
        if (Faults(request) is { Count: > 0 } faults)
        {
            _metrics.CountCall(tool, outcome, _time.GetElapsedTime(started));
            _log.Warning($"Refused a call of {tool}: {string.Join("; ", faults)}");
            return new CallToolResult { IsError = true, Content = [new TextContentBlock { Text = $"The arguments of {tool} do not fit: {string.Join("; ", faults)}." }] };
        }

        using var call = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var over = new CancellationTokenSource();
        _ = Caller.Of(request.JsonRpcRequest)?.EndWhenGoneAsync(call, _time, over.Token);
        try
        {
            var result = await next(request, call.Token);
            outcome = result.IsError == true ? ToolOutcome.Error : ToolOutcome.Ok;
            return result;
        }
        catch (OperationCanceledException) when (call.IsCancellationRequested)
        {
            outcome = ToolOutcome.Cancelled;
            throw;
        }
        finally
        {
            await over.CancelAsync();
            _metrics.CountCall(tool, outcome, _time.GetElapsedTime(started));
        }
    }

    // A model that is told which argument is missing can mend its call; the library says only that something failed.
    private static IReadOnlyList<string> Faults(RequestContext<CallToolRequestParams> request) => request.MatchedPrimitive is McpServerTool tool
        ? ArgumentCheck.Violations(new JsonObject((request.Params?.Arguments ?? new Dictionary<string, JsonElement>(StringComparer.Ordinal)).Select(argument => KeyValuePair.Create(argument.Key, Node(argument.Value)))), tool.ProtocolTool.InputSchema.GetRawText())
        : [];

    private static JsonNode? Node(JsonElement value) => JsonNode.Parse(value.GetRawText());
}
