using System.Globalization;
using System.Text;

namespace McpOps.Cli.Serve;

/// <summary>How a tool call ended.</summary>
internal enum ToolOutcome
{
    Ok,
    Error,
    Cancelled,
    Busy,
}

/// <summary>What the server's state is at the moment of a scrape.</summary>
internal sealed record ServeState(int Sessions, long Running, long Waiting, TimeSpan Uptime);

/// <summary>Counts what the server did, in Prometheus' text format.</summary>
internal sealed class ServeMetrics
{
    // Seconds, as OpenTelemetry's conventions for MCP set them.
    private static readonly double[] Buckets = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300];

    private readonly Lock _gate = new();
    private readonly SortedDictionary<(string Tool, ToolOutcome Outcome), long> _calls = [];
    private readonly SortedDictionary<string, Durations> _durations = new(StringComparer.Ordinal);
    private long _requests;
    private long _failures;

    /// <summary>Counts an HTTP request by the status of its answer.</summary>
    public void Count(int status)
    {
        Interlocked.Increment(ref _requests);
        if (status >= 400)
        {
            Interlocked.Increment(ref _failures);
        }
    }

    /// <summary>Counts a tool call.</summary>
    /// <param name="tool">A tool that the server has, or <c>unknown</c>.</param>
    /// <param name="outcome">How the call ended.</param>
    /// <param name="duration">How long it ran, without its time in the queue; none when it did not run.</param>
    public void CountCall(string tool, ToolOutcome outcome, TimeSpan? duration = null)
    {
        lock (_gate)
        {
            _calls[(tool, outcome)] = _calls.GetValueOrDefault((tool, outcome)) + 1;
            if (duration is not { } ran)
            {
                return;
            }

            if (!_durations.TryGetValue(tool, out var durations))
            {
                _durations[tool] = durations = new Durations();
            }

            durations.Add(ran.TotalSeconds);
        }
    }

    public string Text(ServeState state)
    {
        var text = new StringBuilder();
        Metric("http_requests_total", "counter", "HTTP requests to the MCP endpoint.", Interlocked.Read(ref _requests));
        Metric("http_failures_total", "counter", "HTTP requests answered with a status of 400 or more.", Interlocked.Read(ref _failures));
        Metric("sessions", "gauge", "Sessions of clients that initialized.", state.Sessions);
        Metric("tool_calls_running", "gauge", "Tool calls that run now.", state.Running);
        Metric("tool_calls_waiting", "gauge", "Tool calls that wait for their turn.", state.Waiting);
        Metric("uptime_seconds", "gauge", "Seconds since the server started.", state.Uptime.TotalSeconds);
        lock (_gate)
        {
            Head("tool_calls_total", "counter", "Tool calls by how they ended.");
            foreach (var ((tool, outcome), count) in _calls)
            {
                text.Append(CultureInfo.InvariantCulture, $"mcpops_serve_tool_calls_total{{tool=\"{tool}\",outcome=\"{Word(outcome)}\"}} {count}\n");
            }

            Head("tool_call_duration_seconds", "histogram", "How long tool calls ran, without their time in the queue.");
            foreach (var (tool, durations) in _durations)
            {
                durations.Write(text, "mcpops_serve_tool_call_duration_seconds", $"tool=\"{tool}\"");
            }
        }

        return text.ToString();

        void Head(string name, string type, string help) => text.Append(CultureInfo.InvariantCulture, $"# HELP mcpops_serve_{name} {help}\n# TYPE mcpops_serve_{name} {type}\n");

        void Metric(string name, string type, string help, double value)
        {
            Head(name, type, help);
            text.Append(CultureInfo.InvariantCulture, $"mcpops_serve_{name} {value:0.###}\n");
        }
    }

    private static string Word(ToolOutcome outcome) => outcome switch
    {
        ToolOutcome.Ok => "ok",
        ToolOutcome.Error => "error",
        ToolOutcome.Cancelled => "cancelled",
        _ => "busy",
    };

    private sealed class Durations
    {
        private readonly long[] _counts = new long[Buckets.Length + 1];
        private double _sum;

        public void Add(double seconds)
        {
            var bucket = Array.FindIndex(Buckets, limit => seconds <= limit);
            _counts[bucket < 0 ? Buckets.Length : bucket]++;
            _sum += seconds;
        }

        public void Write(StringBuilder text, string name, string label)
        {
            var count = 0L;
            for (var bucket = 0; bucket <= Buckets.Length; bucket++)
            {
                count += _counts[bucket];
                var limit = bucket < Buckets.Length ? Buckets[bucket].ToString(CultureInfo.InvariantCulture) : "+Inf";
                text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{label},le=\"{limit}\"}} {count}\n");
            }

            text.Append(CultureInfo.InvariantCulture, $"{name}_sum{{{label}}} {_sum:0.######}\n{name}_count{{{label}}} {count}\n");
        }
    }
}
