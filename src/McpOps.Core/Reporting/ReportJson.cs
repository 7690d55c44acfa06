using System.Text.Json;
using System.Text.Json.Serialization;

namespace McpOps.Reporting;

/// <summary>How a report is read and written.</summary>
[JsonSerializable(typeof(McpReport))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class ReportJson : JsonSerializerContext;
