using System.Globalization;
using System.Text.Json.Nodes;

namespace McpOps.Servers;

/// <summary>A figure of a server that the inventory names, beside all that the checks measure.</summary>
/// <param name="Name">Its name.</param>
public sealed record McpMetricSource(string Name)
{
    /// <summary>The unit, for readers, such as <c>ms</c> or <c>%</c>.</summary>
    public string? Unit { get; init; }

    /// <summary>An endpoint of the server, by its name, whose JSON holds the figure.</summary>
    public string? Endpoint { get; init; }

    /// <summary>A file of JSON lines whose newest line holds the figure.</summary>
    public string? File { get; init; }

    /// <summary>The way to the figure in JSON, such as <c>$.cache.size</c>.</summary>
    public string? Path { get; init; }

    /// <summary>An address, or the name of an endpoint, that answers in Prometheus's text format. May hold a secret, so only the core reads it.</summary>
    internal string? Prometheus { get; init; }

    /// <summary>The series: its name, with labels where there are several: <c>http_requests_total{status="500"}</c>.</summary>
    public string? Series { get; init; }

    /// <summary>A database of the server, by its name.</summary>
    public string? Database { get; init; }

    /// <summary>A query that gives one number.</summary>
    public string? Query { get; init; }

    /// <summary>A figure of the server's logs over the interval: <c>requests</c>, <c>errors</c>, <c>errorRate</c>, <c>p95</c>, <c>mean</c> or <c>entries</c>.</summary>
    public string? Logs { get; init; }

    /// <summary>A tool whose answer holds the figure.</summary>
    public string? Tool { get; init; }

    /// <summary>The tool's arguments. May hold a secret, so only the core reads it.</summary>
    internal JsonObject Arguments { get; init; } = [];

    /// <summary>True where the figure only grows (a counter): its growth a second is kept.</summary>
    public bool Rate { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>When a figure of a server is worth a look, and when it is bad.</summary>
/// <param name="Name">Its name, unique within the server.</param>
/// <param name="Metric">The figure: what a check measures, such as <c>response</c>, or one that the inventory names.</param>
public sealed record McpRule(string Name, string Metric)
{
    /// <summary>The statistics that there are.</summary>
    public static IReadOnlyList<string> Statistics { get; } = ["last", "mean", "min", "max", "sum", "count", "p50", "p90", "p95", "p99"];

    /// <summary>One of <see cref="Statistics"/>; <c>mean</c> where there is a window, else <c>last</c>.</summary>
    public string Statistic { get; init => field = value ?? "last"; } = "last";

    /// <summary>Over which time; only the last sample when null.</summary>
    public TimeSpan? Window { get; init; }

    /// <summary>Bad from above these.</summary>
    public McpThreshold? Above { get; init; }

    /// <summary>Bad from below these.</summary>
    public McpThreshold? Below { get; init; }

    /// <summary>For how long it must have been so, in time that samples cover; at once after the window when null.</summary>
    public TimeSpan? For { get; init; }

    /// <summary>What to do, for the message.</summary>
    public string? Advice { get; init; }

    /// <inheritdoc/>
    public override string ToString()
    {
        var bounds = Above is { } above ? $"above {above}" : $"below {Below}";
        return string.Create(CultureInfo.InvariantCulture, $"{Name}: {(Window is { } window ? $"{Statistic} of {Metric} over {window.TotalMinutes} min" : Metric)} {bounds}");
    }
}

/// <summary>What a server is to achieve over a time: how much of the time it works, or how many of a figure's values are good.</summary>
/// <param name="Name">Its name, unique within the server.</param>
/// <param name="Metric">The figure; <c>success</c> for the share of time in which the server works.</param>
/// <param name="Target">The share that is to be good, in percent, above 0 and below 100.</param>
public sealed record McpTarget(string Name, string Metric, double Target)
{
    /// <summary>The time that is looked back over; 30 days where nobody says.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromDays(30);

    /// <summary>A value of at most this is good; null where there is no such bound.</summary>
    public double? Below { get; init; }

    /// <summary>A value of at least this is good; null where there is no such bound.</summary>
    public double? Above { get; init; }

    /// <summary>True where a watch raises an alert when errors come so fast that the target will not be met.</summary>
    public bool Alert { get; init; } = true;

    /// <inheritdoc/>
    public override string ToString()
    {
        var bound = Below is { } below ? $" at most {below}" : Above is { } above ? $" at least {above}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{Name}: {Metric}{bound} in {Target} % of {Window.TotalDays} days");
    }
}
