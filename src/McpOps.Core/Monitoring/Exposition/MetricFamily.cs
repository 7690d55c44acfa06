namespace McpOps.Monitoring;

/// <summary>A metric that is handed out to other monitoring.</summary>
/// <param name="Name">Its name, with its base unit, as Prometheus has it.</param>
/// <param name="Kind"><c>gauge</c> or <c>counter</c>.</param>
/// <param name="Help">What it is, in one sentence.</param>
/// <param name="Labels">Its labels, always the same ones.</param>
public sealed record MetricFamily(string Name, string Kind, string Help, IReadOnlyList<string> Labels)
{
    /// <summary>A value that goes up and down.</summary>
    public const string Gauge = "gauge";

    /// <summary>A value that only grows, and begins anew with each calendar month (UTC) or in the history.</summary>
    public const string Counter = "counter";

    /// <summary>True where it is known of a running watch only, not of the history.</summary>
    public bool OfWatch { get; init; }

    /// <summary>True where it is what the watch remembers, not what one probe finds.</summary>
    internal bool OfState { get; init; }

    /// <summary>What it has of one server: null where it is none of a server.</summary>
    internal Action<SeriesSink, ServerFigures>? OfServer { get; init; }

    /// <summary>What it has of all together.</summary>
    internal Action<SeriesSink, MetricSnapshot>? OfAll { get; init; }
}

/// <summary>All that is known at a moment.</summary>
/// <param name="Now">The moment.</param>
/// <param name="State">What the watch remembers.</param>
/// <param name="Servers">The servers.</param>
internal sealed record MetricSnapshot(DateTimeOffset Now, BoardState State, IReadOnlyList<ServerFigures> Servers);
