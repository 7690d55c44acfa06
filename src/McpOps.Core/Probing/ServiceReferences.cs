using McpOps.Platform;
using McpOps.Servers;

namespace McpOps.Probing;

/// <summary>From the service of an inventory to one that this machine can be asked about.</summary>
public static class ServiceReferences
{
    /// <summary>The service as <see cref="ServiceControl"/> takes it.</summary>
    /// <param name="service">The service of a server.</param>
    public static ServiceReference ToReference(this McpService service)
    {
        ArgumentNullException.ThrowIfNull(service);
        return new ServiceReference(service.Kind, service.Name) { StartCommand = service.StartCommand, WorkingDirectory = service.WorkingDirectory };
    }
}
