using System.Buffers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using McpOps.Protocol.Rpc;

namespace McpOps.Protocol.Http;

/// <summary>Reads the body of an answer in bounded memory.</summary>
internal static class HttpBody
{
    /// <summary>The whole body.</summary>
    /// <exception cref="MessageTooLargeException">It is larger than allowed.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAllAsync(HttpResponseMessage response, long maxBytes, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength > maxBytes)
        {
            throw new MessageTooLargeException(maxBytes);
        }

        var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new ArrayBufferWriter<byte>((int)Math.Min(response.Content.Headers.ContentLength + 1 ?? 4096, 1 << 20));
        while (true)
        {
            var read = await stream.ReadAsync(buffer.GetMemory(1024), cancellationToken);
            if (read == 0)
            {
                return buffer.WrittenMemory;
            }

            buffer.Advance(read);
            if (buffer.WrittenCount > maxBytes)
            {
                throw new MessageTooLargeException(maxBytes);
            }
        }
    }

    /// <summary>The events of a stream as they come. Data that is no message comes as it is.</summary>
    /// <exception cref="MessageTooLargeException">An event is larger than allowed.</exception>
    public static async IAsyncEnumerable<SseEvent> ReadEventsAsync(HttpResponseMessage response, long maxBytes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var stream = new EventLimitStream(await response.Content.ReadAsStreamAsync(cancellationToken), maxBytes);
        var parser = SseParser.Create(stream, (_, data) => Parse(data));
        await foreach (var item in parser.EnumerateAsync(cancellationToken))
        {
            stream.BeginEvent();
            yield return item.Data with { Type = item.EventType, Id = item.EventId, Retry = item.ReconnectionInterval };
        }
    }

    private static SseEvent Parse(ReadOnlySpan<byte> data) => RpcMessage.TryParse(data, out var messages)
        ? new SseEvent { Messages = messages }
        : new SseEvent { Text = System.Text.Encoding.UTF8.GetString(data[..Math.Min(data.Length, 4096)]), IsBroken = RpcMessage.LooksLikeOne(data) };
}

/// <summary>One server-sent event.</summary>
internal sealed record SseEvent
{
    public IReadOnlyList<RpcMessage> Messages { get; init; } = [];

    /// <summary>Its data, where that is no message.</summary>
    public string? Text { get; init; }

    /// <summary>The data was meant as a message and is no valid JSON.</summary>
    public bool IsBroken { get; init; }

    public string Type { get; init; } = "message";

    public string? Id { get; init; }

    public TimeSpan? Retry { get; init; }
}
