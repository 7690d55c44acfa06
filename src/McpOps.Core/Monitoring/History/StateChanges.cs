using System.Text.Json.Serialization;

namespace McpOps.Monitoring;

/// <summary>A line of the journal: what one step changed, its events and its messages together, so that none is there without the others. A snapshot is the same of everything.</summary>
internal sealed record StateChanges
{
    /// <summary>The version that this program writes; it does not touch what a newer one wrote.</summary>
    public const int NewestVersion = 1;

    public int Version { get; init; }

    public long Sequence { get; init; }

    public DateTimeOffset At { get; init; }

    public IReadOnlyList<RuleState>? Rules { get; init; }

    public IReadOnlyList<ServerState>? Servers { get; init; }

    public IReadOnlyList<OutboxEntry>? Outbox { get; init; }

    public IReadOnlyList<OutboxMember>? Members { get; init; }

    public IReadOnlyList<Delivery>? Deliveries { get; init; }

    public IReadOnlyList<McpAlert>? Past { get; init; }

    public IReadOnlyList<WatchRun>? Runs { get; init; }

    public IReadOnlyList<CounterReading>? Counters { get; init; }

    public IReadOnlyList<ProbeLease>? Leases { get; init; }

    public IReadOnlyList<AlertEvent>? Events { get; init; }

    /// <summary>The keys of what was removed, with a letter for its kind before them.</summary>
    public IReadOnlyList<string>? Gone { get; init; }
}

/// <summary>How the state is written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    UseStringEnumConverter = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(StateChanges))]
internal sealed partial class StateJson : JsonSerializerContext;
