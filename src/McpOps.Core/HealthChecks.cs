using McpOps.Auditing;
using McpOps.Backups;
using McpOps.Logs;
using McpOps.Maintenance;
using McpOps.Maintenance.Plans;
using McpOps.Monitoring;
using McpOps.Probing;

namespace McpOps;

/// <summary>The checks that other rooms than Probing bring to a health probe.</summary>
public static class HealthChecks
{
    /// <summary>The names of the checks of every room, in the order of the alphabet.</summary>
    /// <remarks>Written down, since to make the checks for their names would cost a short run more than its probe. A test holds them against the checks.</remarks>
    public static IReadOnlyList<string> Names { get; } =
    [
        "audit", "backup", "certificates", "cpu", "disk", "duties", "endpoints", "load", "logs", "memory", "orphans", "ports", "postgres", "probe", "process", "protocol", "response", "service", "sqlite", "swap", "tools",
    ];

    /// <summary>All of them.</summary>
    /// <param name="context">The clock and notices.</param>
    public static IReadOnlyList<IHealthCheck> OfOtherRooms(EngineContext context)
    {
        var newest = new NewestBackups(context.Time);
        var backups = new BackupCheck(context, server => FirstSlot.Of(server, "backup", context.Time), (server, stop) => SeenBackup.AtAsync(server, context.Time, stop), newest.OfAsync);
        return [new LogsCheck(context), backups, new DutyCheck(context), new AuditCheck(context)];
    }
}
