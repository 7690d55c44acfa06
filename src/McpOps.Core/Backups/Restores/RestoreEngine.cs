using McpOps.Backups.Stores;
using McpOps.Files;
using McpOps.Platform;
using McpOps.Probing;

namespace McpOps.Backups.Restores;

/// <summary>Restores backups: everything is made ready beside its target, and swapped in by renames.</summary>
/// <param name="context">The clock, progress and notices.</param>
public sealed class RestoreEngine(EngineContext context)
{
    /// <summary>Says what a restore would add, change and remove, and touches nothing.</summary>
    /// <param name="options">What, and where to.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<McpRestore> PlanAsync(RestoreOptions options, CancellationToken cancellationToken = default)
    {
        var job = await RestoreJob.OpenAsync(context, options, cancellationToken);
        return await Guarded(job.Stored.Id, Place(job), async () =>
        {
            MovedPlace.Refuse(job);
            await job.VerifyAsync(cancellationToken);
            return await new RestoreChanges(context, job).FindAsync(cancellationToken) with { Host = context.Host, Message = await RestoreWork.OfAsync(job, new ServiceControl(context.Time), cancellationToken) };
        });
    }

    /// <summary>Restores a backup. When this throws, everything is as it was before.</summary>
    /// <param name="options">What, and where to.</param>
    /// <param name="cancellationToken">Ends the work; what was done is taken back.</param>
    /// <exception cref="McpOpsException"><c>BackupNotFound</c>, <c>BackupDamaged</c>, <c>UnsafeEntry</c>, <c>DiskFull</c>, <c>AccessDenied</c>, <c>TargetNotEmpty</c>, <c>RestoreUnfinished</c>, <c>StoreLocked</c> and others.</exception>
    public async Task<McpRestore> RestoreAsync(RestoreOptions options, CancellationToken cancellationToken = default)
    {
        var state = options.StateFolder ?? RestoreJournal.DefaultFolder;
        var job = await RestoreJob.OpenAsync(context, options, cancellationToken);
        return await Guarded(job.Stored.Id, Place(job), async () =>
        {
            // Before the lock is waited for: in a bucket that of a killed restore holds on for a while, and whoever runs another is to know at once what is unfinished.
            RequireFinished(state, job.Manifest.Server);
            await using var held = await LockAsync(job, cancellationToken);
            RequireFinished(state, job.Manifest.Server);
            var started = context.Time.GetTimestamp();
            if (options.Destination is null && job.Manifest.Health is { } was and not HealthStatus.Healthy)
            {
                context.Warn("BackupNotHealthy", $"When {job.Stored.Id} was made, '{job.Manifest.Server}' was {was}: after the restore it is asked to be no worse than that. An earlier backup may be of better days.", job.Stored.Id);
            }

            MovedPlace.Refuse(job);
            await job.VerifyAsync(cancellationToken);
            await job.LookAsync(null, cancellationToken);
            await RestoreWork.RefuseAsync(job, new ServiceControl(context.Time), cancellationToken);
            job.RequireRoom();
            var ran = await RunsAsync(job, cancellationToken);
            var before = ran && job.Options is { Destination: null, Server: { Service: not null } asked } ? (await ServerHealth.AskAsync(context with { Notices = null }, asked, cancellationToken))?.Status : null;
            if (!ran)
            {
                await HeldPorts.RefuseAsync(context, options, TimeSpan.Zero, cancellationToken);
            }

            await job.LookAtDatabasesAsync(cancellationToken);
            var snapshot = await SnapshotAsync(job, cancellationToken);
            var plan = job.Plan(snapshot?.Id) with { ServiceRan = ran, HealthBefore = before };
            using var journal = RestoreJournal.Create(state, job.Id, plan);
            using var stagings = new Stagings();
            var steps = new RestoreSteps(context, plan, journal, stagings, options);
            try
            {
                stagings.Make(plan.StagingFolders);
                plan = plan with { StagingFolders = stagings.Folders };
                journal.Write(RestoreJournal.Begun, plan);
                plan = await job.StageAsync(plan, stagings, cancellationToken);
                journal.Write(RestoreJournal.Staged, plan);
                steps = new RestoreSteps(context, plan, journal, stagings, options);
                return await FinishAsync(plan, steps, started, cancellationToken);
            }
            catch when (!steps.IsOver)
            {
                await steps.UndoAsync(CancellationToken.None);
                throw;
            }
        });
    }

    /// <summary>Goes on with a restore that was interrupted: when everything was ready it is put in place, else it is taken back.</summary>
    /// <param name="id">The restore's id; the newest unfinished one when null.</param>
    /// <param name="options">The server, time-outs and where journals are; what is restored stands in the journal.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public Task<McpRestore> ResumeAsync(string? id, RestoreOptions options, CancellationToken cancellationToken = default) =>
        AgainAsync(id, options, (plan, found, steps) => ResumeAsync(plan, found, steps, cancellationToken));

