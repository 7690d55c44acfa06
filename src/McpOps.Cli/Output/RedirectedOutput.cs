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

    private RedirectedOutput(Stream? stream)
    {
        Writer = TextWriter.Synchronized(new StreamWriter(new OutputStream(stream), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), BufferChars));
        _flush = new Timer(_ => Flush(), state: null, Moment, Moment);
    }

    public TextWriter Writer { get; }

    public static RedirectedOutput Open()
    {
        try
        {
            return new(Console.OpenStandardOutput());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new(null);
        }
    }

    /// <summary>Writes what is left.</summary>
    /// <exception cref="McpOpsException"><c>OutputNotWritable</c>: not all could be written, now or before.</exception>
    public void Finish()
    {
        Flush();
        if (_fault is { } fault)
        {
            throw fault;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _flush.DisposeAsync();
        Flush();
    }

    private void Flush()
    {
        lock (_gate)
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
}
