using System.Text.Json;
using System.Text.Json.Serialization;
using McpOps.Auditing.Dependencies.Osv;
using McpOps.Auditing.Suppressions;

namespace McpOps.Auditing;

/// <summary>How the audit's files are read.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(List<AuditRule>))]
[JsonSerializable(typeof(List<OsvRecord>))]
[JsonSerializable(typeof(SuppressionFile))]
[JsonSerializable(typeof(List<McpFinding>))]
internal sealed partial class AuditForms : JsonSerializerContext;
