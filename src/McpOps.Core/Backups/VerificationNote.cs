using System.Text.Json;
using McpOps.Backups.Manifests;

namespace McpOps.Backups;

/// <summary>When and how a backup was last verified: kept beside it, for the backup itself never changes.</summary>
internal sealed record VerificationNote
{
    public required DateTimeOffset At { get; init; }

    /// <summary>One of <see cref="VerificationStatus"/>.</summary>
    public required string Status { get; init; }

    /// <summary><c>Quick</c>, <c>Deep</c>, <c>Restore</c> or <c>Sample</c>.</summary>
    public required string Level { get; init; }

    /// <summary>Where the next sample begins, in parts of the whole: from 0 up to 1.</summary>
    public double SampleFrom { get; init; }

    private static readonly BackupJson Json = new(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    public static VerificationNote? Read(byte[]? json)
    {
        try
        {
            return json is null ? null : JsonSerializer.Deserialize(json, Json.VerificationNote);
        }
        catch (JsonException)
        {
            // A note that cannot be read only means that it is not known when the backup was verified.
            return null;
        }
    }

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, Json.VerificationNote);
}
