namespace McpOps.Capacity.Load;

/// <summary>Something that calls can be made of: one server over one transport.</summary>
internal interface ILoadTarget : IAsyncDisposable
{
    /// <summary>Connections opened or processes started so far.</summary>
    long Connects { get; }

    /// <summary>The server's own process where the target started it; null otherwise.</summary>
    int? ProcessId { get; }

    /// <summary>Opens what is shared by the calls: sessions, processes.</summary>
    /// <exception cref="McpOpsException">It could not be opened.</exception>
    Task OpenAsync(CancellationToken cancellationToken);

    /// <summary>Makes one call and checks its answer. What goes wrong is an outcome, not an exception.</summary>
    /// <param name="slot">The place that makes it: it has at most one call in flight, and keeps the buffers.</param>
    ValueTask<CallOutcome> CallAsync(LoadSlot slot);
}

/// <summary>How a call ended.</summary>
/// <param name="Error">Its kind of failure; null for success.</param>
/// <param name="Sent">Bytes sent.</param>
/// <param name="Received">Bytes received.</param>
internal readonly record struct CallOutcome(string? Error, int Sent, int Received)
{
    /// <summary>The moment of the answer as a <see cref="System.Diagnostics.Stopwatch"/> timestamp; 0 for when the call returned.</summary>
    public long AnsweredAt { get; init; }

    /// <summary>The seconds that the server asked to wait.</summary>
    public double? RetryAfterSeconds { get; init; }
}

/// <summary>The kinds of failure that do not carry a number.</summary>
internal static class CallError
{
    public const string Timeout = "timeout";
    public const string Connection = "connection";
    public const string Refused = "refused";
    public const string LocalSockets = "local sockets";
    public const string NotJson = "not json";
    public const string NotRpc = "not json-rpc";
    public const string WrongId = "wrong id";
    public const string NoAnswer = "no answer";
    public const string ToolError = "tool error";
    public const string RateLimited = "http 429";
    public const string LocalProcesses = "local processes";
    public const string Exited = "process exited";
    public const string Cancelled = "cancelled";
}
