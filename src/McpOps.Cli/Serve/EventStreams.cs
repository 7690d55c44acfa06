#pragma warning disable MCP9006 // The library marks sessions as legacy, and the resuming of their streams with them: it is for the clients that still have both.
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using ModelContextProtocol.Server;

namespace McpOps.Cli.Serve;

/// <summary>Keeps what the event streams of sessions carried: a client whose connection broke goes on after the last event it saw.</summary>
internal sealed class EventStreams : ISseEventStreamStore
{
    // A client that lost its connection is back within moments; those that do not come back must not cost memory.
    private const int MaxEnded = 64;

    private readonly ConcurrentDictionary<string, EventStream> _streams = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _ended = new();

    public ValueTask<ISseEventStreamWriter> CreateStreamAsync(SseEventStreamOptions options, CancellationToken cancellationToken = default)
    {
        var stream = new EventStream(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)), options, Forget);
        _streams[stream.Id] = stream;
        return ValueTask.FromResult<ISseEventStreamWriter>(stream);
    }

    public ValueTask<ISseEventStreamReader?> GetStreamReaderAsync(string lastEventId, CancellationToken cancellationToken = default)
    {
        var reader = lastEventId.Split('-') is [var id, var number] && _streams.TryGetValue(id, out var stream)
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var seen)
                ? stream.After(seen)
                : null;
        return ValueTask.FromResult(reader);
    }

    private void Forget(EventStream stream)
    {
        _ended.Enqueue(stream.Id);
        while (_ended.Count > MaxEnded && _ended.TryDequeue(out var oldest))
        {
            _streams.TryRemove(oldest, out _);
        }
    }
}
