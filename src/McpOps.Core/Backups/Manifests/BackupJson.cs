using System.Text.Json.Serialization;

namespace McpOps.Backups.Manifests;

/// <summary>How what lies beside a backup is read and written, worked out when the program is built: a listing reads a manifest for each backup, and reflection would take most of a short run.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Manifest))]
[JsonSerializable(typeof(VerificationNote))]
internal sealed partial class BackupJson : JsonSerializerContext;
