using System.Text.Json.Nodes;

namespace McpOps.Capacity;

/// <summary>What load is made, and what is forecast.</summary>
public sealed record CapacityOptions
{
    /// <summary>One of <see cref="LoadWorkload"/>; null for <c>call</c> where a tool is named, else <c>list</c>.</summary>
    public string? Workload { get; init; }

    /// <summary>The tool to call; null for the server's own mix or probe call where the inventory names one.</summary>
    public string? Tool { get; init; }

    /// <summary>The tool's arguments; a text becomes a number or a truth value where the tool's schema asks for one.</summary>
    public JsonObject Arguments { get; init; } = [];

    /// <summary>False to make no load at all: resources and forecast only.</summary>
    public bool Load { get; init; } = true;

    /// <summary>The last step of the ramp, and the most calls in flight of an open model. 64 for a ramp, 10,000 for an open model; at most 100,000.</summary>
    public int? MaxConcurrency { get; init; }

    /// <summary>Calls per second of an open model; null for a ramp or a search.</summary>
    public double? Rate { get; init; }

    /// <summary>What must hold, such as <c>p99 &lt; 500ms, errors &lt; 1%</c>. Alone it starts a search for the highest rate that keeps it.</summary>
    public CapacityObjective? Objective { get; init; }

    /// <summary>How long load is made in all. 30 s by default.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The time that one call may take. 30 s by default.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Sessions (HTTP) or processes (stdio) that the calls are spread over. 1 by default.</summary>
    public int Sessions { get; init; } = 1;

    /// <summary>The most calls in all; null for no limit.</summary>
    public long? MaxCalls { get; init; }

    /// <summary>The share of failed calls, 0 to 1, from which a step is the last. 0.5 by default.</summary>
    public double MaxErrorRate { get; init; } = 0.5;

    /// <summary>True to load a host that is neither loopback nor private, and tools that do not declare that they only read.</summary>
    public bool Force { get; init; }

    /// <summary>True to start a stdio server that was merely discovered.</summary>
    public bool Launch { get; init; }

    /// <summary>The server's process on this machine; found by itself for stdio and for a loopback port where the system tells.</summary>
    public int? ProcessId { get; init; }

    /// <summary>History to forecast from.</summary>
    public ForecastOptions? Forecast { get; init; }

    /// <summary>False where nobody wants to know of this machine's resources, which takes a second.</summary>
    internal bool Look { get; init; } = true;

    /// <summary>How long the memory of the server's process is watched for a leak; null for not at all.</summary>
    public TimeSpan? Watch { get; init; }

    /// <summary>Throws for what cannot be used.</summary>
    /// <exception cref="McpOpsException"><c>InvalidCapacityOption</c>: the option, its range, and what it was.</exception>
    internal void Validate()
    {
        Require(MaxConcurrency is null or (>= 1 and <= 100_000), "The most calls in flight", "1 to 100,000", MaxConcurrency);
        Require(Rate is null or (> 0 and <= 10_000_000), "The rate", "above 0, in calls per second", Rate);
        Require(Duration > TimeSpan.Zero && Duration <= TimeSpan.FromDays(7), "The duration", "above 0 and at most a week", Duration);
        Require(CallTimeout > TimeSpan.Zero && CallTimeout <= TimeSpan.FromHours(1), "The time-out of a call", "above 0 and at most an hour", CallTimeout);
        Require(Sessions is >= 1 and <= 100_000, "The number of sessions", "1 to 100,000", Sessions);
        Require(MaxCalls is null or >= 1, "The most calls", "at least 1", MaxCalls);
        Require(MaxErrorRate is > 0 and <= 1, "The share of errors that ends the test", "above 0 and at most 1", MaxErrorRate);
        Require(Workload is null or LoadWorkload.Call or LoadWorkload.List or LoadWorkload.Connect or LoadWorkload.Churn, "The workload", "call, list, connect or churn", Workload);
        if (Forecast is { Prometheus: not null, Queries.Count: 0 })
        {
            throw new McpOpsException("InvalidCapacityOption", McpErrorCategory.InvalidArgument, "Prometheus needs something to look for: name an expression by -Query (--query), such as 100 * (1 - node_filesystem_avail_bytes / node_filesystem_size_bytes).");
        }
    }

    private static void Require(bool holds, string what, string range, object? value)
    {
        if (!holds)
        {
            throw new McpOpsException("InvalidCapacityOption", McpErrorCategory.InvalidArgument, FormattableString.Invariant($"{what} must be {range}, not {value}."));
        }
    }
}

/// <summary>What load is made of.</summary>
public static class LoadWorkload
{
    /// <summary>Tool calls.</summary>
    public const string Call = "call";

    /// <summary><c>tools/list</c>.</summary>
    public const string List = "list";

    /// <summary>Connect and close.</summary>
    public const string Connect = "connect";

    /// <summary>Connect, one call, close: the churn of short sessions.</summary>
    public const string Churn = "churn";
}
