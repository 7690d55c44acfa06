using McpOps.Backups.Stores;
using McpOps.Platform;
using McpOps.Probing;

namespace McpOps.Backups;

/// <summary>Stops a service for some work, and starts it again whatever becomes of the work.</summary>
/// <param name="context">The clock and notices.</param>
/// <param name="options">The server and how long its service may take.</param>
/// <param name="store">Where it is noted that the service is stopped. The caller holds its lock.</param>
internal sealed class StoppedService(EngineContext context, BackupOptions options, IBackupStore store)
{
    private readonly ServiceControl _control = new(context.Time);

    private string Server => options.Server.Name;

    private static ServiceReference Reference(BackupOptions options) => options.Server.ToReference() ?? throw new McpOpsException("ServiceMissing", McpErrorCategory.InvalidArgument,
        $"The inventory names no service for '{options.Server.Name}', so it cannot be stopped. Add service, or back it up while it runs.", options.Server.Name);

    public async Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        if (!options.StopService)
        {
            return await work();
        }

        var service = Reference(options);
        var wasRunning = (await _control.GetAsync(service, cancellationToken)).Status is ServiceStatus.Running;
        if (wasRunning)
        {
            await StoppedNote.WriteAsync(store, Server, service, context.Time.GetUtcNow(), cancellationToken);
        }

        try
        {
            await _control.StopAsync(service, options.ServiceTimeout, cancellationToken);
            return await work();
        }
        finally
        {
            // Not with the caller's token: Ctrl-C must not leave the service down.
            if (wasRunning)
            {
                await _control.StartAsync(service, options.ServiceTimeout, CancellationToken.None);
                await StoppedNote.ClearAsync(store, Server);
            }
        }
    }

    /// <summary>Refuses a backup for which the service would be stopped, and could not be started again.</summary>
    /// <exception cref="McpOpsException"><c>ServiceMissing</c> or <c>ServiceNotStartable</c>: nothing was stopped.</exception>
    public static async Task RequireAsync(EngineContext context, BackupOptions options, CancellationToken cancellationToken)
    {
        if (!options.StopService)
        {
            return;
        }

        var (service, control) = (Reference(options), new ServiceControl(context.Time));
        if ((await control.GetAsync(service, cancellationToken)).Status is ServiceStatus.Running or ServiceStatus.Changing)
        {
            await control.RequireStartAsync(service, cancellationToken);
        }
    }

    /// <summary>Starts the service that a killed backup has left stopped.</summary>
    public async Task RecoverAsync(CancellationToken cancellationToken)
    {
        if (await StoppedNote.ReadAsync(store, Server, cancellationToken) is not { IsHere: true } note)
        {
            return;
        }

        if (options.Server.ToReference() is not { } service || !note.IsOf(service))
        {
            context.Warn("ServiceLeftStopped", $"A backup of '{Server}' was killed at {note.At:u} while the {note.Kind} service '{note.Service}' was stopped, and the inventory does not name that service now. Start it by hand.", note.Service);
        }
        else if ((await _control.GetAsync(service, cancellationToken)).Status is not ServiceStatus.Running)
        {
            await _control.StartAsync(service, options.ServiceTimeout, cancellationToken);
            context.Warn("ServiceStartedAgain", $"A backup of '{Server}' was killed at {note.At:u} and left the {note.Kind} service '{note.Service}' stopped. It has been started again.", note.Service);
        }

        await StoppedNote.ClearAsync(store, Server);
    }
}
