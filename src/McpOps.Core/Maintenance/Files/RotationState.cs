using System.Text.Json;
using System.Text.Json.Serialization;
using McpOps.Files;

namespace McpOps.Maintenance.Files;

/// <summary>When each log was rotated last, and which rotation is at work: on the disk before the first rename, so that a killed one is finished by the next.</summary>
internal sealed class RotationState
{
    private const string FileName = "rotation.json";

    /// <summary>When each log was rotated last, or first seen.</summary>
    [JsonPropertyName("last")]
    public Dictionary<string, DateTimeOffset> Last { get; init => field = value ?? new(StringComparer.Ordinal); } = new(StringComparer.Ordinal);

    /// <summary>Logs whose rotation was begun and not ended.</summary>
    [JsonPropertyName("begun")]
    public HashSet<string> Begun { get; init => field = value ?? new(StringComparer.Ordinal); } = new(StringComparer.Ordinal);

    /// <summary>Logs that were copied and were to be cut.</summary>
    [JsonPropertyName("copied")]
    public HashSet<string> Copied { get; init => field = value ?? new HashSet<string>(StringComparer.Ordinal); } = new(StringComparer.Ordinal);

    /// <summary>Logs whose archives were to be compressed, and may not be yet.</summary>
    [JsonPropertyName("plain")]
    public HashSet<string> Plain { get; init => field = value ?? new HashSet<string>(StringComparer.Ordinal); } = new(StringComparer.Ordinal);

    /// <summary>Reads it; an empty one where there is none, or none that can be read: then the time is counted anew.</summary>
    public static RotationState Read(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(folder, FileName)), RotationJson.Default.RotationState) ?? new RotationState();
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return new RotationState();
        }
    }

    public void Write(string folder)
    {
        OwnerOnly.CreateFolder(folder);
        OwnerOnly.Replace(folder, FileName, JsonSerializer.SerializeToUtf8Bytes(this, RotationJson.Default.RotationState));
    }
}

/// <summary>How the state is written.</summary>
[JsonSerializable(typeof(RotationState))]
internal sealed partial class RotationJson : JsonSerializerContext;
