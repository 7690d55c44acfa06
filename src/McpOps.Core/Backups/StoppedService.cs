using McpOps.Backups.Stores;
using McpOps.Platform;
using McpOps.Probing;

namespace McpOps.Backups;

/// <summary>Stops a service for some work, starts it again whatever becomes of the work, and proves in the end that it works.</summary>
/// <param name="context">The clock and notices.</param>
/// <param name="options">The server and how long its service may take.</param>
/// <param name="store">Where it is noted that the service is stopped. The caller holds its lock.</param>
internal sealed class StoppedService(EngineContext context, BackupOptions options, IBackupStore store)
{
    private readonly ServiceControl _control = new(context.Time);
    private ServiceReference? _service;
    private StoppedNote? _note;
    private StoppedNote? _left;
    private string? _problem;
    private long _started;

    private string Server => options.Server.Name;

    private static ServiceReference Reference(BackupOptions options) => options.Server.ToReference() ?? throw new McpOpsException("ServiceMissing", McpErrorCategory.InvalidArgument,
        $"The inventory names no service for '{options.Server.Name}', so it cannot be stopped. Add service, or back it up while it runs.", options.Server.Name);

    /// <summary>Does some work while the service is stopped. That it does not start again costs nothing of the work: <see cref="ProveAsync"/> tells it.</summary>
    /// <param name="health">How the server was before.</param>
    /// <param name="work">The work.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<T> RunAsync<T>(string? health, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        if (!options.StopService)
        {
            return await work();
        }

        var service = Reference(options);
        var ran = await IsUpAsync(_control, service, cancellationToken);
        var note = ran ? StoppedNote.Of(service, context.Time.GetUtcNow(), health) : null;
        if (note is not null)
        {
            await note.WriteAsync(store, Server, cancellationToken);
        }

        try
        {
            await _control.StopAsync(service, options.ServiceTimeout, cancellationToken);
            return await work();
        }
        finally
        {
            if (note is not null)
            {
                await StartAsync(service, note);
            }
        }
    }

    /// <summary>Refuses a backup for which the service would be stopped, and could not be started again.</summary>
    /// <returns>Whether the service would be stopped.</returns>
    /// <exception cref="McpOpsException"><c>ServiceMissing</c> or <c>ServiceNotStartable</c>: nothing was stopped.</exception>
    public static async Task<bool> RequireAsync(EngineContext context, BackupOptions options, CancellationToken cancellationToken)
    {
        if (!options.StopService)
        {
            return false;
        }

        var (service, control) = (Reference(options), new ServiceControl(context.Time));
        if (!await IsUpAsync(control, service, cancellationToken))
        {
            return false;
        }

        await control.RequireStartAsync(service, cancellationToken);
        return true;
    }

    /// <summary>Starts the service that a backup before has left down. That it does not start costs no backup.</summary>
    public async Task RecoverAsync(CancellationToken cancellationToken)
    {
        if (await StoppedNote.ReadAsync(store, Server, cancellationToken) is not { IsHere: true } note)
        {
            return;
        }

        if (options.Server.ToReference() is not { } service || !note.IsOf(service))
        {
            context.Warn("ServiceLeftStopped", $"A backup of '{Server}' {note.Said}, and the inventory does not name that service now. Start it by hand.", note.Service);
            await StoppedNote.ClearAsync(store, Server);
        }
        else if ((await _control.GetAsync(service, cancellationToken)).Status is ServiceStatus.Running)
        {
            await StoppedNote.ClearAsync(store, Server);
        }
        else
        {
            _left = note;
            await StartAsync(service, note);
        }
    }

    /// <summary>Waits until the service that was started is proven to work, and tells of one that a backup before had left down.</summary>
    /// <returns>Why it does not work; null when it does, or none was started.</returns>
    public async Task<string?> ProveAsync(CancellationToken cancellationToken)
    {
        if (_service is not { } service)
        {
            return null;
        }

        _problem ??= await new StartProof(context, _control).ProblemAsync(options.Server, service, _note!.Health, _started, options.ServiceTimeout, cancellationToken);
        if (_problem is not null)
        {
            await KeepAsync(_note! with { Why = _problem });
            return _problem;
        }

        await StoppedNote.ClearAsync(store, Server);
        if (_left is { } left)
        {
            context.Warn("ServiceStartedAgain", $"A backup of '{Server}' {left.Said}. It has been started again.", left.Service);
        }

        return null;
    }

    /// <summary>Tells of a service that does not work, beside what has ended the backup.</summary>
    /// <param name="prove">False where there is no time to wait: then only that it did not start is told.</param>
    public async Task TellAsync(bool prove)
    {
        if (_service is null)
        {
            return;
        }

        if (prove || _problem is not null)
        {
            // It lives, or it does not: to wait for an answer as well is for a backup that was made.
            _note = _note! with { Health = null };
            if (await ProveAsync(CancellationToken.None) is { } why)
            {
                context.Warn("ServiceStartFailed", $"The service of '{Server}', which the backup stopped, does not work: {Sentences.Ended(why)} Start it with 'mcpops restart {Server}' (Restart-McpServer {Server}).", _service.Name);
            }
        }
        else if ((await _control.GetAsync(_service, CancellationToken.None)).Status is ServiceStatus.Running)
        {
            await StoppedNote.ClearAsync(store, Server);
        }
    }

    // The next backup tries again, and the check "backup" tells.
    private async Task KeepAsync(StoppedNote note)
    {
        try
        {
            await note.WriteAsync(store, Server, CancellationToken.None);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or McpOpsException)
        {
            // The one that was written before the stop is still there, and the backup is.
        }
    }

    // Not with the caller's token: Ctrl-C must not leave the service down.
    private async Task StartAsync(ServiceReference service, StoppedNote note)
    {
        (_service, _note, _problem, _started) = (service, note, null, context.Time.GetTimestamp());
        try
        {
            await _control.StartAsync(service, options.ServiceTimeout, CancellationToken.None);
        }
        catch (McpOpsException exception)
        {
            _problem = exception.Message;
        }
    }

    private static async Task<bool> IsUpAsync(ServiceControl control, ServiceReference service, CancellationToken cancellationToken) =>
        (await control.GetAsync(service, cancellationToken)).Status is ServiceStatus.Running or ServiceStatus.Changing;
}
