namespace McpOps.Backups;

/// <summary>What is said of a backup or a restore after which a service that ran does not: once, with what to do. The backup itself is there.</summary>
public static class BackupFault
{
    /// <summary>The service that was stopped for a backup does not work again; null where it does.</summary>
    public static McpOpsException? Of(McpBackup backup)
    {
        ArgumentNullException.ThrowIfNull(backup);
        return backup.ServiceDown is not { } why ? null : Down(backup.Server, $"The backup {backup.Id} was made and read back ({backup.Status}), but the service of '{backup.Server}', which a backup stopped, does not work: {Sentences.Ended(why)}");
    }

    /// <summary>The service that ran before a restore which was taken back does not work again; null where it does.</summary>
    public static McpOpsException? Of(McpRestore restore)
    {
        ArgumentNullException.ThrowIfNull(restore);
        return restore.ServiceDown is not { } why ? null : Down(restore.Server, $"The restore of {restore.Backup} was taken back, but the service of '{restore.Server}', which ran before, does not work: {Sentences.Ended(why)}");
    }

    private static McpOpsException Down(string server, string said) => new("ServiceStartFailed", McpErrorCategory.InvalidOperation,
        $"{said} Find out why with 'mcpops diagnose {server}' (Get-McpDiagnosis {server}), mend it, and start it with 'mcpops restart {server}' (Restart-McpServer {server}).", server);
}
