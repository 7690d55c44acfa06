using System.Globalization;
using McpOps.Backups.Sources;
using McpOps.Backups.Stores;
using McpOps.Platform;
using McpOps.Probing;
using McpOps.Servers;

namespace McpOps.Backups;

/// <summary>The check <c>backup</c>: how old the newest backup is, whether it is whole, and when it was last verified.</summary>
/// <param name="context">The clock.</param>
/// <param name="firstDue">When a server whose duties are watched since a short time makes its first backup at the latest; null where that time is over, or nobody knows.</param>
/// <param name="lastSeen">When a backup of a server was seen last; null where none was, or nobody knows.</param>
/// <param name="newestSeen">When the newest backup of a server that was seen lately had been made, the one that is seen now among them; null where nobody knows.</param>
public sealed class BackupCheck(EngineContext context, Func<McpServer, DateTimeOffset?>? firstDue = null, Func<McpServer, CancellationToken, Task<DateTimeOffset?>>? lastSeen = null,
    Func<McpServer, DateTimeOffset, CancellationToken, Task<DateTimeOffset?>>? newestSeen = null) : IHealthCheck
{
    // The history has ages in hundredths of a day.
    private static readonly TimeSpan Rounding = TimeSpan.FromMinutes(30);

    private const double DefaultWarningDays = 2;
    private const double DefaultCriticalDays = 8;

    /// <inheritdoc/>
    public string Name => "backup";

    /// <inheritdoc/>
    public bool AppliesTo(McpServer server)
    {
        ArgumentNullException.ThrowIfNull(server);
        return server.Backup?.Destination is not null;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<McpCheckResult>> CheckAsync(McpServer server, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(server);
        var threshold = server.Thresholds.GetValueOrDefault(Name);
        var result = new McpCheckResult
        {
            Name = Name,
            Status = HealthStatus.Unknown,
            Unit = "days",
            Warning = threshold?.Warning ?? DefaultWarningDays,
            Critical = threshold?.Critical ?? DefaultCriticalDays,
        };
        try
        {
            var store = BackupStores.Open(server.Backup!.Destination!);
            if (await LeftStoppedAsync(server, store, context.Time, cancellationToken) is { } left)
            {
                return [result with { Status = HealthStatus.Unhealthy, Message = left }];
            }

            var backups = await new BackupCatalog(context with { Notices = null }, store) { LegacyOwner = server.Name }.ListAsync(server.Name, cancellationToken);
            return [backups.FirstOrDefault(backup => backup.Purpose is BackupPurpose.Backup) is { } newest ? await JudgeAsync(server, result, newest, store, cancellationToken) : await JudgeNoneAsync(server, result, store, cancellationToken)];
        }
        catch (McpOpsException exception) when (exception.ErrorId is "StoreNotFound")
        {
            return [result with { Status = HealthStatus.Unhealthy, Message = exception.Message }];
        }
        catch (Exception exception) when (exception is McpOpsException or IOException or UnauthorizedAccessException)
        {
            return [result with { Message = exception.Message }];
        }
    }

    // Whoever holds the lock has stopped it for good reason, and starts it again.
    private static async Task<string?> LeftStoppedAsync(McpServer server, IBackupStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await StoppedNote.ReadAsync(store, server.Name, cancellationToken) is not { IsHere: true } left)
        {
            return null;
        }

        // Somebody has started it meanwhile.
        if (server.ToReference() is { } service && left.IsOf(service) && (await new ServiceControl(time).GetAsync(service, cancellationToken)).Status is ServiceStatus.Running)
        {
            return null;
        }

        try
        {
            await using var held = await store.LockAsync(BackupName.ServerFolder(server.Name), "health", cancellationToken);
            return await StoppedNote.ReadAsync(store, server.Name, cancellationToken) is { } note
                ? $"A backup {note.Said}. {(note.Why is { } why ? $"{Sentences.Ended(why)} The next backup tries again." : "The next backup starts it again.")}"
                : null;
        }
        catch (McpOpsException exception) when (exception.ErrorId == "StoreLocked")
        {
            return null;
        }
    }

    // Where there were some, that there are none is worse than that the first is still to come: they were what a restore would have come from.
    private async Task<McpCheckResult> JudgeNoneAsync(McpServer server, McpCheckResult result, IBackupStore store, CancellationToken cancellationToken)
    {
        if (lastSeen is not null && await lastSeen(server, cancellationToken) is { } seen)
        {
            return result with { Status = HealthStatus.Unhealthy, Message = $"Its backups are gone: there was one at {Local(seen)}, and there is none in '{store.Location}' any more. Find out who removed them (or moved \"destination\"), and make one now: 'mcpops backup' (Invoke-McpBackup)." };
        }

        return firstDue?.Invoke(server) is { } due
            ? result with { Status = HealthStatus.Healthy, Message = $"There is no backup yet. The first is due at {Local(due)}; to make one now: 'mcpops backup' (Invoke-McpBackup)." }
            : result with { Status = HealthStatus.Degraded, Message = "There is no backup. Make one with 'mcpops backup' (Invoke-McpBackup)." };
    }

    // No rule of retention removes the newest: who did has moved back what can be restored.
    private async Task<McpCheckResult> JudgeAsync(McpServer server, McpCheckResult result, McpBackup newest, IBackupStore store, CancellationToken cancellationToken)
    {
        var judged = Judge(result, newest);
        if (judged.Status is not HealthStatus.Unhealthy && await WrongPartAsync(newest, store, cancellationToken) is { } wrong)
        {
            return judged with { Status = HealthStatus.Unhealthy, Message = $"{newest.Id} cannot be restored: {wrong}.{Remedy(newest.Id)}" };
        }

        var made = new DateTimeOffset(newest.CreatedAt);
        return judged.Status is HealthStatus.Unhealthy || newestSeen is null || await newestSeen(server, made, cancellationToken) is not { } seen || seen - made < Rounding ? judged
            : judged with
            {
                Status = HealthStatus.Degraded,
                Message = $"Its newest backup is gone: there was one of about {Local(seen)}, and the newest in '{newest.Store}' is {newest.Id} now. Find out who removed it, and make one now: 'mcpops backup' (Invoke-McpBackup).",
            };
    }

    // A verification is of its day. That a part was cut or removed since then is seen without reading it.
    private static async Task<string?> WrongPartAsync(McpBackup backup, IBackupStore store, CancellationToken cancellationToken)
    {
        if (backup.Status is BackupStatus.Legacy)
        {
            return null;
        }

        var name = backup.Id.LastIndexOf('/');
        var files = await store.FilesAsync(new StoredBackup(backup.Id[..name], backup.Id[(name + 1)..]), cancellationToken);
        foreach (var part in backup.Parts)
        {
            var file = part.File;
            if (!files.TryGetValue(file, out var length))
            {
                return $"its part {file} is missing";
            }

            if (length != part.Bytes)
            {
                return string.Create(CultureInfo.InvariantCulture, $"its part {file} is {length} bytes long and should be {part.Bytes}");
            }
        }

        return null;
    }

    private string Local(DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, context.Time.LocalTimeZone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private McpCheckResult Judge(McpCheckResult result, McpBackup newest)
    {
        var age = Math.Max(0, (context.Time.GetUtcNow() - new DateTimeOffset(newest.CreatedAt)).TotalDays);
        var status = newest.Status is BackupStatus.Damaged || newest.Verified is VerificationStatus.Damaged || age >= result.Critical ? HealthStatus.Unhealthy
            : age >= result.Warning || newest.Status is BackupStatus.Partial ? HealthStatus.Degraded
            : HealthStatus.Healthy;
        var verified = newest.Status is BackupStatus.Damaged ? "and cannot be restored" : newest.VerifiedAt is { } at ? string.Create(CultureInfo.InvariantCulture, $"{newest.Verified} as of {at:yyyy-MM-dd HH:mm}") : "never verified";
        return result with { Status = status, Value = Math.Round(age, 2), Message = $"{newest.Id} is {newest.Status}{Why(newest)}, {verified}." + Remedy(newest) };
    }

    // What is not in it: whoever is woken wants to know whether it matters.
    private static string Why(McpBackup backup) => backup.Skipped.FirstOrDefault(skip => SkipReason.IsLoss(skip.Reason)) is { } lost && backup.Status is BackupStatus.Partial
        ? string.Create(CultureInfo.InvariantCulture, $" ({backup.Skipped.Count(skip => SkipReason.IsLoss(skip.Reason))} not saved, such as {lost})") : "";

    private static string Remedy(McpBackup backup) => backup.Status is BackupStatus.Damaged || backup.Verified is VerificationStatus.Damaged ? Remedy(backup.Id) : "";

    private static string Remedy(string id) => $" 'mcpops backup verify {id}' (Test-McpBackup) says what is wrong with it; make one now: 'mcpops backup' (Invoke-McpBackup).";
}
