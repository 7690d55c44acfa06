using System.Collections.Concurrent;
using System.Diagnostics;

namespace McpOps.Capacity.Load;

/// <summary>Finds one answer in an event stream (WHATWG server-sent events) as it comes, past notifications and comments.</summary>
internal sealed class EventStreamAnswer(LoadSlot slot, long id, ConcurrentDictionary<long, string> kinds)
{
    // A server has answered, and leaves the stream open: a while for its end, so that the connection can be used again.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private int _length;
    private bool _answered;
    private string? _error = CallError.NoAnswer;

    /// <summary>Bytes received.</summary>
    public int Received { get; private set; }

    /// <summary>Reads until the answer, then to the end of the stream.</summary>
    /// <returns>The kind of failure, and the moment of the answer.</returns>
    public async ValueTask<(string? Error, long AnsweredAt)> ReadAsync(Stream stream)
    {
        while (await ReadMoreAsync(stream, slot.Token))
        {
            TakeEvents();
            if (_answered)
            {
                var answeredAt = Stopwatch.GetTimestamp();
                await DrainAsync(stream);
                return (_error, answeredAt);
            }
        }

        return (_error, Stopwatch.GetTimestamp());
    }

    private async ValueTask<bool> ReadMoreAsync(Stream stream, CancellationToken cancellationToken)
    {
        if (_length == slot.Buffer.Length)
        {
            slot.Grow();
        }

        var read = await stream.ReadAsync(slot.Buffer.AsMemory(_length), cancellationToken);
        _length += read;
        Received += read;
        return read > 0;
    }

    private async ValueTask DrainAsync(Stream stream)
    {
        _length = 0;
        var read = stream.ReadAsync(slot.Buffer.AsMemory(), slot.Token);
        if (read.IsCompletedSuccessfully && await read == 0)
        {
            return;
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(slot.Token);
        patience.CancelAfter(Patience);
        try
        {
            var first = await read.AsTask().WaitAsync(patience.Token);
            while (first > 0)
            {
                first = await stream.ReadAsync(slot.Buffer.AsMemory(), patience.Token);
            }
        }
        catch (OperationCanceledException)
        {
            await stream.DisposeAsync();
        }
    }

    // An event ends with an empty line; whatever follows the last one stays in the buffer.
    private void TakeEvents()
    {
        var rest = slot.Buffer.AsSpan(0, _length);
        while (!_answered && EventEnd(rest) is var (end, next) && end >= 0)
        {
            TakeEvent(rest[..end]);
            rest = rest[next..];
        }

        rest.CopyTo(slot.Buffer);
        _length = rest.Length;
    }

    private void TakeEvent(Span<byte> text)
    {
        // The data lines are moved together in place: their line breaks become those of the data.
        var length = 0;
        while (!text.IsEmpty)
        {
            var end = text.IndexOfAny((byte)'\r', (byte)'\n');
            var line = end < 0 ? text : text[..end];
            var rest = end < 0 ? [] : text[(end + (text[end..].StartsWith("\r\n"u8) ? 2 : 1))..];
            if (line.StartsWith("data:"u8))
            {
                var data = line["data:".Length..];
                data = data.StartsWith(" "u8) ? data[1..] : data;
                if (length > 0)
                {
                    slot.Scratch(length + 1)[length++] = (byte)'\n';
                }

                data.CopyTo(slot.Scratch(length + data.Length).AsSpan(length));
                length += data.Length;
            }

            text = rest;
        }

        if (length == 0)
        {
            return;
        }

        var error = AnswerCheck.Read(slot.Scratch(length).AsSpan(0, length), kinds, out var found);
        if (found == id)
        {
            (_answered, _error) = (true, error);
        }
        else if (found is not null)
        {
            _error = CallError.WrongId;
        }
        else if (error is not null)
        {
            _error = error;
        }
    }

    private static (int End, int Next) EventEnd(ReadOnlySpan<byte> text)
    {
        for (var start = 0; start < text.Length;)
        {
            var offset = text[start..].IndexOfAny((byte)'\r', (byte)'\n');
            if (offset < 0)
            {
                break;
            }

            var end = start + offset;
            var next = end + (text[end..].StartsWith("\r\n"u8) ? 2 : 1);
            if (next < text.Length && text[next] is (byte)'\n' or (byte)'\r')
            {
                return (end, next + (text[next..].StartsWith("\r\n"u8) ? 2 : 1));
            }

            start = next;
        }

        return (-1, 0);
    }
}
