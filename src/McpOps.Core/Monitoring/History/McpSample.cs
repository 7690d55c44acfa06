namespace McpOps.Monitoring;

/// <summary>What one look at a server found, in the few figures that history keeps of it.</summary>
public sealed record McpSample
{
    /// <summary>The server's name.</summary>
    public required string Server { get; init; }

    /// <summary>When the probe was due, to the second: with the server's name, what tells one sample from another.</summary>
    public required DateTimeOffset Slot { get; init; }

    /// <summary>One of <see cref="Probing.HealthStatus"/>.</summary>
    public required string Status { get; init; }

    /// <summary>One of <see cref="Protocol.McpVerdict"/>.</summary>
    public required string Verdict { get; init; }

    /// <summary>What is the matter, in one sentence; empty when nothing is, or when it is what the sample before said.</summary>
    public string Message { get; init; } = "";

    /// <summary>What was measured, by the names of the metrics.</summary>
    public IReadOnlyDictionary<string, double> Values { get; init => field = Readable.Map(value, StringComparer.Ordinal); } = Readable.NoMap<double>();

    /// <summary>The checks that are not well while it answers as it should; of the newest probe only, for history does not keep them.</summary>
    internal IReadOnlyList<SeenCause> Causes { get; init; } = [];

    /// <summary>The checks that must be seen to be well before it is; of the newest probe only.</summary>
    internal IReadOnlyList<string> Ill { get; init; } = [];

    /// <summary>The checks that could not be made; of the newest probe only.</summary>
    internal IReadOnlyList<string> Unseen { get; init; } = [];

    /// <summary>True where the server was seen to work.</summary>
    internal bool Works => MetricNames.Value(this, MetricNames.Success) is 100;

    /// <summary>Why it does not count: <c>ownNetwork</c>, <c>window:NAME</c>, or <c>again</c> for a look between two slots; null when it does.</summary>
    public string? Mark { get; init; }
}
