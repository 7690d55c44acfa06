using System.Collections.Concurrent;

namespace McpOps.Protocol.Rpc;

/// <summary>Brings replies that come on one shared stream to those who wait for them.</summary>
internal sealed class PendingReplies
{
    private readonly ConcurrentDictionary<long, Waiting> _waiting = new();
    private readonly object _gate = new();
    private long _lastId;
    private int _unanswered;
    private string? _stray;
    private McpProtocolException? _failure;

    public bool SpokeMcp { get; private set; }

    /// <summary>What a time-out has to say of an answer that could be given to nobody; empty as a rule.</summary>
    public string Stray => _stray is null ? "" : $" It sent an error that names no request of ours: {_stray}.";

    /// <summary>Sends a call under the next id and waits for its reply.</summary>
    /// <param name="call">The call.</param>
    /// <param name="send">Sends a message.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<RpcReply> AskAsync(RpcCall call, Func<ReadOnlyMemory<byte>, CancellationToken, Task> send, CancellationToken cancellationToken)
    {
        var (id, reply) = Open(call.Method);
        try
        {
            await send(call.Write(id), cancellationToken);
            return await reply.WaitAsync(cancellationToken);
        }
        finally
        {
            // Nobody waits for this reply any more.
            _waiting.TryRemove(id, out _);
        }
    }

    /// <summary>A notification goes out. It wants no answer, and there are servers that answer it all the same, sooner or later.</summary>
    public void Notified() => Interlocked.Increment(ref _unanswered);

    /// <summary>Takes a message in; the answer that it wants of us, or null.</summary>
    public ReadOnlyMemory<byte>? Take(RpcMessage message)
    {
        if (message.Method is { } method)
        {
            if (method is Methods.Discover or Methods.Initialize)
            {
                Fail(new McpProtocolException(McpVerdict.NotMcp, "It sends back what it is sent: it is no MCP server. Check the command."));
                return null;
            }

            SpokeMcp = true;
            return message.HasId ? RpcCall.Answer(message) : default(ReadOnlyMemory<byte>?);
        }

        SpokeMcp = true;
        if (message.Id is { } id && _waiting.TryRemove(id, out var waiting))
        {
            waiting.Settle(message);
        }
        else if (message.Id is not { } known || known < 1 || known > Volatile.Read(ref _lastId))
        {
            TakeStray(message);
        }

        return null;
    }

    /// <summary>Ends every wait, those to come included, with a failure. The first one counts.</summary>
    public void Fail(McpProtocolException failure)
    {
        lock (_gate)
        {
            _failure ??= failure;
        }

        foreach (var id in _waiting.Keys)
        {
            if (_waiting.TryRemove(id, out var waiting))
            {
                waiting.Source.TrySetException(_failure);
            }
        }
    }

    public static McpProtocolException WrongId(RpcMessage message) => new(
        McpVerdict.ProtocolError,
        $"It answered with the id {(message.Root.TryGetProperty("id", out var id) ? Plain.Text(id.GetRawText()) : "(none)")}, which no request has. JSON-RPC wants the id of the request back, as it was; this is a fault of the server.");

    // An answer whose id is none of ours. An error names what it is about in its words, if at all; else it is taken for the answer to a notification that
    // got none yet, and where there is none, for that to the request which has waited longest: so refuses a server that could not read its id.
    private void TakeStray(RpcMessage message)
    {
        if (message.IsError && Named(message) is { } named)
        {
            named.Settle(message);
        }
        else if ((message.IsError || message.IsEmptyResult) && Volatile.Read(ref _unanswered) > 0)
        {
            Interlocked.Decrement(ref _unanswered);
            _stray ??= message.IsError ? RpcError.Read(Json.Member(message.Root, "error")).ToString() : null;
        }
        else if (message.IsError && Oldest() is { } oldest)
        {
            oldest.Settle(message);
        }
        else
        {
            Fail(WrongId(message));
        }
    }

    private Waiting? Named(RpcMessage message)
    {
        var words = Json.Text(Json.Member(message.Root, "error"), "message") ?? "";
        foreach (var (id, waiting) in _waiting)
        {
            if (!words.Contains("notifications/", StringComparison.Ordinal) && words.Contains(waiting.Method, StringComparison.Ordinal) && _waiting.TryRemove(id, out _))
            {
                return waiting;
            }
        }

        return null;
    }

    private Waiting? Oldest() => _waiting.TryRemove(_waiting.Keys.DefaultIfEmpty(0).Min(), out var waiting) ? waiting : null;

    // Waits for the reply from now on: it may come before the sending is over.
    private (long Id, Task<RpcReply> Reply) Open(string method)
    {
        var waiting = new Waiting(method);
        lock (_gate)
        {
            var id = ++_lastId;
            if (_failure is not null)
            {
                waiting.Source.SetException(_failure);
            }
            else
            {
                _waiting[id] = waiting;
            }

            return (id, waiting.Source.Task);
        }
    }

    /// <summary>One who waits.</summary>
    private sealed record Waiting(string Method)
    {
        public TaskCompletionSource<RpcReply> Source { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Settle(RpcMessage message)
        {
            try
            {
                Source.TrySetResult(message.ToReply());
            }
            catch (McpProtocolException exception)
            {
                Source.TrySetException(exception);
            }
        }
    }
}
