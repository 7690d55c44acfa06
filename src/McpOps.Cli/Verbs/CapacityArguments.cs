using System.CommandLine;
using McpOps.Cli.Output;
using System.Globalization;
using System.Text.Json.Nodes;
using McpOps.Capacity;
using McpOps.Protocol;

namespace McpOps.Cli.Verbs;

/// <summary>The options of <c>mcpops capacity</c>, and what they say together.</summary>
internal sealed class CapacityArguments
{
    private readonly Option<string?> _tool = new("--tool") { Description = "The tool to call; without it the server's own mix or probe call, else tools/list.", HelpName = "TOOL" };
    private readonly Option<string[]> _pairs = new("--arg") { Description = "An argument of the tool; may be given several times.", HelpName = "NAME=VALUE" };
    private readonly Option<string?> _arguments = new("--arguments") { Description = "The tool's arguments as a JSON object.", HelpName = "JSON" };
    private readonly Option<string?> _workload = new("--workload") { Description = "call, list, connect (connect and close) or churn (connect, call, close).", HelpName = "WORKLOAD" };
    private readonly Option<int?> _maxConcurrency = new("--max-concurrency") { Description = "The last step of the ramp 1, 2, 4 … (64); with --rate the most calls in flight (10000).", HelpName = "N" };
    private readonly Option<double?> _rate = new("--rate") { Description = "Calls per second at fixed times, instead of a ramp.", HelpName = "R" };
    private readonly Option<string?> _objective = new("--objective") { Description = "What must hold, such as 'p99 < 500ms, errors < 1%'. Alone: search the highest rate that keeps it.", HelpName = "OBJECTIVE" };
    private readonly Option<double?> _duration = SecondsOption.Create("--duration", "Seconds of load in all (30).");
    private readonly Option<double?> _timeout = SecondsOption.Create("--timeout", "Seconds that one call may take (30).");
    private readonly Option<int?> _sessions = new("--sessions") { Description = "Sessions, or processes of a stdio server, that the calls are spread over (1).", HelpName = "N" };
    private readonly Option<long?> _maxCalls = new("--max-calls") { Description = "The most calls in all.", HelpName = "N" };
    private readonly Option<double?> _maxErrorRate = new("--max-error-rate") { Description = "The share of failed calls, 0 to 1, that ends the test (0.5).", HelpName = "SHARE" };
    private readonly Option<bool> _force = new("--force") { Description = "Load public hosts, and tools that do not declare that they only read." };
    private readonly Option<bool> _launch = ServerArguments.Launch();
    private readonly Option<int?> _processId = new("--process-id") { Description = "The server's process on this machine, where it is not found by itself.", HelpName = "PID" };
    private readonly Option<string[]> _history = new ListOption("--history-path") { Description = "Forecast from a file of JSON lines with a time and numbers; may be given several times.", HelpName = "PATH" };
    private readonly Option<string?> _prometheus = new("--prometheus") { Description = "Forecast from this Prometheus server.", HelpName = "URL" };
    private readonly Option<string[]> _query = new("--query") { Description = "A PromQL expression to forecast; may be given several times.", HelpName = "EXPRESSION" };
    private readonly Option<string?> _lookback = new("--lookback") { Description = "How far back Prometheus is asked, such as 90d (90d).", HelpName = "TIME" };
    private readonly Option<string[]> _metric = new ListOption("--metric") { Description = "Forecast these figures only; wildcards understood.", HelpName = "NAME" };
    private readonly Option<string[]> _threshold = new("--threshold") { Description = "A threshold of a figure; may be given several times.", HelpName = "NAME=VALUE" };
    private readonly Option<string?> _horizon = new("--horizon") { Description = "How far it is looked ahead, such as 30d; a number alone is days (30d).", HelpName = "TIME" };
    private readonly Option<string?> _watch = new("--watch") { Description = "Watch the memory of the server's process for a leak, such as 5m.", HelpName = "TIME" };
    private readonly Option<bool> _noLoad = new("--no-load") { Description = "Make no load: resources and forecast only." };

    /// <summary>Adds the options to the verb.</summary>
    public CapacityArguments(Command verb)
    {
        foreach (var option in new Option[]
        {
            _tool, _pairs, _arguments, _workload, _maxConcurrency, _rate, _objective, _duration, _timeout, _sessions, _maxCalls, _maxErrorRate, _force, _launch, _processId,
            _history, _prometheus, _query, _lookback, _metric, _threshold, _horizon, _watch, _noLoad,
        })
        {
            verb.Add(option);
        }
    }

