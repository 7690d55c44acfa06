using System.Text.Json.Serialization;

namespace McpOps.Auditing.Dependencies.Osv;

/// <summary>An advisory in the form of the Open Source Vulnerability schema 1.x; what an audit does not need is left out.</summary>
internal sealed record OsvRecord
{
    public string Id { get; init => field = value ?? ""; } = "";

    public IReadOnlyList<string>? Aliases { get; init; }

    public string? Withdrawn { get; init; }

    public string? Summary { get; init; }

    public IReadOnlyList<OsvSeverity>? Severity { get; init; }

    public IReadOnlyList<OsvAffected>? Affected { get; init; }

    [JsonPropertyName("database_specific")]
    public OsvDatabase? Database { get; init; }
}

internal sealed record OsvSeverity(string? Type, string? Score);

internal sealed record OsvDatabase
{
    [JsonConverter(typeof(AnyText))]
    public string? Severity { get; init; }
}

internal sealed record OsvAffected
{
    public OsvPackage? Package { get; init; }

    public IReadOnlyList<string>? Versions { get; init; }

    public IReadOnlyList<OsvRange>? Ranges { get; init; }
}

internal sealed record OsvPackage(string? Ecosystem, string? Name);

internal sealed record OsvRange(string? Type, IReadOnlyList<OsvEvent>? Events);

internal sealed record OsvEvent
{
    public string? Introduced { get; init; }

    public string? Fixed { get; init; }

    [JsonPropertyName("last_affected")]
    public string? LastAffected { get; init; }

    public string? Limit { get; init; }
}