    /// <summary>Takes back a restore that was interrupted: everything is then as it was before.</summary>
    /// <param name="id">The restore's id; the newest unfinished one when null.</param>
    /// <param name="options">Time-outs and where journals are.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public Task<McpRestore> UndoAsync(string? id, RestoreOptions options, CancellationToken cancellationToken = default) =>
        AgainAsync(id, options, (plan, found, steps) => UndoAsync(plan, found, steps, cancellationToken));

    private async Task<McpRestore> AgainAsync(string? id, RestoreOptions options, Func<RestorePlan, UnfinishedRestore, RestoreSteps, Task<McpRestore>> work)
    {
        var folder = options.StateFolder ?? RestoreJournal.DefaultFolder;
        return await Guarded(id ?? folder, folder, async () =>
        {
            var (journal, found) = Open(id, options);
            using var open = journal;
            using var stagings = Stagings.Open(found.Plan.StagingFolders);
            if (found.Plan.Ready && !found.IsOver && stagings.Missing is { } missing)
            {
                throw new McpOpsException("StagingMissing", McpErrorCategory.ObjectNotFound,
                    $"'{missing}', in which the restore {found.Plan.Id} keeps what is new and what was before, is not there, or not whole. Is its disk mounted? Without it the restore can neither go on nor be taken back: "
                    + $"look at its targets, remove its journal '{found.Path}', and restore again.", missing);
            }

            return await work(found.Plan, found, new RestoreSteps(context, found.Plan, journal, stagings, options) { Interrupted = found });
        });
    }

    private async Task<McpRestore> ResumeAsync(RestorePlan plan, UnfinishedRestore found, RestoreSteps steps, CancellationToken cancellationToken)
    {
        if (found.Step is RestoreJournal.Begun or RestoreJournal.Undoing or RestoreJournal.Undone)
        {
            var started = context.Time.GetTimestamp();
            await steps.UndoAsync(cancellationToken);
            return Result(plan, RestoreStatus.Undone, started) with
            {
                Message = $"It had not come far enough to go on. {steps.Restored} Restore again.",
                ServiceDown = steps.StaysDown,
            };
        }

        if (found.Step is RestoreJournal.Finishing)
        {
            steps.Finish();
            return Result(plan, RestoreStatus.Restored, context.Time.GetTimestamp());
        }

        try
        {
            return await FinishAsync(plan, steps, context.Time.GetTimestamp(), cancellationToken);
        }
        catch when (!steps.IsOver)
        {
            await steps.UndoAsync(CancellationToken.None);
            throw;
        }
    }

    private async Task<McpRestore> UndoAsync(RestorePlan plan, UnfinishedRestore found, RestoreSteps steps, CancellationToken cancellationToken)
    {
        var started = context.Time.GetTimestamp();
        if (found.Step is RestoreJournal.Finishing)
        {
            // The old state is already being removed: the way back is its snapshot.
            steps.Finish();
            throw new McpOpsException("RestoreFinished", McpErrorCategory.InvalidOperation,
                plan.Snapshot is null ? "The restore was over already." : $"The restore was over already. To go back, restore the snapshot {plan.Snapshot}.", plan.Id);
        }

        await steps.UndoAsync(cancellationToken);
        return Result(plan, RestoreStatus.Undone, started) with { Message = steps.Restored, ServiceDown = steps.StaysDown };
    }

    private async Task<McpRestore> FinishAsync(RestorePlan plan, RestoreSteps steps, long started, CancellationToken cancellationToken)
    {
        await steps.StopAsync(cancellationToken);
        steps.Swap();
        McpHealth? health;
        try
        {
            await steps.RestoreDatabasesAsync(cancellationToken);
            await steps.AfterAsync(cancellationToken);
            await steps.StartAsync(cancellationToken);
            health = await steps.AwaitHealthAsync(cancellationToken);
            if (steps.IsGood(health))
            {
                await steps.ProveAsync(health?.Status, cancellationToken);
            }
        }
        catch (McpOpsException exception)
        {
            // A release that cannot be brought up is one that is not healthy.
            return await RollBackAsync(plan, steps, $"{exception.ErrorId}: {exception.Message}", started);
        }

        if (!steps.IsGood(health))
        {
            var verdict = health!.Verdict.Length > 0 && health.Verdict is not HealthStatus.Healthy ? health.Verdict + ": " : "";
            return (await RollBackAsync(plan, steps, $"After the restore '{plan.Server}' was {health.Status} ({verdict}{health.Message}), and when it was backed up it was {plan.BackupHealth ?? "not asked"}.", started)) with { Health = health.Status };
        }

        steps.Finish();
        return Result(plan, RestoreStatus.Restored, started) with { Health = health?.Status, Message = Doubt(plan, health) };
    }

