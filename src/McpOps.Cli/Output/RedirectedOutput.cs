using System.Text;

namespace McpOps.Cli.Output;

/// <summary>Standard output into a file or a pipe: written in blocks, and yet on its way within a moment for whoever reads along.</summary>
internal sealed class RedirectedOutput : IAsyncDisposable
{
    private const int BufferChars = 32 * 1024;
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

    private readonly Timer _flush;
    private readonly Lock _gate = new();
    private McpOpsException? _fault;

    // Who asked us to end has not to wait for a reader that does not read.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly CancellationToken _interruption;

    private RedirectedOutput(Stream? stream, CancellationToken interruption)
    {
        _interruption = interruption;
        Writer = TextWriter.Synchronized(new StreamWriter(new OutputStream(stream), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), BufferChars));
        _flush = new Timer(_ => FlushNow(), state: null, Moment, Moment);
    }

    public TextWriter Writer { get; }

    /// <summary>Opens it.</summary>
    /// <param name="interruption">From then on a reader that does not read is not waited for.</param>
    public static RedirectedOutput Open(CancellationToken interruption)
    {
        try
        {
            return new(Console.OpenStandardOutput(), interruption);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new(null, interruption);
        }
    }

    /// <summary>Writes what is left.</summary>
    /// <exception cref="McpOpsException"><c>OutputNotWritable</c>: not all could be written, now or before.</exception>
    public void Finish()
    {
        FlushInTime();
        if (_fault is { } fault)
        {
            throw fault;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _flush.DisposeAsync().AsTask().WaitAsync(_interruption.IsCancellationRequested ? Patience : Timeout.InfiniteTimeSpan).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        FlushInTime();
    }

    private void FlushInTime()
    {
        var flushing = Task.Run(Flush);
        try
        {
            flushing.Wait(_interruption);
        }
        catch (OperationCanceledException)
        {
            flushing.Wait(Patience);
        }
    }

    // While a reader does not read, one flush waits for it. Were there one for each moment, they would take all threads of the pool, and the work would stand still with them.
    private void FlushNow()
    {
        if (_gate.TryEnter())
        {
            try
            {
                Write();
            }
            finally
            {
                _gate.Exit();
            }
        }
    }

    private void Flush()
    {
        lock (_gate)
        {
            Write();
        }
    }

    private void Write()
    {
        try
        {
            if (_fault is null)
            {
                Writer.Flush();
            }
        }
        catch (McpOpsException exception)
        {
            _fault = exception;
        }
    }
}
