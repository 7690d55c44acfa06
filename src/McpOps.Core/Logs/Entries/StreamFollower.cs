using System.Threading.Channels;
using McpOps.Logs.Parsing;
using McpOps.Logs.Sources;
using McpOps.Logs.Templates;

namespace McpOps.Logs.Entries;

/// <summary>Follows what comes by itself: a journal, a container's log, standard input.</summary>
/// <param name="context">The clock and notices.</param>
/// <param name="options">What is asked for.</param>
/// <param name="path">What results call it.</param>
/// <param name="open">Opens it so many lines before its end.</param>
internal sealed class StreamFollower(EngineContext context, LogOptions options, string path, Func<int, LogInput> open) : IFollower
{
    private const int BlockSize = 1 << 16;
    private const int BlocksAhead = 64;
    private readonly Channel<byte[]> _blocks = Channel.CreateBounded<byte[]>(BlocksAhead);
    private readonly FollowedEntries _entries = new(options, path) { WithoutLines = path != "-" };
    private LogInput? _input;
    private FollowedText? _text;
    private volatile bool _stopped;

    public bool HasEnded => _blocks.Reader.Completion.IsCompleted && _text is { IsEmpty: true };

    public void Begin(int tail)
    {
        _input = open(tail);
        _text = new FollowedText(context, path, start => new FollowedStart(new EntryScanner(new LineParser(InputReading.Plan(start, _input, context, options)), _entries)));
        _ = Task.Factory.StartNew(() => Read(_input.Open()), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public bool Poll(TemplateCatalog catalog, Action<IReadOnlyList<McpLogEntry>> emit)
    {
        var any = false;
        for (var blocks = 0; blocks < BlocksAhead && _blocks.Reader.TryRead(out var block); blocks++)
        {
            any = true;
            _text!.Add(block);
        }

        if (!any && _blocks.Reader.Completion.IsCompleted)
        {
            _text!.PassAll();
        }
        else if (!any)
        {
            _text!.PassLines();
        }

        _entries.Emit(catalog, emit);
        return any;
    }

    public void End(TemplateCatalog catalog, Action<IReadOnlyList<McpLogEntry>> emit) => _entries.Emit(catalog, emit);

    public void Dispose()
    {
        _stopped = true;
        _input?.Dispose();
    }

    private void Read(Stream stream)
    {
        var buffer = new byte[BlockSize];
        try
        {
            while (stream.Read(buffer) is > 0 and var read)
            {
                _blocks.Writer.WriteAsync(buffer.AsSpan(0, read).ToArray()).AsTask().GetAwaiter().GetResult();
            }
        }
        catch (Exception exception) when (exception is McpOpsException || (exception is IOException && _input is ProgramInput && !_stopped))
        {
            // The program ended otherwise than well: what follows is not read.
            context.Warn("LogReadFailed", $"'{path}' could not be followed to its end: {exception.Message}", path);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or ChannelClosedException or HttpRequestException)
        {
            // Disposing ends the reading in the middle; whatever else ends it is an end too.
        }

        _blocks.Writer.TryComplete();
    }
}
