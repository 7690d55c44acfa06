using McpOps.Servers;

namespace McpOps.Capacity;

/// <summary>How much load one server takes, what gives out first, and when its resources run out.</summary>
public sealed record McpCapacity : IServerRecord, IHostRecord
{
    /// <summary>The server's name.</summary>
    public required string Server { get; init; }

    /// <summary>The machine that made this record: its name, or what <c>MCPOPS_HOST</c> says. Null in what an older version wrote.</summary>
    public string? Host { get; init; }

    /// <summary>The address or command line, secrets masked.</summary>
    public string? Target { get; init; }

    /// <summary><c>stdio</c> or <c>http</c>.</summary>
    public string? Transport { get; init; }

    /// <summary><c>legacy</c> or <c>modern</c>; null when no load was made.</summary>
    public string? Era { get; init; }

    /// <summary>What was called: one of <see cref="LoadWorkload"/>.</summary>
    public string? Workload { get; init; }

    /// <summary>The tools that were called.</summary>
    public IReadOnlyList<string> Tools { get; init => field = Readable.List(value); } = Readable.List<string>([]);

    /// <summary><c>closed</c> (a ramp of concurrency), <c>open</c> (a fixed rate) or <c>search</c> (the highest rate within the objective).</summary>
    public string? Model { get; init; }

    /// <summary>
    /// The highest rate of successful calls, in calls per second: of the fitted law where that agrees with what was measured, else the
    /// highest measured; for a search the highest rate that kept the objective when it was held. Null when no load was made.
    /// </summary>
    public double? PeakRate { get; init; }

    /// <summary>The concurrency (calls in flight) at which the peak lies.</summary>
    public double? PeakConcurrency { get; init; }

    /// <summary>True when the peak lies beyond the concurrency that was measured: an extrapolation.</summary>
    public bool PeakBeyondMeasured { get; init; }

    /// <summary>The highest rate that a step measured.</summary>
    public double? MeasuredPeakRate { get; init; }

    /// <summary>The concurrency of the step with the highest rate.</summary>
    public double? MeasuredPeakConcurrency { get; init; }

    /// <summary>What gave out first: one of <see cref="CapacityLimit"/>; null when no load was made.</summary>
    public string? LimitedBy { get; init; }

    /// <summary>One sentence on the limit: the figure that shows it.</summary>
    public string Message { get; init => field = value ?? ""; } = "";

    /// <summary>True when the generator limited a step itself, so that the server may take more than the figures say.</summary>
    public bool GeneratorLimited { get; init; }

    /// <summary>Why the generator limited itself; null when it did not.</summary>
    public string? GeneratorLimit { get; init; }

    /// <summary>The seconds that the server asked to wait (<c>Retry-After</c>) when it limited the rate.</summary>
    public double? RetryAfterSeconds { get; init; }

    /// <summary>The objective, as it was understood.</summary>
    public string? Objective { get; init; }

    /// <summary>Whether the objective was met at the rate that was held or found; null without an objective or load.</summary>
    public bool? ObjectiveMet { get; init; }

    /// <summary>The Universal Scalability Law fitted to the steps; null with fewer than four steps or for an open model.</summary>
    public McpScalability? Scalability { get; init; }

    /// <summary>The steps in the order in which they ran.</summary>
    public IReadOnlyList<McpCapacityStep> Steps { get; init => field = Readable.List(value); } = Readable.List<McpCapacityStep>([]);

    /// <summary>Resources of this machine and of the server's process during the test.</summary>
    public IReadOnlyList<McpResource> Resources { get; init => field = Readable.List(value); } = Readable.List<McpResource>([]);

    /// <summary>When history crosses its thresholds.</summary>
    public IReadOnlyList<McpForecast> Forecast { get; init => field = Readable.List(value); } = Readable.List<McpForecast>([]);

    /// <summary>What to change, each with the figure that caused it.</summary>
    public IReadOnlyList<McpCapacityAdvice> Advice { get; init => field = Readable.List(value); } = Readable.List<McpCapacityAdvice>([]);

    /// <summary>How many results of generators this one joins.</summary>
    public int Generators { get; init => field = value is 0 ? 1 : value; } = 1;

    /// <summary>True when it was ended early by Ctrl-C; the figures hold for what ran.</summary>
    public bool Interrupted { get; init; }

    /// <summary>When the test began.</summary>
    public required DateTime StartedAt { get; init; }

    /// <summary>How long it took, in seconds.</summary>
    public double Seconds { get; init; }

    /// <inheritdoc/>
    McpServer? IServerRecord.GetSubject() => Subject;

    /// <summary>The server itself.</summary>
    internal McpServer? Subject { get; init; }

    /// <summary>True when the objective was met (without one: calls were answered, and fewer than 1 % failed) and nothing crosses its threshold within the horizon.</summary>
    public bool IsSufficient =>
        PeakRate is not 0
        && (ObjectiveMet ?? (Steps.Sum(step => step.Errors + step.Dropped) <= 0.01 * Steps.Sum(step => step.Calls + step.Dropped)))
        && LimitedBy is not (CapacityLimit.Died or CapacityLimit.Errors)
        && !Forecast.Any(forecast => forecast.WithinHorizon || forecast.Leak);

    /// <summary>The result as a few lines for people: the limit, and a line for each step.</summary>
    public string Describe() => string.Join(Environment.NewLine, Steps
        .Select(step => FormattableString.Invariant($"{step.Concurrency,7:0.#} in flight {step.Rate,10:#,0.#} calls/s  p50 {step.P50Ms:0.##} ms  p99 {step.P99Ms:0.##} ms  {step.Errors} errors"))
        .Prepend(FormattableString.Invariant($"{Server}: {PeakRate ?? 0:#,0.#} calls/s. {Message}")));
}

/// <summary>What gave out first.</summary>
public static class CapacityLimit
{
    /// <summary>Nothing: the rate still rose at the highest concurrency, or the offered rate was served.</summary>
    public const string None = "None";

    /// <summary>The server: more concurrency no longer brought a higher rate.</summary>
    public const string Server = "Server";

    /// <summary>The processors of the server's machine.</summary>
    public const string Cpu = "Cpu";

    /// <summary>The memory of the server's machine: it, or its swap, was full.</summary>
    public const string Memory = "Memory";

    /// <summary>The latency or error rate of the objective.</summary>
    public const string Objective = "Objective";

    /// <summary>The server refused calls by HTTP 429.</summary>
    public const string RateLimit = "RateLimit";

    /// <summary>Calls failed.</summary>
    public const string Errors = "Errors";

    /// <summary>The server died or can no longer be reached.</summary>
    public const string Died = "Died";

    /// <summary>The generator itself: the server may take more.</summary>
    public const string Generator = "Generator";

    /// <summary>A limit of the test: duration, number of calls.</summary>
    public const string Limit = "Limit";
}
