using System.Diagnostics;

namespace McpOps.Capacity.Load;

/// <summary>A place for one call in flight: its buffers, and the token that the watchdog cancels when the call takes too long.</summary>
internal sealed class LoadSlot(int number) : IDisposable
{
    private const int MaxAnswer = 256 << 20;

    private CancellationTokenSource _source = new();
    private byte[] _scratch = [];
    private long _startedAt;
    private bool _timedOut;

    /// <summary>Which of the slots it is, from 0.</summary>
    public int Number { get; } = number;

    /// <summary>Ends the call in flight.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Whether the watchdog ended the call that is in flight.</summary>
    public bool TimedOut => Volatile.Read(ref _timedOut);

    /// <summary>The request bytes of each call that the slot makes, with a place for the id; filled by the target.</summary>
    public byte[][] Bodies { get; set; } = [];

    /// <summary>Chooses among weighted calls; the same sequence in each run.</summary>
    public Random Random { get; } = new(number + 1);

    /// <summary>A buffer for answers that the target may grow.</summary>
    public byte[] Buffer { get; set; } = new byte[4096];

    /// <summary>Doubles the buffer and keeps what is in it.</summary>
    /// <exception cref="IOException">An answer of more than 256 MB.</exception>
    public void Grow()
    {
        if (Buffer.Length >= MaxAnswer)
        {
            throw new IOException("The answer is larger than 256 MB.");
        }

        var buffer = Buffer;
        Array.Resize(ref buffer, buffer.Length * 2);
        Buffer = buffer;
    }

    /// <summary>A second buffer of at least so many bytes; it keeps what is in it.</summary>
    public byte[] Scratch(int length)
    {
        if (_scratch.Length < length)
        {
            Array.Resize(ref _scratch, Math.Max(length, _scratch.Length * 2));
        }

        return _scratch;
    }

    /// <summary>Marks the beginning of a call.</summary>
    public void Begin(long timestamp)
    {
        if (_source.IsCancellationRequested)
        {
            _source.Dispose();
            _source = new CancellationTokenSource();
            Volatile.Write(ref _timedOut, false);
        }

        Volatile.Write(ref _startedAt, timestamp);
    }

    /// <summary>Marks the end of a call.</summary>
    public void End() => Volatile.Write(ref _startedAt, 0);

    /// <summary>Cancels the call in flight when it has taken longer than <paramref name="timeout"/>.</summary>
    public void CancelAfter(TimeSpan timeout)
    {
        var startedAt = Volatile.Read(ref _startedAt);
        if (startedAt != 0 && Stopwatch.GetElapsedTime(startedAt) > timeout)
        {
            Volatile.Write(ref _timedOut, true);
            Cancel();
        }
    }

    /// <summary>Cancels the call in flight.</summary>
    public void Cancel()
    {
        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The slot has just begun its next call: the watchdog sees it again.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();
}
