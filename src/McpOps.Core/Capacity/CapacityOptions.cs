using System.Text.Json.Nodes;

namespace McpOps.Capacity;

/// <summary>What load is made, and what is forecast.</summary>
public sealed record CapacityOptions
{
    /// <summary>One of <see cref="LoadWorkload"/>; null for <c>call</c> where a tool is named, else <c>list</c>.</summary>
    public string? Workload { get; init; }

    /// <summary>The tools to call, by weight.</summary>
    public IReadOnlyList<McpLoadCall> Calls { get; init; } = [];

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

    /// <summary>How long the memory of the server's process is watched for a leak; null for not at all.</summary>
    public TimeSpan? Watch { get; init; }
}

/// <summary>A tool call that load is made of.</summary>
/// <param name="Tool">The tool.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Weight">Its share among several; a positive number.</param>
public sealed record McpLoadCall(string Tool, JsonObject Arguments, double Weight = 1);

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
