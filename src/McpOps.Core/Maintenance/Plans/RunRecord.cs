using System.Text.Json.Serialization;

namespace McpOps.Maintenance.Plans;

/// <summary>A line of the journal of runs: that a step was begun, or what it came to.</summary>
internal sealed record RunRecord
{
    /// <summary>When, in UTC.</summary>
    [JsonPropertyName("at")]
    public required DateTimeOffset At { get; init; }

    /// <summary><c>began</c>, <c>step</c> or <c>ended</c>.</summary>
    [JsonPropertyName("kind")]
    public required string Kind { get; init; }

    [JsonPropertyName("plan")]
    public required string Plan { get; init; }

    [JsonPropertyName("run")]
    public required string Run { get; init; }

    [JsonPropertyName("server")]
    public string? Server { get; init; }

    [JsonPropertyName("step")]
    public string? Step { get; init; }

    /// <summary>Of a step that was begun none; of a server's run the worst of its steps.</summary>
    [JsonPropertyName("outcome")]
    public string? Outcome { get; init; }

    /// <summary>Of a run that was begun for some steps only, which; null for all.</summary>
    [JsonPropertyName("steps")]
    public IReadOnlyList<string>? Steps { get; init; }

    /// <summary>True of a step that was skipped because another failed: it is still to be done.</summary>
    [JsonPropertyName("leftOut")]
    public bool LeftOut { get; init; }

    [JsonPropertyName("freedBytes")]
    public long FreedBytes { get; init; }

    [JsonPropertyName("durationMs")]
    public double DurationMs { get; init; }

    [JsonPropertyName("message")]
    public string? Message { get; init; }
}

/// <summary>How a line is written; no reflection, so that it also works where that is cut off.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(RunRecord))]
internal sealed partial class RunJson : JsonSerializerContext;
