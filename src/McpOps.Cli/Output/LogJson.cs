using System.Text.Json.Serialization;
using McpOps.Logs;

namespace McpOps.Cli.Output;

/// <summary>How the records of logs become JSON, worked out when the program is built: reflection and metadata would take a good part of a short run.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Serialization, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(McpLogSummary))]
[JsonSerializable(typeof(McpLogEntry))]
internal sealed partial class LogJson : JsonSerializerContext;
