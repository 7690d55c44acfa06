using McpOps.Backups;
using McpOps.Servers;

namespace McpOps.Maintenance.Recovery;

/// <summary>Goes back to the last backup that was made while the server was healthy. What is replaced is saved first, and taken back when the server does not become healthy.</summary>
internal static class LastResort
{
    /// <summary>Restores it.</summary>
    /// <returns>What came of it: one of <see cref="StepOutcome"/>, and a sentence.</returns>
    public static async Task<(string Outcome, string Message)> RestoreAsync(EngineContext context, McpServer server, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            return await new BackupUpkeep(context).RestoreLastHealthyAsync(server, timeout, cancellationToken) is not { } restore
                ? (StepOutcome.Failed, "There is no backup of it that was made while it was healthy; nothing was restored.")
                : restore.Status is RestoreStatus.Restored
                ? (StepOutcome.Changed, $"Restored {restore.Backup}, the last backup while it was healthy: it is {restore.Health ?? "started"}. What was replaced is kept in {restore.Snapshot ?? "no snapshot"}. {restore.Message}".TrimEnd())
                : (StepOutcome.Failed, $"{restore.Backup} was tried and taken back ({restore.Status}). {restore.Message}".TrimEnd());
        }
        catch (McpOpsException exception)
        {
            return (StepOutcome.Failed, $"Nothing was restored: {exception.Message} ({exception.ErrorId})");
        }
    }
}
