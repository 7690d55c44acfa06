using System.Collections.Concurrent;

namespace McpOps.Protocol.Rpc;

/// <summary>Brings replies that come on one shared stream to those who wait for them.</summary>
internal sealed class PendingReplies
{
    private readonly ConcurrentDictionary<long, TaskCompletionSource<RpcReply>> _waiting = new();
    private readonly object _gate = new();
    private long _lastId;
    private McpProtocolException? _failure;

    public bool SpokeMcp { get; private set; }

    /// <summary>Sends a call under the next id and waits for its reply.</summary>
    /// <param name="call">The call.</param>
    /// <param name="send">Sends a message.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<RpcReply> AskAsync(RpcCall call, Func<ReadOnlyMemory<byte>, CancellationToken, Task> send, CancellationToken cancellationToken)
    {
        var (id, reply) = Open();
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
        if (message.Id is { } id && _waiting.TryRemove(id, out var source))
        {
            source.TrySetResult(message.ToReply());
        }
        else if (message.IsErrorWithoutId && TakeOldest() is { } oldest)
        {
            oldest.TrySetResult(message.ToReply());
        }
        else if (message.Id is not { } known || known < 1 || known > Volatile.Read(ref _lastId))
        {
            Fail(WrongId(message));
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
            if (_waiting.TryRemove(id, out var source))
            {
                source.TrySetException(_failure);
            }
        }
    }

    public static McpProtocolException WrongId(RpcMessage message) => new(
        McpVerdict.ProtocolError,
        $"It answered with the id {(message.Root.TryGetProperty("id", out var id) ? Plain.Text(id.GetRawText()) : "(none)")}, which no request has. JSON-RPC wants the id of the request back, as it was; this is a fault of the server.");

    // Waits for the reply from now on: it may come before the sending is over.
    private (long Id, Task<RpcReply> Reply) Open()
    {
        var source = new TaskCompletionSource<RpcReply>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            var id = ++_lastId;
            if (_failure is not null)
            {
                source.SetException(_failure);
            }
            else
            {
                _waiting[id] = source;
            }

            return (id, source.Task);
        }
    }

    private TaskCompletionSource<RpcReply>? TakeOldest()
    {
        var oldest = _waiting.Keys.DefaultIfEmpty(0).Min();
        return _waiting.TryRemove(oldest, out var source) ? source : null;
    }
}
