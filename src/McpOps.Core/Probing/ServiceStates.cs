using System.Collections.Concurrent;
using McpOps.Platform;
using McpOps.Servers;

namespace McpOps.Probing;

/// <summary>How services are, each asked once at a time though two checks and several servers may want to know.</summary>
internal sealed class ServiceStates(ServiceControl control, TimeProvider time)
{
    private readonly ConcurrentDictionary<(string Kind, string Name), SharedLook<ServiceState>> _states = new();

    // One who gives up does not take the answer from the others, so the question itself has its own limit.
    public Task<ServiceState> GetAsync(McpServer server, McpService service, CancellationToken cancellationToken) =>
        _states.GetOrAdd((service.Kind, service.Name), _ => new SharedLook<ServiceState>(time, () => AskAsync(server))).GetAsync().WaitAsync(cancellationToken);

    private async Task<ServiceState> AskAsync(McpServer server)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        return await control.GetAsync(server.ToReference()!, limit.Token);
    }
}
