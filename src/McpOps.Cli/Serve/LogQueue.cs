using System.Threading.Channels;

namespace McpOps.Cli.Serve;

/// <summary>Keeps the lines of a log until they are written, so that a server does not stand still when nobody reads its standard error.</summary>
internal sealed class LogQueue : IAsyncDisposable
{
    private const int MaxLines = 10_000;
    private static readonly TimeSpan LastMoment = TimeSpan.FromSeconds(1);
    private readonly Channel<string> _lines = Channel.CreateBounded<string>(new BoundedChannelOptions(MaxLines) { SingleReader = true });
    private readonly Action<string> _write;
    private readonly Task _writing;
    private long _dropped;

    /// <summary>Begins to write.</summary>
    /// <param name="write">Writes a line; may block for as long as it likes.</param>
    public LogQueue(Action<string> write)
    {
        _write = write;
        _writing = Task.Factory.StartNew(WriteAll, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Is told how many lines were dropped, once the log goes on.</summary>
    public Action<long>? Dropped { get; set; }

    /// <summary>Takes a line; it is dropped when too many are waiting.</summary>
    public void Add(string line)
    {
        if (!_lines.Writer.TryWrite(line))
        {
            Interlocked.Increment(ref _dropped);
        }
    }

    /// <summary>Writes what is left, if somebody takes it within a second.</summary>
    public async ValueTask DisposeAsync()
    {
        _lines.Writer.TryComplete();
        await Task.WhenAny(_writing, Task.Delay(LastMoment));
    }

    private void WriteAll()
    {
        while (_lines.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (_lines.Reader.TryRead(out var line))
            {
                if (!TryWrite(line))
                {
                    return;
                }
            }

            if (Interlocked.Exchange(ref _dropped, 0) is > 0 and var dropped)
            {
                Dropped?.Invoke(dropped);
            }
        }
    }

    // Who closes the other end wants no log.
    private bool TryWrite(string line)
    {
        try
        {
            _write(line);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
