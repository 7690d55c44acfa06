using System.Diagnostics;
using McpOps.Capacity;

namespace McpOps.Cli.Verbs;

/// <summary>One line on a terminal that shows a load test as it runs: rate, latency, errors, and the rate's curve.</summary>
internal sealed class LiveCurve : IProgress<McpCapacityStep>, IDisposable
{
    private const string Bars = "▁▂▃▄▅▆▇█";
    private const int Width = 40;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly CliConsole _console;
    private readonly Queue<double> _rates = new();
    private long _shownAt;

    private LiveCurve(CliConsole console) => _console = console;

    /// <summary>A line where a person looks at standard error; null otherwise.</summary>
    public static LiveCurve? For(CliConsole console) => console.IsErrorTerminal ? new LiveCurve(console) : null;

    /// <inheritdoc/>
    public void Report(McpCapacityStep value)
    {
        if (_shownAt != 0 && Stopwatch.GetElapsedTime(_shownAt) < Pause)
        {
            return;
        }

        _shownAt = Stopwatch.GetTimestamp();
        _rates.Enqueue(value.Rate);
        while (_rates.Count > Width)
        {
            _rates.Dequeue();
        }

        _console.WriteProgress(FormattableString.Invariant(
            $"{value.Concurrency,6:0} in flight {value.Rate,9:#,0} calls/s  p99 {value.P99Ms,8:0.0} ms  {value.Errors} errors  {Curve()}"));
    }

    /// <summary>Clears the line.</summary>
    public void Dispose()
    {
        if (_shownAt != 0)
        {
            _console.WriteProgress("");
        }
    }

    private string Curve()
    {
        var top = Math.Max(_rates.Max(), double.Epsilon);
        return string.Concat(_rates.Select(rate => Bars[(int)Math.Min(Bars.Length - 1, Bars.Length * rate / top)]));
    }
}
