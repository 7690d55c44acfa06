namespace McpOps.Protocol.Http;

/// <summary>Reads through a stream of events, and refuses to read on where a single event grows beyond a limit.</summary>
internal sealed class EventLimitStream(Stream inner, long maxBytes) : ReadThroughStream(inner)
{
    private long _sinceEvent;

    /// <summary>An event was complete: the count begins again.</summary>
    public void BeginEvent() => _sinceEvent = 0;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await Inner.ReadAsync(buffer, cancellationToken);
        _sinceEvent += read;
        return _sinceEvent <= maxBytes ? read : throw new Rpc.MessageTooLargeException(maxBytes);
    }

    public override int Read(Span<byte> buffer) => throw new NotSupportedException();
}
