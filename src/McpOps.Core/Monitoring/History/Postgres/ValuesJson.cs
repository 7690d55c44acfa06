using System.Text.Json.Serialization;

namespace McpOps.Monitoring;

/// <summary>How the figures of a sample are read and written.</summary>
[JsonSerializable(typeof(IReadOnlyDictionary<string, double>))]
[JsonSerializable(typeof(Dictionary<string, double>))]
internal sealed partial class ValuesJson : JsonSerializerContext;
