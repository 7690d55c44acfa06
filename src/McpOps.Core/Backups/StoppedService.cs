using McpOps.Platform;
using McpOps.Probing;

namespace McpOps.Backups;

/// <summary>Stops a service for some work, and starts it again whatever becomes of the work.</summary>
internal static class StoppedService
{
    public static async Task<T> RunAsync<T>(EngineContext context, BackupOptions options, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        if (!options.StopService)
        {
            return await work();
        }

        var service = options.Server.Service?.ToReference() ?? throw new McpOpsException("ServiceMissing", McpErrorCategory.InvalidArgument,
            $"The inventory names no service for '{options.Server.Name}', so it cannot be stopped. Add service, or back it up while it runs.", options.Server.Name);
        var control = new ServiceControl(context.Time);
        var wasRunning = (await control.GetAsync(service, cancellationToken)).Status is ServiceStatus.Running;
        try
        {
            await control.StopAsync(service, options.ServiceTimeout, cancellationToken);
            return await work();
        }
        finally
        {
            // Not with the caller's token: Ctrl-C must not leave the service down.
            if (wasRunning)
            {
                await control.StartAsync(service, options.ServiceTimeout, CancellationToken.None);
            }
        }
    }
}