    private async Task<McpRestore> RollBackAsync(RestorePlan plan, RestoreSteps steps, string why, long started)
    {
        var holder = await HeldPorts.HintAsync(context, plan.ServiceName is null ? null : steps.Server, CancellationToken.None);
        await steps.UndoAsync(CancellationToken.None);
        return Result(plan, RestoreStatus.RolledBack, started) with
        {
            Message = $"{why}{holder} {steps.Restored}",
            ServiceDown = steps.StaysDown,
        };
    }

    // What the backup itself was not cannot be asked of its restore, and must not pass for proof.
    private static string Doubt(RestorePlan plan, McpHealth? health) => health is null || health.Status is HealthStatus.Healthy ? ""
        : $"'{plan.Server}' is {health.Status}, as it was {plan.BackupHealth} when it was backed up: {health.Message}";

    // Where that cannot be told it is taken to run: better started once too often than left down.
    private async Task<bool> RunsAsync(RestoreJob job, CancellationToken cancellationToken) =>
        job.Options.Server?.Service?.ToReference() is not { } service || (await new ServiceControl(context.Time).GetAsync(service, cancellationToken)).Status is not (ServiceStatus.Stopped or ServiceStatus.Failed or ServiceStatus.NotFound);

    private McpRestore Result(RestorePlan plan, string status, long started) => new()
    {
        Id = plan.Id,
        Backup = plan.Backup,
        Server = plan.Server,
        Host = context.Host,
        Status = status,
        Targets = [.. plan.Units.Where(unit => !unit.IsRemoval).Select(unit => unit.Target)],
        Databases = status is RestoreStatus.Restored ? plan.Databases : [],
        Files = status is RestoreStatus.Restored ? plan.Files : 0,
        Bytes = status is RestoreStatus.Restored ? plan.Bytes : 0,
        Snapshot = plan.Snapshot,
        BackedUpAt = plan.BackedUpAt?.LocalDateTime,
        DurationMs = context.Time.GetElapsedTime(started).TotalMilliseconds,
    };

    private async Task<McpBackup?> SnapshotAsync(RestoreJob job, CancellationToken cancellationToken)
    {
        if (!job.Options.Snapshot || job.SnapshotServer() is not { } server)
        {
            return null;
        }

        var options = new BackupOptions { Server = server, Purpose = BackupPurpose.Snapshot, Force = true, AskHealth = false };
        return await new BackupEngine(context).BackupLockedAsync(options, job.Store, service: null, cancellationToken);
    }

    // From a store that may only be read, a restore elsewhere is still possible.
    private async Task<IAsyncDisposable?> LockAsync(RestoreJob job, CancellationToken cancellationToken)
    {
        try
        {
            return await job.Store.LockAsync(BackupName.ServerFolder(job.Manifest.Server), "restore", job.Options.LockWait, context.Time, cancellationToken);
        }
        catch (FileException exception) when (exception.Number is Errno.ReadOnly or Errno.AccessDenied && job.Options.Destination is not null)
        {
            context.Warn("StoreReadOnly", $"'{job.Store.Location}' cannot be locked: {exception.Message}", job.Store.Location);
            return null;
        }
    }

    private static void RequireFinished(string state, string server)
    {
        // One that still runs is not interrupted.
        if (RestoreJournal.Unfinished(state).FirstOrDefault(found => found.Plan.Server == server && RestoreJournal.IsInterrupted(found.Path)) is { Plan: { } plan })
        {
            throw new McpOpsException("RestoreUnfinished", McpErrorCategory.InvalidOperation,
                $"The restore {plan.Id} of '{server}' was interrupted. First finish it with --resume (-Resume), or take it back with --undo (-Undo).", plan.Id);
        }
    }

    private static (RestoreJournal Journal, UnfinishedRestore Found) Open(string? id, RestoreOptions options)
    {
        var folder = options.StateFolder ?? RestoreJournal.DefaultFolder;
        var found = RestoreJournal.Unfinished(folder).FirstOrDefault(journal => id is null || journal.Plan.Id == id);
        return (found is null ? null : RestoreJournal.Open(found.Path)) ?? throw new McpOpsException("NothingUnfinished", McpErrorCategory.ObjectNotFound,
            $"There is no interrupted restore{(id is null ? "" : $" '{id}'")} in '{folder}'.", id);
    }

    private static string Place(RestoreJob job) => job.Options.Destination ?? job.Manifest.Parts.SelectMany(part => part.Roots).FirstOrDefault("/");

    private static async Task<McpRestore> Guarded(string backup, string place, Func<Task<McpRestore>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Errno.ToMcpOps(exception, place);
        }
        catch (InvalidDataException exception)
        {
            throw new McpOpsException("BackupDamaged", McpErrorCategory.InvalidData, $"{Sentences.Ended(exception.Message)} Nothing was restored; everything is as it was before.", backup, exception);
        }
    }
}