    /// <summary>What was asked for.</summary>
    public CapacityOptions Read(ParseResult parsed) => new()
    {
        Workload = parsed.GetValue(_workload),
        Tool = parsed.GetValue(_tool),
        Arguments = ToArguments(parsed.GetValue(_arguments), parsed.GetValue(_pairs) ?? []),
        Load = !parsed.GetValue(_noLoad),
        MaxConcurrency = parsed.GetValue(_maxConcurrency),
        Rate = parsed.GetValue(_rate),
        Objective = parsed.GetValue(_objective) is { } objective ? CapacityObjective.Parse(objective) : null,
        Duration = Seconds(parsed.GetValue(_duration), 30),
        CallTimeout = Seconds(parsed.GetValue(_timeout), 30),
        Sessions = parsed.GetValue(_sessions) ?? 1,
        MaxCalls = parsed.GetValue(_maxCalls),
        MaxErrorRate = parsed.GetValue(_maxErrorRate) ?? 0.5,
        Force = parsed.GetValue(_force),
        Launch = parsed.GetValue(_launch),
        ProcessId = parsed.GetValue(_processId),
        Forecast = ReadForecast(parsed),
        Watch = parsed.GetValue(_watch) is { } watch ? TimeLength.Parse(watch) : null,
    };

    /// <summary>Whether anything was asked for that is not about load.</summary>
    public bool WantsOnlyHistory(ParseResult parsed) => parsed.GetValue(_noLoad) || (ReadForecast(parsed) is not null && parsed.GetValue(_tool) is null && parsed.GetValue(_workload) is null && parsed.GetValue(_rate) is null);

    private ForecastOptions? ReadForecast(ParseResult parsed)
    {
        var history = parsed.GetValue(_history) ?? [];
        var prometheus = parsed.GetValue(_prometheus);
        return history.Length == 0 && prometheus is null ? null : new ForecastOptions
        {
            HistoryPaths = history,
            Prometheus = prometheus is null ? null : Address(prometheus),
            Queries = parsed.GetValue(_query) ?? [],
            Lookback = parsed.GetValue(_lookback) is { } lookback ? TimeLength.ParseAge(lookback) : TimeSpan.FromDays(90),
            Metrics = parsed.GetValue(_metric) ?? [],
            Thresholds = Pairs(parsed.GetValue(_threshold) ?? [], "--threshold").ToDictionary(pair => pair.Name, pair => Number(pair.Value), StringComparer.OrdinalIgnoreCase),
            Horizon = parsed.GetValue(_horizon) is { } horizon ? TimeLength.ParseAge(horizon) : TimeSpan.FromDays(30),
        };
    }

    private static JsonObject ToArguments(string? json, IReadOnlyList<string> pairs)
    {
        var arguments = json is null ? [] : ToolArguments.Parse(json);
        foreach (var (name, value) in Pairs(pairs, "--arg"))
        {
            arguments[name] = value;
        }

        return arguments;
    }

    private static IEnumerable<(string Name, string Value)> Pairs(IReadOnlyList<string> pairs, string option) => pairs.Select(pair =>
        pair.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals ? (pair[..equals], pair[(equals + 1)..])
        : throw new McpOpsException("InvalidCapacityOption", McpErrorCategory.InvalidArgument, $"'{pair}' is not a name and a value. Write {option} NAME=VALUE."));

    private static Uri Address(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address
        : throw new McpOpsException("InvalidUrl", McpErrorCategory.InvalidArgument, $"'{text}' is not an absolute http or https address, such as http://127.0.0.1:9090.");

    private static double Number(string text) => double.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number
        : throw new McpOpsException("InvalidCapacityOption", McpErrorCategory.InvalidArgument, $"'{text}' is not a number.");

    private static TimeSpan Seconds(double? seconds, double standard) => TimeSpan.FromSeconds(Positive(seconds ?? standard, "A time in seconds"));

    private static double Positive(double number, string what) => number is > 0 and < 1e7 ? number
        : throw new McpOpsException("InvalidCapacityOption", McpErrorCategory.InvalidArgument, FormattableString.Invariant($"{what} must be above 0, not {number}."));
}
