using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using McpOps.Auditing;
using McpOps.Backups;
using McpOps.Capacity;
using McpOps.Crawling;
using McpOps.Logs;
using McpOps.Maintenance;
using McpOps.Monitoring;
using McpOps.Probing;
using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Cli.Output;

/// <summary>How records become JSON, worked out when the program is built. A test holds that none is missing.</summary>
[JsonSerializable(typeof(McpAcceptance))]
[JsonSerializable(typeof(McpAcceptedServer))]
[JsonSerializable(typeof(McpAdvice))]
[JsonSerializable(typeof(McpAlert))]
[JsonSerializable(typeof(McpBackup))]
[JsonSerializable(typeof(McpBackupVerification))]
[JsonSerializable(typeof(McpCapacity))]
[JsonSerializable(typeof(McpCapacityAdvice))]
[JsonSerializable(typeof(McpCapacityStep))]
[JsonSerializable(typeof(McpCleanedFile))]
[JsonSerializable(typeof(McpContent))]
[JsonSerializable(typeof(McpDashboardFile))]
[JsonSerializable(typeof(McpDatabaseReport))]
[JsonSerializable(typeof(McpDatabaseWork))]
[JsonSerializable(typeof(McpDelivery))]
[JsonSerializable(typeof(McpDiagnosis))]
[JsonSerializable(typeof(McpFinding))]
[JsonSerializable(typeof(McpForecast))]
[JsonSerializable(typeof(McpHealth))]
[JsonSerializable(typeof(McpInventory))]
[JsonSerializable(typeof(McpInventoryProblem))]
[JsonSerializable(typeof(McpInventoryTest))]
[JsonSerializable(typeof(McpLogRow))]
[JsonSerializable(typeof(McpMaintenanceStep))]
[JsonSerializable(typeof(McpMetric))]
[JsonSerializable(typeof(McpMetricImport))]
[JsonSerializable(typeof(McpObjective))]
[JsonSerializable(typeof(McpPage))]
[JsonSerializable(typeof(McpPastStretch))]
[JsonSerializable(typeof(McpPlanStatus))]
[JsonSerializable(typeof(McpPrompt))]
[JsonSerializable(typeof(McpReplay))]
[JsonSerializable(typeof(McpRestore))]
[JsonSerializable(typeof(McpRestoreChange))]
[JsonSerializable(typeof(McpRotatedLog))]
[JsonSerializable(typeof(McpSchedule))]
[JsonSerializable(typeof(McpServer))]
[JsonSerializable(typeof(McpServerResource))]
[JsonSerializable(typeof(McpServerStatus))]
[JsonSerializable(typeof(McpTool))]
[JsonSerializable(typeof(McpToolResult))]
[JsonSerializable(typeof(McpWatchRecord))]
[JsonSerializable(typeof(McpWatchStatus))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(JsonArray))]
[JsonSerializable(typeof(JsonNode))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class RecordsJson : JsonSerializerContext;
