using System.Globalization;
using McpOps.Auditing.Host;
using McpOps.Platform;
using McpOps.Servers;

namespace McpOps.Auditing.Rules.Ports;

/// <summary>What is expected of the host's ports.</summary>
/// <param name="Declared">Ports of the inventory's servers, and the server of each.</param>
/// <param name="Expected">Ports that may listen beside them.</param>
internal sealed record PortExpectation(IReadOnlyDictionary<int, McpServer> Declared, IReadOnlySet<int> Expected)
{
    // Databases by their own ports; whoever moves one declares it.
    private static readonly HashSet<int> Databases = [5432, 3306, 6379, 27017, 9200, 5984, 11211, 1433, 9042];

    public static PortExpectation Of(IReadOnlyList<McpServer> servers)
    {
        var declared = servers.SelectMany(server => PortsOf(server).Select(port => (port, server))).DistinctBy(pair => pair.port).ToDictionary(pair => pair.port, pair => pair.server);
        return new PortExpectation(declared, servers.SelectMany(server => server.Audit?.Ports ?? []).ToHashSet());
    }

    /// <summary>Whether a port is one of a database.</summary>
    public static bool IsDatabase(int port) => Databases.Contains(port);

    private static IEnumerable<int> PortsOf(McpServer server) => server.Ports.Concat(
        server.Connection.Url is { } url && Uri.TryCreate(url, UriKind.Absolute, out var address) && address.IsLoopback ? [address.Port] : []);
}

/// <summary>A listener that no server of the inventory declares.</summary>
internal static class Undeclared
{
    public const string Id = "PORT001";

    /// <summary>One row a port: loopback listeners are for this machine, and said less loudly.</summary>
    public static string? Judge(Listener listener, PortExpectation expectation) =>
        expectation.Declared.ContainsKey(listener.Port) || expectation.Expected.Contains(listener.Port) ? null : $"{listener.Program} listens on {listener}";
}

/// <summary>An MCP server or a database that every network reaches.</summary>
internal static class EveryAddress
{
    public const string Id = "PORT002";

    public static string? Judge(Listener listener, PortExpectation expectation) =>
        listener.IsEveryAddress && !expectation.Expected.Contains(listener.Port) && (expectation.Declared.ContainsKey(listener.Port) || PortExpectation.IsDatabase(listener.Port)) ? $"{listener.Program} listens on {listener}" : null;
}

/// <summary>A declared port that another program holds.</summary>
internal static class HeldByAnother
{
    public const string Id = "PORT003";
    private const int MostAbove = 5;

    /// <summary>Only where both are known: the process of the port, and what the server's own looks like.</summary>
    public static string? Judge(Listener listener, PortExpectation expectation)
    {
        if (listener.Process is not { } process || !expectation.Declared.TryGetValue(listener.Port, out var server) || server.Service is not { } service)
        {
            return null;
        }

        var own = service.Kind switch
        {
            "process" => IsOf(process, service),

            // systemd itself listens for a unit that starts when somebody calls.
            "systemd" => process.Id == 1 || ProcessUnit.IsIn(process.Id, service.Name) is not false,
            _ => true,
        };
        return own ? null : string.Create(CultureInfo.InvariantCulture, $"port {listener.Port} of '{server.Name}' is held by {listener.Program}");
    }

    // A wrapper such as npm starts what listens.
    private static bool IsOf(ProcessDetail listening, McpService service)
    {
        var one = listening;
        for (var above = 0; above < MostAbove && one is not null; above++)
        {
            if (ServiceProcesses.HasWords(one.CommandLine, service.Name) || ServiceProcesses.IsStartedBy(one, service.StartCommand))
            {
                return true;
            }

            one = one.ParentId is { } parent ? ProcessTable.Get(parent) : null;
        }

        return false;
    }
}
