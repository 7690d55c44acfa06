namespace McpOps.Monitoring;

/// <summary>What goes wrong with a history that is read. Pure functions.</summary>
internal static class HistoryFaults
{
    /// <summary>Whether it is the history that cannot be read; what is known without it may still be told.</summary>
    public static bool IsOfReading(McpOpsException exception) => exception.ErrorId is "HistoryNotReadable" or "HistoryNewer" or "HistoryLocked";

    /// <summary>Whether all of it is away: then each further question would be waited for in vain.</summary>
    public static bool IsAway(McpOpsException exception) => exception is { ErrorId: "HistoryLocked" } or { ErrorId: "HistoryNotReadable", Category: McpErrorCategory.ConnectionError or McpErrorCategory.PermissionDenied };
}
