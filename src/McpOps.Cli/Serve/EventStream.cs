#pragma warning disable MCP9006 // See EventStreams.
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpOps.Cli.Serve;

/// <summary>One stream's events, numbered from 0; the oldest give way when there are too many.</summary>
internal sealed class EventStream(string id, SseEventStreamOptions options, Action<EventStream> ended) : ISseEventStreamWriter
{
    private const int MaxEvents = 1000;

    private readonly Lock _gate = new();
    private readonly Queue<SseItem<JsonRpcMessage?>> _events = new();
    private TaskCompletionSource _changed = NewSignal();
    private int _count;
    private bool _polling = options.Mode is SseEventStreamMode.Polling;
    private bool _ended;

    public string Id => id;

    /// <summary>Reads what comes after an event.</summary>
    public ISseEventStreamReader After(int number) => new Reader(this, options, number + 1);

    public ValueTask SetModeAsync(SseEventStreamMode mode, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            _polling = mode is SseEventStreamMode.Polling;
            Signal();
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<SseItem<JsonRpcMessage?>> WriteEventAsync(SseItem<JsonRpcMessage?> sseItem, CancellationToken cancellationToken = default)
    {
        if (sseItem.EventId is not null)
        {
            return ValueTask.FromResult(sseItem);
        }

        lock (_gate)
        {
            var numbered = new SseItem<JsonRpcMessage?>(sseItem.Data, sseItem.EventType) { EventId = $"{id}-{_count++}", ReconnectionInterval = sseItem.ReconnectionInterval };
            _events.Enqueue(numbered);
            if (_events.Count > MaxEvents)
            {
                _events.Dequeue();
            }

            Signal();
            return ValueTask.FromResult(numbered);
        }
    }

    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_ended)
            {
                return ValueTask.CompletedTask;
            }

            _ended = true;
            Signal();
        }

        ended(this);
        return ValueTask.CompletedTask;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Signal()
    {
        _changed.SetResult();
        _changed = NewSignal();
    }

    private sealed class Reader(EventStream stream, SseEventStreamOptions options, int next) : ISseEventStreamReader
    {
        public string SessionId => options.SessionId;

        public string StreamId => options.StreamId;

        public async IAsyncEnumerable<SseItem<JsonRpcMessage?>> ReadEventsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            var seen = next;
            for (var last = false; !last;)
            {
                Task changed;
                SseItem<JsonRpcMessage?>[] events;
                lock (stream._gate)
                {
                    var first = stream._count - stream._events.Count;
                    events = [.. stream._events.Skip(seen - first)];
                    seen = stream._count;

                    // Who polls gets what there is, and waits here rather than coming back in vain when there is nothing.
                    last = stream._ended || (stream._polling && events.Length > 0);
                    changed = stream._changed.Task;
                }

                foreach (var one in events)
                {
                    yield return one;
                }

                if (!last)
                {
                    await changed.WaitAsync(cancellationToken);
                }
            }
        }
    }
}
