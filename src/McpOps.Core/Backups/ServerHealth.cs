using McpOps.Probing;
using McpOps.Servers;

namespace McpOps.Backups;

/// <summary>How a server is, by the same probe as everywhere.</summary>
internal static class ServerHealth
{
    public static async Task<McpHealth?> AskAsync(EngineContext context, McpServer server, CancellationToken cancellationToken)
    {
        // The conversation decides, not the machine: a full disk is no reason to take a restore back.
        await foreach (var health in new HealthProbe(context).ProbeAsync([server], new HealthOptions { Checks = ["protocol"] }, cancellationToken))
        {
            return health;
        }

        return null;
    }
}
