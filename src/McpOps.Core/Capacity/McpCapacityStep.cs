using System.Globalization;

namespace McpOps.Capacity;

/// <summary>One step of a load test, warm-up left out.</summary>
public sealed record McpCapacityStep
{
    /// <summary>Calls in flight: held by a closed model; the mean that was seen for an open one.</summary>
    public double Concurrency { get; init; }

    /// <summary>Successful calls per second.</summary>
    public double Rate { get; init; }

    /// <summary>Calls per second that were offered: the fixed rate of an open model; every call that ended for a closed one.</summary>
    public double OfferedRate { get; init; }

    /// <summary>How long figures were taken, in seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>Calls that ended, failures included.</summary>
    public long Calls { get; init; }

    /// <summary>Calls that failed, whatever the kind.</summary>
    public long Errors { get; init; }

    /// <summary>Failures by kind.</summary>
    public IReadOnlyList<McpCallErrors> ErrorKinds { get; init => field = Readable.List(value); } = Readable.List<McpCallErrors>([]);

    /// <summary>Calls of an open model that were due and never sent, because the most calls in flight were reached.</summary>
    public long Dropped { get; init; }

    /// <summary>The most calls in flight at once.</summary>
    public int MaxInFlight { get; init; }

    /// <summary>Half of the calls took no longer, in milliseconds. An open model counts from the intended send time.</summary>
    public double P50Ms { get; init; }

    /// <summary>90 % of the calls took no longer, in milliseconds.</summary>
    public double P90Ms { get; init; }

    /// <summary>95 % of the calls took no longer, in milliseconds.</summary>
    public double P95Ms { get; init; }

    /// <summary>99 % of the calls took no longer, in milliseconds.</summary>
    public double P99Ms { get; init; }

    /// <summary>99.9 % of the calls took no longer, in milliseconds.</summary>
    public double P999Ms { get; init; }

    /// <summary>The longest call, in milliseconds.</summary>
    public double MaxMs { get; init; }

    /// <summary>The mean, in milliseconds.</summary>
    public double MeanMs { get; init; }

    /// <summary>Median from the actual send time, in milliseconds: what the latency would seem to be without its queue.</summary>
    public double ServiceP50Ms { get; init; }

    /// <summary>99th percentile from the actual send time, in milliseconds.</summary>
    public double ServiceP99Ms { get; init; }

    /// <summary>Bytes sent, headers left out.</summary>
    public long BytesSent { get; init; }

    /// <summary>Bytes received, headers left out.</summary>
    public long BytesReceived { get; init; }

    /// <summary>Connections opened, or processes started.</summary>
    public long Connects { get; init; }

    /// <summary>Processors that the server's own process kept busy, in percent of one; null when it is not on this machine.</summary>
    public double? ServerCpuPercent { get; init; }

    /// <summary>Resident memory of the server's own process at the end of the step, in bytes.</summary>
    public long? ServerRssBytes { get; init; }

    /// <summary>Threads of the server's own process.</summary>
    public int? ServerThreads { get; init; }

    /// <summary>Open handles (file descriptors) of the server's own process.</summary>
    public int? ServerHandles { get; init; }

    /// <summary>Processors that the generator kept busy, in percent of all.</summary>
    public double GeneratorCpuPercent { get; init; }

    /// <summary>True when the generator limited this step itself.</summary>
    public bool GeneratorLimited { get; init; }

    /// <summary>True when the rate had settled before the step ended.</summary>
    public bool Stable { get; init; }

    /// <summary>The rate of each window of the step, in calls per second: what the fit's intervals rest on.</summary>
    public IReadOnlyList<double> WindowRates { get; init => field = Readable.List(value); } = Readable.List<double>([]);

    /// <summary>The latencies as a mergeable histogram, encoded.</summary>
    public string Histogram { get; init => field = value ?? ""; } = "";

    /// <summary>The service times as a mergeable histogram, encoded.</summary>
    public string ServiceHistogram { get; init => field = value ?? ""; } = "";

    /// <summary>The step in a few words.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Concurrency} in flight: {Rate:0.#} calls/s, p99 {P99Ms:0.##} ms, {Errors} errors");
}

/// <summary>How many calls failed in one way.</summary>
/// <param name="Kind">Such as <c>timeout</c>, <c>connection</c>, <c>http 503</c>, <c>json-rpc -32601</c>, <c>tool error</c>, <c>not json</c>, <c>wrong id</c>.</param>
/// <param name="Count">How many.</param>
public sealed record McpCallErrors(string Kind, long Count)
{
    /// <summary>The kind and the number.</summary>
    public override string ToString() => $"{Kind} {Count}";
}
