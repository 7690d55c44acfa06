using Microsoft.Extensions.Logging.Abstractions;

namespace McpOps.Cli;

/// <summary>Where a verb writes: results to <see cref="Out"/>, everything else to <see cref="Error"/>.</summary>
internal sealed class CliConsole(TextWriter output, TextWriter error, TextReader input)
{
    private readonly Lock _gate = new();
    private int _notices;

    public TextWriter Out { get; } = output;

    public TextWriter Error { get; } = error;

    public TextReader In { get; } = input;

    /// <summary>True when a person looks at <see cref="Out"/>: only then are there colours.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>True when a person looks at <see cref="Error"/>: only then is there progress.</summary>
    public bool IsErrorTerminal { get; init; }

    /// <summary>How many conditions were reported: a verb that has some to report ends as <see cref="ExitCodes.Partial"/>.</summary>
    public int Notices => _notices;

    /// <summary>What an engine needs, wired to this console.</summary>
    public EngineContext Context => new()
    {
        Logger = NullLogger.Instance,
        Notices = new Sink<McpNotice>(notice =>
        {
            Interlocked.Increment(ref _notices);
            WriteError($"warning {notice.Id}: {notice.Message}");
        }),
    };

    public void WriteError(string line)
    {
        lock (_gate)
        {
            Error.WriteLine(line);
        }
    }

    /// <summary>Calls at once, on the reporter's thread: <see cref="System.Progress{T}"/> would post and lose the order.</summary>
    private sealed class Sink<T>(Action<T> action) : IProgress<T>
    {
        public void Report(T value) => action(value);
    }
}
