using McpOps.Backups.Databases;
using McpOps.Platform;
using McpOps.Probing;
using McpOps.Servers;

namespace McpOps.Backups.Restores;

/// <summary>The steps of a restore from the moment that everything is ready; each can be repeated after an interruption.</summary>
internal sealed class RestoreSteps(EngineContext context, RestorePlan plan, RestoreJournal journal, Stagings stagings, RestoreOptions options)
{
    // What a service has started may live a moment longer than itself.
    private static readonly TimeSpan LetGo = TimeSpan.FromSeconds(5);

    private RestorePlan _plan = plan;
    private readonly UnitSwap _swap = new(stagings);
    private readonly ServiceControl _services = new(context.Time);
    private DateTimeOffset? _afterEnded;
    private long _started;
    private IReadOnlyList<string> _left = [];
    private const int NamedPaths = 10;

    /// <summary>What the journal says of an interrupted restore.</summary>
    public UnfinishedRestore? Interrupted { get; init; }

    /// <summary>The server as the inventory has it.</summary>
    public McpServer? Server => options.Server;

    /// <summary>Stops the service, if there is one.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        journal.Write(RestoreJournal.Stopping);
        await StopServiceAsync(cancellationToken);
        if (Service is not null)
        {
            await HeldPorts.RefuseAsync(context, options, LetGo, cancellationToken);
        }
    }

    /// <summary>Puts every unit in place.</summary>
    public void Swap()
    {
        // Only now: until it stopped, the service may have made more of what the backup does not cover.
        _plan = _plan with { Units = [.. _plan.Units.Select(unit => _swap.IsTouched(unit) ? unit : Carrying(unit))] };
        journal.Write(RestoreJournal.Swapping, _plan);
        foreach (var unit in _plan.Units)
        {
            _swap.Swap(unit);
        }

        stagings.Sync();
        journal.Write(RestoreJournal.Swapped);
    }

    /// <summary>Replaces the databases of PostgreSQL, each in one transaction.</summary>
    public async Task RestoreDatabasesAsync(CancellationToken cancellationToken)
    {
        if (_plan.Databases.Count > 0)
        {
            journal.Write(RestoreJournal.Databases);
            await PutDatabasesAsync(_plan.Store, _plan.Backup, _plan.Databases, cancellationToken);
        }
    }

    /// <summary>Runs the inventory's own steps, such as installing dependencies again.</summary>
    public async Task AfterAsync(CancellationToken cancellationToken)
    {
        var commands = _plan.AfterRestore.Where(command => command.Count > 0).ToList();
        if (commands.Count > 0)
        {
            _plan = _plan with { AfterBegan = _plan.AfterBegan ?? context.Time.GetUtcNow() };
            journal.Write(RestoreJournal.After, _plan);
        }

        try
        {
            await new AfterPrograms(context, _plan.Server, text => Known.Mask(Redaction.MaskText(text))).RunAsync(commands, cancellationToken);
        }
        finally
        {
            _afterEnded = context.Time.GetUtcNow();
        }
    }

    /// <summary>Starts the service, if there is one.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (Service is { } service)
        {
            await _services.RereadAsync(service, cancellationToken);
            _started = context.Time.GetTimestamp();
            await _services.StartAsync(service, options.ServiceTimeout, cancellationToken);
        }
    }

    /// <summary>Asks until the server is as healthy as it was when it was backed up, or the time is over.</summary>
    /// <returns>The last answer; null when there is nobody to ask.</returns>
    public async Task<McpHealth?> AwaitHealthAsync(CancellationToken cancellationToken)
    {
        if (options.Server is not { } server || _plan.IsElsewhere)
        {
            return null;
        }

        for (var started = context.Time.GetTimestamp(); ;)
        {
            var health = await ServerHealth.AskAsync(context, server, cancellationToken);
            if (IsGood(health) || context.Time.GetElapsedTime(started) >= options.HealthTimeout)
            {
                return health;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(500), context.Time, cancellationToken);
        }
    }

    /// <summary>Waits until the service that was started is proven to stay: many a server dies a moment after it has begun.</summary>
    /// <param name="before">How the server is, or was: where it worked, it must work.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="McpOpsException"><c>ServiceStartFailed</c>.</exception>
    public async Task ProveAsync(string? before, CancellationToken cancellationToken)
    {
        if (Service is { } service && await new StartProof(context, _services).ProblemAsync(options.Server, service, before, _started, options.ServiceTimeout, cancellationToken) is { } problem)
        {
            throw new McpOpsException("ServiceStartFailed", McpErrorCategory.InvalidOperation, $"{service.Kind} service '{service.Name}' did not stay up. {problem}", service.Name);
        }
    }

    /// <summary>Whether a server is as healthy as it was; where that is not known, it must be healthy.</summary>
    public bool IsGood(McpHealth? health) =>
        health is null || HealthStatus.Gravity(health.Status) <= HealthStatus.Gravity(_plan.BackupHealth ?? HealthStatus.Healthy);

    /// <summary>True once the new state stands: from then on there is no way back but its snapshot.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Databases that could not be put back, for no snapshot holds them.</summary>
    public IReadOnlyList<string> StaysNew { get; private set; } = [];

    /// <summary>Why the service, which ran, does not work again; null when it does.</summary>
    public string? StaysDown { get; private set; }

    /// <summary>What is as it was before when all was put back, and what is not, in sentences.</summary>
    public string Restored => string.Join(' ', new[]
    {
        StaysNew.Count > 0 ? $"The files are as they were before; the databases stay as the restore left them: {string.Join(", ", StaysNew)}."
            : _plan.AfterBegan is not null ? "Everything that the backup covers is as it was before." : StaysDown is null ? "Everything is as it was before." : "The files are as they were before.",
        _plan.AfterBegan is null ? "" : _left.Count > 0 ? $"What it leaves out was not put back where the steps of afterRestore changed it: {Listed(_left)}." : "What the steps of afterRestore did elsewhere was not taken back.",
        StaysDown is { } why ? $"But the {_plan.ServiceKind} service '{_plan.ServiceName}' ran before, and does not work now: {Sentences.Ended(why)} Start it by hand." : "",
    }.Where(text => text.Length > 0));

    /// <summary>Puts everything back as it was, and starts the service if it ran.</summary>
    public async Task UndoAsync(CancellationToken cancellationToken)
    {
        IsOver = true;
        if (Interrupted?.Step is not RestoreJournal.Undone)
        {
            await PutBackAsync(cancellationToken);
        }

        if (_plan.ServiceRan)
        {
            StaysDown = await TryAsync(() => StartAsync(cancellationToken));
        }

        Clean();
        if (_plan.ServiceRan && StaysDown is null)
        {
            // The files are back, whatever becomes of the service.
            StaysDown = await TryAsync(() => ProveAsync(_plan.HealthBefore, cancellationToken));
        }
    }

    private KnownValues Known => KnownValues.Of(options.Server ?? new McpServer { Name = _plan.Server }, Environment.GetEnvironmentVariable);

    private async Task PutBackAsync(CancellationToken cancellationToken)
    {
        journal.Write(RestoreJournal.Undoing);
        var touched = _plan.Ready ? _plan.Units.Where(_swap.IsTouched).Reverse().ToList() : [];
        if (touched.Count > 0)
        {
            await TryAsync(() => StopServiceAsync(cancellationToken));
        }

        if (_plan.AfterBegan is { } began)
        {
            var changes = new LeftChanges(began, _afterEnded ?? context.Time.GetUtcNow());
            _left = [.. touched.SelectMany(unit => LeftOf(unit, changes))];
        }

        // What the service made since the swap is not lost either.
        touched.ForEach(unit => _swap.Unswap(unit with { Carried = [.. unit.Carried, .. MadeSince(unit)] }));
        if (journal.DatabasesTouched && _plan.Snapshot is { } snapshot)
        {
            await PutDatabasesAsync(_plan.Store, snapshot, _plan.Databases.Except(_plan.NewDatabases, StringComparer.Ordinal), cancellationToken);
            StaysNew = _plan.NewDatabases;
        }
        else if (journal.DatabasesTouched)
        {
            StaysNew = _plan.Databases;
            context.Warn("DatabasesStayNew", $"No snapshot was made, so the databases stay as the restore left them: {string.Join(", ", _plan.Databases)}.", _plan.Id);
        }

        stagings.Sync();

        // From here the staged inodes are let go of: they may come again elsewhere, and must not be looked for a second time.
        journal.Write(RestoreJournal.Undone);
    }

    /// <summary>The new state stands: removes what was kept of the old. The restore is over.</summary>
    public void Finish()
    {
        journal.Write(RestoreJournal.Finishing);
        IsOver = true;
        Clean();
    }

    private void Clean()
    {
        try
        {
            stagings.Remove();
            journal.Close();
        }
        catch (IOException exception)
        {
            context.Warn("LeftBehind", $"{Sentences.Ended(exception.Message)} Remove it by hand, or with --resume (-Resume).", _plan.StagingFolders.FirstOrDefault()?.Path);
        }
    }

    private RestoreUnit Carrying(RestoreUnit unit) => unit.Cover is null ? unit : unit with { Carried = UncoveredPaths.Of(unit, _swap.TargetFolder(unit), _plan.Store, CancellationToken.None) };

    private IReadOnlyList<byte[]> MadeSince(RestoreUnit unit)
    {
        try
        {
            return Carrying(unit).Carried;
        }
        catch (IOException exception)
        {
            // To put back what was there matters more than what is new.
            context.Warn("LeftBehind", $"{Sentences.Ended(exception.Message)} What was made there since the restore is not kept.", unit.Target);
            return [];
        }
    }

    private IReadOnlyList<string> LeftOf(RestoreUnit unit, LeftChanges changes)
    {
        if (unit.Cover is null)
        {
            return [];
        }

        var now = MadeSince(unit);
        using var target = _swap.TargetFolder(unit);
        try
        {
            return target is null ? [] : changes.Of(unit, now, target, CancellationToken.None);
        }
        catch (IOException)
        {
            // What cannot be looked at may have been changed.
            return [unit.Target];
        }
    }

    private static string Listed(IReadOnlyList<string> paths) =>
        string.Join(", ", paths.Take(NamedPaths)) + (paths.Count > NamedPaths ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $" and {paths.Count - NamedPaths} more") : "");

    // While everything is put back, a service that will not stop or start is told of, and does not keep the files from it.
    private async Task<string?> TryAsync(Func<Task> work)
    {
        try
        {
            await work();
            return null;
        }
        catch (McpOpsException exception)
        {
            context.Warn(exception.ErrorId, exception.Message, exception.Target);
            return exception.Message;
        }
    }

    private ServiceReference? Service => _plan.Service is { } service ? service with { Output = options.Server is { } server ? ServiceReferences.Output(server) : null } : null;

    private async Task PutDatabasesAsync(string store, string backup, IEnumerable<string> names, CancellationToken cancellationToken)
    {
        var restore = new PostgresRestore(context, options.Server, options.Identity);
        foreach (var name in names)
        {
            await restore.RestoreAsync(store, backup, name, cancellationToken);
        }
    }

    private async Task StopServiceAsync(CancellationToken cancellationToken)
    {
        if (Service is { } service)
        {
            await _services.StopAsync(service, options.ServiceTimeout, cancellationToken);
        }
    }
}
