using System.Text;

namespace McpOps.Cli.Output;

/// <summary>Standard output into a file or a pipe: written in blocks, and yet on its way within a moment for whoever reads along.</summary>
internal sealed class RedirectedOutput : IAsyncDisposable
{
    private const int BufferChars = 32 * 1024;
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

    private readonly Timer _flush;

    private RedirectedOutput(Stream stream)
    {
        Writer = TextWriter.Synchronized(new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), BufferChars));
        _flush = new Timer(_ => Flush(), state: null, Moment, Moment);
    }

    public TextWriter Writer { get; }

    public static RedirectedOutput Open() => new(Console.OpenStandardOutput());

    public async ValueTask DisposeAsync()
    {
        await _flush.DisposeAsync();
        Flush();
    }

    private void Flush()
    {
        try
        {
            Writer.Flush();
        }
        catch (IOException)
        {
            // The reader of a pipe, such as head, has seen enough; the next write says so to whom it concerns.
        }
    }
}
