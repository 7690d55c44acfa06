using System.Globalization;
using McpOps.Platform;
using McpOps.Probing;

namespace McpOps.Maintenance.Diagnosis;

/// <summary>Who listens on its ports, and in which states are its connections?</summary>
internal sealed class SocketArea : IDiagnosisArea
{
    private const int Many = 100;

    // include/net/tcp_states.h
    private static readonly Dictionary<string, string> States = new(StringComparer.Ordinal)
    {
        ["01"] = "ESTABLISHED", ["02"] = "SYN_SENT", ["03"] = "SYN_RECV", ["04"] = "FIN_WAIT1", ["05"] = "FIN_WAIT2", ["06"] = "TIME_WAIT", ["08"] = "CLOSE_WAIT", ["09"] = "LAST_ACK", ["0B"] = "CLOSING",
    };

    public string Name => "sockets";

    public Task<IReadOnlyList<Observation>> LookAsync(DiagnosisScope scope, CancellationToken cancellationToken)
    {
        var ports = LocalServers.Ports(scope.Server).Distinct().ToList();
        IReadOnlyList<Observation> seen = ports.Count == 0 ? [] : [.. Listeners(scope, ports), .. Connections(ports)];
        return Task.FromResult(seen);
    }

    private IEnumerable<Observation> Listeners(DiagnosisScope scope, IReadOnlyList<int> ports)
    {
        var (owners, listening) = (PortOwners.All(), ListeningPorts.All());
        foreach (var port in ports)
        {
            var addresses = listening.Where(one => one.Port == port).Select(one => one.Address).ToList();
            if (addresses.Count == 0)
            {
                yield return new Observation(Name, HealthStatus.Unhealthy, $"Nobody listens on port {port}.", "The server does not run, has not come so far, or listens elsewhere: look at its service and logs.");
                continue;
            }

            var owner = owners.TryGetValue(port, out var id) ? ProcessTable.Get(id) : null;
            var foreign = owner is not null && (scope.ProcessId is { } own ? !ProcessTree.Of(own).Ids.Contains(owner.Id) : scope.IsStopped);
            yield return new Observation(Name, foreign ? HealthStatus.Unhealthy : HealthStatus.Healthy, $"Port {port} ({string.Join(", ", addresses)}) is held by {(owner is null ? "a process that this account cannot see" : $"process {owner.Id} ({owner.Name})")}.",
                foreign ? "That is none of the server's processes: it cannot listen there while this one does. End that process, or give one of the two another port." : "");
        }
    }

    private IEnumerable<Observation> Connections(IReadOnlyList<int> ports)
    {
        if (!OperatingSystem.IsLinux())
        {
            yield break;
        }

        var counts = new[] { "/proc/net/tcp", "/proc/net/tcp6" }.Where(File.Exists).SelectMany(path => File.ReadLines(path).Skip(1))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(fields => fields.Length > 3 && States.ContainsKey(fields[3]))
            .Select(fields => (Port: int.Parse(fields[1].AsSpan(fields[1].LastIndexOf(':') + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture), State: States[fields[3]]))
            .Where(one => ports.Contains(one.Port)).GroupBy(one => one.State).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        var (waiting, half) = (counts.GetValueOrDefault("CLOSE_WAIT"), counts.GetValueOrDefault("SYN_RECV"));
        yield return new Observation(Name, waiting >= Many || half >= Many ? HealthStatus.Degraded : HealthStatus.Healthy,
            counts.Count == 0 ? "It has no connections." : $"Its connections: {string.Join(", ", counts.OrderByDescending(one => one.Value).Select(one => $"{one.Value} {one.Key}"))}.",
            waiting >= Many ? "Its clients have gone, and it does not close: a leak of connections, which ends at its limit of handles." : half >= Many ? "It does not take connections as fast as they come." : "");
    }
}
