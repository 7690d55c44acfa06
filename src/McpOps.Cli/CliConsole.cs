using System.Collections.Concurrent;
using McpOps.Cli.Output;
using McpOps.Maintenance;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace McpOps.Cli;

/// <summary>Where a verb writes: results to <see cref="Out"/>, everything else to <see cref="Error"/>.</summary>
/// <param name="output">Where results go.</param>
/// <param name="error">Where everything else goes.</param>
/// <param name="input">Where what is asked for is read from; standard input of this process, opened when it is read first, when it is null.</param>
internal sealed class CliConsole(TextWriter output, TextWriter error, TextReader? input = null)
{
    private readonly Lock _gate = new();
    private readonly ErrorWriter _error = error as ErrorWriter ?? new ErrorWriter(error);
    private readonly string _paint = $"\uFDD0{Guid.NewGuid():N}";
    private TextWriter? _visible;
    private readonly ConcurrentDictionary<string, bool> _reported = new(StringComparer.Ordinal);
    private int _notices;

    /// <summary>Results. A terminal is shown no control character but those of our own colours.</summary>
    public TextWriter Out => IsTerminal ? _visible ??= new VisibleWriter(output, _paint) : output;

    /// <summary>Everything else: never a control character, wherever it goes, and no fault when it goes nowhere.</summary>
    public TextWriter Error => _error;

    public TextReader In => input ?? Console.In;

    /// <summary>True when a person looks at <see cref="Out"/>: only then are there bars.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>Writes what is left of the results, and says when they could not all be written.</summary>
    public Action? Finish { get; init; }

    /// <summary>True when there are colours.</summary>
    public bool HasColors { get; init; }

    /// <summary>How many characters a line of a page has at most.</summary>
    public int Width { get; init; } = Terminal.DefaultWidth;

    /// <summary>How many characters a line of a table has at most; null where nothing is to be cut or wrapped, as in a file or a pipe.</summary>
    public int? TableWidth { get; init; }

    /// <summary>True when a person looks at <see cref="Error"/>: only then is there progress.</summary>
    public bool IsErrorTerminal { get; init; }

    /// <summary>How many characters a line of progress has at most: one that wraps could not be taken back.</summary>
    public int ErrorWidth { get; init; } = Terminal.DefaultWidth;

    /// <summary>How many conditions were reported: a verb that has some to report ends as <see cref="ExitCodes.Partial"/>.</summary>
    public int Notices => _notices;

    /// <summary>Whether a condition of this id was reported.</summary>
    public bool HasReported(string id) => _reported.ContainsKey(id);

    /// <summary>Whether something in the inventory was left out because nobody knows its name, or it is wrong: then less was done than was written, whatever the verb.</summary>
    public bool LeftOut { get; private set; }

    /// <summary>How much engines tell of their work; nothing by default.</summary>
    public LogLevel LeastTold { get; set; } = LogLevel.None;

    /// <summary>What an engine needs, wired to this console.</summary>
    public EngineContext Context => new()
    {
        Words = Wording.OfCommand,
        Logger = LeastTold is LogLevel.None ? NullLogger.Instance : new ErrorLogger(LeastTold, WriteError),
        Notices = new Sink<McpNotice>(notice =>
        {
            Interlocked.Increment(ref _notices);
            _reported.TryAdd(notice.Id, true);
            LeftOut |= notice.Id is "InventoryUnknownProperty" or "InventoryRepeatedProperty" or "InventoryPartInvalid";
            WriteError($"warning {notice.Id}: {notice.Message}");
        }),
    };

    /// <summary>A text in a colour (an ANSI code such as 31), or as it is.</summary>
    public string Paint(string text, int? color) => color is { } code && HasColors ? $"{Begin}{code}m{text}{Begin}0m" : text;

    private string Begin => IsTerminal ? _paint : "\e[";

    /// <summary>Writes a line of progress over the one before; an empty one takes it back.</summary>
    public void WriteProgress(string line) => _error.Raw($"\r\e[K{Visible.Of(line.Length < ErrorWidth ? line : line[..(ErrorWidth - 1)])}");

    public void WriteError(string line)
    {
        lock (_gate)
        {
            Error.WriteLine(Wording.OfCommand(line));
        }
    }

    /// <summary>Says what of a run was to be done and was not, each in a line.</summary>
    /// <param name="faults">Of each record what is wrong with it; null where nothing is.</param>
    public void WriteFaults(IEnumerable<McpOpsException?> faults)
    {
        foreach (var fault in MaintenanceFault.Said([.. faults.OfType<McpOpsException>()]))
        {
            WriteError($"error {fault.ErrorId}: {TableWriter.OneLine(fault.Message)}");
        }
    }

    /// <summary>Calls at once, on the reporter's thread: <see cref="System.Progress{T}"/> would post and lose the order.</summary>
    private sealed class Sink<T>(Action<T> action) : IProgress<T>
    {
        public void Report(T value) => action(value);
    }
}
