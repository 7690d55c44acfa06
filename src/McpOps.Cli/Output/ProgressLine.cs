namespace McpOps.Cli.Output;

/// <summary>One line on the terminal that says how far the work is, and that is gone at its end.</summary>
internal sealed class ProgressLine(CliConsole console) : IProgress<McpProgress>
{
    private const long ShownEveryMs = 200;

    private readonly Lock _gate = new();
    private long _shownAt = Environment.TickCount64;
    private bool _isShown;

    /// <summary>A context that shows progress where a person waits for it: on a terminal, and not between results that are written as they come.</summary>
    public static EngineContext For(CliConsole console, OutputFormat format) => console.IsErrorTerminal && format is OutputFormat.Table or OutputFormat.Json
        ? console.Context with { Progress = new ProgressLine(console) }
        : console.Context;

    /// <inheritdoc/>
    public void Report(McpProgress value)
    {
        lock (_gate)
        {
            if (value.Done >= value.Total)
            {
                Clear();
            }
            else if (Environment.TickCount64 - _shownAt >= ShownEveryMs)
            {
                console.WriteProgress($"{value.Activity}: {value.Done} of {value.Total}");
                _shownAt = Environment.TickCount64;
                _isShown = true;
            }
        }
    }

    private void Clear()
    {
        if (_isShown)
        {
            console.WriteProgress("");
            _isShown = false;
        }
    }
}
