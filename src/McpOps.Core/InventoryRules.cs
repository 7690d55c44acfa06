using McpOps.Logs;
using McpOps.Maintenance;
using McpOps.Monitoring;
using McpOps.Platform;
using McpOps.Probing;
using McpOps.Servers;

namespace McpOps;

/// <summary>What rooms refuse of an inventory when it is used, asked before: the same rules, of every room.</summary>
internal static class InventoryRules
{
    /// <summary>Every problem once, whatever number of servers share what has it.</summary>
    /// <param name="servers">The servers.</param>
    /// <param name="whole">False where parts of the inventory could not be read: what a plan names may be among them.</param>
    public static IReadOnlyList<McpOpsException> Problems(IReadOnlyList<McpServer> servers, bool whole = true) =>
        [.. servers.SelectMany(Metrics).Concat(servers.SelectMany(Logs)).Concat(MaintenanceEngine.Problems(servers, whole)).DistinctBy(problem => problem.Message, StringComparer.Ordinal)];

    /// <summary>What is no fault of the inventory, but lets a command only fail on this machine.</summary>
    public static IReadOnlyList<McpOpsException> Doubts(IReadOnlyList<McpServer> servers) =>
        [.. FileCleaner.Problems(servers).Concat(servers.SelectMany(Services)).DistinctBy(problem => problem.Message, StringComparer.Ordinal)];

    /// <summary>What of the channels would be found out at the first alert.</summary>
    public static IReadOnlyList<McpOpsException> Doubts(McpFleet fleet) =>
        [.. fleet.Channels.Where(channel => channel.Kind is "webhook").SelectMany(WebhookChannel.Problems)];

    private static IEnumerable<McpOpsException> Services(McpServer server) => server.Service is { Kind: ServiceKind.Process } service && ProcessServices.WhyNoStart(service.ToReference()) is { } why
        ? [new McpOpsException("ServiceNotStartable", McpErrorCategory.InvalidData, $"servers.{server.Name}.service: {why} Until then a restart, a restore and a backup that stops the service are refused.", server.Name)]
        : [];

    private static IEnumerable<McpOpsException> Logs(McpServer server) => server.LogFormat is { } format && !LogFormats.Names.Contains(format, StringComparer.Ordinal)
        ? [new McpOpsException("InvalidFormat", McpErrorCategory.InvalidData, $"servers.{server.Name}.logFormat: '{format}' is not a format.{NearestName.Hint(format, LogFormats.Names)} There are: {string.Join(", ", LogFormats.Names)}.", server.Name)]
        : [];

    private static IEnumerable<McpOpsException> Metrics(McpServer server) => MetricNames.Wrong(server).Select(one => one.Problem);
}
