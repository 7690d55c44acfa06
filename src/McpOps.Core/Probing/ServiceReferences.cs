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

    /// <summary>A server's service, with where what it prints is kept; null where it has none.</summary>
    internal static ServiceReference? ToReference(this McpServer server) => server.Service is { } service ? service.ToReference() with { Output = Output(server) } : null;

    /// <summary>Where what a server's process prints is kept: in the folder of state, a file for each command; null where a service manager keeps it, or nothing starts it from here.</summary>
    internal static KeptOutput? Output(McpServer server)
    {
        if (server.Service is not { Kind: ServiceKind.Process, StartCommand.Count: > 0 } service || OperatingSystem.IsWindows())
        {
            return null;
        }

        try
        {
            var name = new string([.. server.Name.Select(letter => char.IsLetterOrDigit(letter) || letter is '-' or '_' ? letter : '-')]);
            var command = StableHash.Of(string.Join('\n', [server.Name, service.Name, service.WorkingDirectory ?? "", .. service.StartCommand]));
            var file = Path.Combine(StateFolder.Of(null, server.History, ServerPaths.FromProcess()), "printed", FormattableString.Invariant($"{name}-{command:x8}.log"));
            return new KeptOutput(file, text => KnownValues.Of(server, Environment.GetEnvironmentVariable).Mask(Redaction.MaskText(text)));
        }
        catch (McpOpsException)
        {
            // Who asks for the history says what is wrong with its place.
            return null;
        }
    }
}
