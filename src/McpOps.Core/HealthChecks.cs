using McpOps.Backups;
using McpOps.Logs;
using McpOps.Probing;

namespace McpOps;

/// <summary>The checks that other rooms than Probing bring to a health probe.</summary>
public static class HealthChecks
{
    /// <summary>All of them.</summary>
    /// <param name="context">The clock and notices.</param>
    public static IReadOnlyList<IHealthCheck> OfOtherRooms(EngineContext context) => [new LogsCheck(context), new BackupCheck(context)];
}
