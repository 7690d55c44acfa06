using McpOps.Platform;
using McpOps.Probing;
using McpOps.Servers;

namespace McpOps.Maintenance.Recovery;

/// <summary>Which process is a server's own: told by its service manager, by the port that it listens on, or by its whole command; never by a part of a name.</summary>
internal static class ServerProcess
{
    /// <summary>The process; null where it does not run.</summary>
    /// <param name="server">The server.</param>
    /// <param name="state">What its service manager says.</param>
    /// <exception cref="McpOpsException"><c>ProcessNotTold</c>: several could be meant.</exception>
    public static int? Find(McpServer server, ServiceState? state)
    {
        if (server.Service is not { Kind: ServiceKind.Process } service)
        {
            return state?.ProcessId ?? Left(server);
        }

        var candidates = ServiceProcesses.Named(service.Name);
        var listener = Listener(server);
        if (listener is { } id && candidates.Any(process => process.Id == id))
        {
            return Top(candidates, id);
        }

        var exact = candidates.Where(process => ServiceProcesses.IsStartedBy(process, service.StartCommand)).ToList();
        var tops = exact.Where(process => exact.TrueForAll(other => other.Id != process.ParentId)).ToList();
        return tops switch
        {
            [var one] => one.Id,
            [] when candidates.Count == 0 => null,
            [] => throw new McpOpsException("ProcessNotTold", McpErrorCategory.InvalidOperation,
                $"{candidates.Count} processes have '{service.Name}' in their command line ({string.Join(", ", candidates.Take(5).Select(process => process.Id))}), and none of them listens on a port of '{server.Name}' or is its startCommand: which is the server's own nobody can tell, and nothing was ended. Name its ports, or its whole startCommand, in the inventory.", server.Name),
            _ => throw new McpOpsException("ProcessNotTold", McpErrorCategory.InvalidOperation,
                $"The startCommand of '{server.Name}' runs {tops.Count} times (processes {string.Join(", ", tops.Select(process => process.Id))}): which is meant nobody can tell, and nothing was ended. Name its ports in the inventory.", server.Name),
        };
    }

    /// <summary>Who listens on the ports of a server that it does not own.</summary>
    /// <param name="server">The server.</param>
    /// <param name="own">Its own processes.</param>
    public static IReadOnlyList<PortHolder> Foreign(McpServer server, IReadOnlyCollection<int> own) => PortHolders.Of(LocalServers.Ports(server), own);

    /// <summary>Who holds a port of a server and is none of its own, in one sentence: a restart that did not help may have failed for that. Empty where nobody does, or nobody can tell.</summary>
    /// <param name="server">The server.</param>
    /// <param name="state">What its service manager says.</param>
    public static string Holders(McpServer server, ServiceState? state)
    {
        if (server.Service is not { } service || service.Kind is ServiceKind.Docker || state?.Status is ServiceStatus.Unknown)
        {
            // The port of a container is held by Docker itself.
            return "";
        }

        try
        {
            var foreign = Foreign(server, [.. ProcessTree.Of(Find(server, state) ?? -1).Ids]).Where(one => service.Kind is not ServiceKind.Systemd || ProcessUnit.IsIn(one.ProcessId, service.Name) is not true);
            return string.Join(" ", foreign.Select(one => $"Port {one.Port} is held by process {one.ProcessId} ({one.Name}), which is none of the server's: end it, or give one of the two another port."));
        }
        catch (McpOpsException exception) when (exception.ErrorId is "ProcessNotTold")
        {
            return "";
        }
    }

    private static int? Listener(McpServer server)
    {
        var owners = PortOwners.All();
        return LocalServers.Ports(server).Where(owners.ContainsKey).Select(port => (int?)owners[port]).FirstOrDefault();
    }

    // Of a service whose main process is gone: who listens on its port is its own only where systemd counts it to the unit. Anybody may hold a port.
    private static int? Left(McpServer server) =>
        server.Service is { Kind: ServiceKind.Systemd } service && Listener(server) is { } id && ProcessUnit.IsIn(id, service.Name) is true ? id : null;

    // A shell or npm that waits for the server is of its tree too, when it has the same command line.
    private static int Top(IReadOnlyList<ProcessDetail> candidates, int id)
    {
        var byId = candidates.ToDictionary(process => process.Id);
        while (byId[id].ParentId is { } parent && byId.ContainsKey(parent))
        {
            id = parent;
        }

        return id;
    }
}
