using McpOps.Maintenance.Recovery;
using McpOps.Monitoring;
using McpOps.Servers;

namespace McpOps;

/// <summary>Who works beside a watch, of rooms that the watch does not know.</summary>
internal static class WatchCompanions
{
    /// <summary>The recovery of servers that ask for it.</summary>
    public static IWatchCompanion OfOtherRooms(EngineContext context, ServerPaths paths) => new AutomaticRecovery(context, paths);
}
