using McpOps.Probing;
using McpOps.Servers;

namespace McpOps.Backups;

/// <summary>How a server is, by the same probe as everywhere.</summary>
internal static class ServerHealth
{
    // What belongs to the server decides, not the machine: a full disk is no reason to take a restore back.
    private static readonly string[] Beside = ["endpoints", "ports", "service", "postgres", "sqlite"];
    private static readonly string[] Conversation = ["protocol", ProbeCall.CheckName];

    /// <summary>Asks the server, and all that the inventory says belongs to it.</summary>
    /// <returns>The answer; null when there is nothing to ask.</returns>
    public static async Task<McpHealth?> AskAsync(EngineContext context, McpServer server, CancellationToken cancellationToken)
    {
        string[] checks = [.. server.Connection == McpConnection.None || server.Transport is McpTransport.None ? [] : Conversation, .. HasMore(server) ? Beside : []];
        if (checks.Length == 0)
        {
            return null;
        }

        await foreach (var health in new HealthProbe(context).ProbeAsync([server], new HealthOptions { Checks = checks }, cancellationToken))
        {
            // One that its owner switched off is not asked.
            return health.Checks.Count > 0 ? health : null;
        }

        return null;
    }

    private static bool HasMore(McpServer server) => server.Endpoints.Count > 0 || server.Ports.Count > 0 || server.Service is not null || server.Databases.Count > 0;
}
