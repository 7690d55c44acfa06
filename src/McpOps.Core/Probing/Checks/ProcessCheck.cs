using System.Globalization;
using McpOps.Platform;
using McpOps.Servers;

namespace McpOps.Probing;

/// <summary>What does the server's process use, since when does it run, and how often was it started again?</summary>
internal sealed class ProcessCheck(MachineSnapshot machine, ServiceStates services) : IHealthCheck
{
    public string Name => "process";

    // A stdio server is started by the probe, so its process says nothing about those that its clients run.
    public bool AppliesTo(McpServer server) => server.Service is not null || (LocalServers.IsOperatedHere(server) && server.Transport is not McpTransport.Stdio);

    public async Task<IReadOnlyList<McpCheckResult>> CheckAsync(McpServer server, CancellationToken cancellationToken)
    {
        var state = server.Service is { } service ? await services.GetAsync(server, service, cancellationToken) : null;
        IReadOnlyList<McpCheckResult> restarts = state?.Restarts is { } count ? [CheckResults.Measure(server, "process-restarts", null, count, "restarts", "by its service manager")] : [];

        // That a service does not run is told by the check for services, and that nobody listens by the one for ports.
        if ((state is null ? await ListenerAsync(server, cancellationToken) : state.ProcessId) is not { } id)
        {
            return restarts;
        }

        var sample = await machine.ProcessAsync(id, cancellationToken);
        return sample is null
            ? [CheckResults.Say(Name, HealthStatus.Unknown, $"Process {id} cannot be seen from here: it has just ended, or lives in another container or account.")]
            : [.. Figures(server, sample), .. restarts];
    }

    private async Task<int?> ListenerAsync(McpServer server, CancellationToken cancellationToken)
    {
        var owners = await machine.PortOwnersAsync(cancellationToken);
        return LocalServers.Ports(server).Where(owners.ContainsKey).Select(port => (int?)owners[port]).FirstOrDefault();
    }

    private static IEnumerable<McpCheckResult> Figures(McpServer server, ProcessSample sample)
    {
        var since = sample.StartedAt is { } start ? start.ToString("', since' yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture) : "";
        yield return CheckResults.Measure(server, "process-memory", null, sample.RssBytes, "bytes", $"{Sizes.Text(sample.RssBytes)} resident, process {sample.Id}{since}");
        if (sample.CpuPercent is { } cpu)
        {
            yield return CheckResults.Measure(server, "process-cpu", null, cpu, "%", $"of one processor, over {MachineSnapshot.SampleInterval.TotalMilliseconds:0} ms");
        }

        if (sample.Threads is { } threads)
        {
            yield return CheckResults.Measure(server, "process-threads", null, threads, "threads", "");
        }

        if (sample.Handles is { } handles)
        {
            yield return CheckResults.Measure(server, "process-handles", null, handles, "handles", "open files, sockets and others");
        }

        if (sample.StartedAt is { } started)
        {
            yield return CheckResults.Measure(server, "process-uptime", null, (sample.At - started).TotalSeconds, "s", $"started {started.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)}");
        }
    }
}
