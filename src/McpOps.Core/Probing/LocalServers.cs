using System.Net;
using McpOps.Servers;

namespace McpOps.Probing;

/// <summary>Which servers this machine's figures speak for.</summary>
internal static class LocalServers
{
    /// <summary>True for a server of the inventory that runs here. What is merely discovered or named ad hoc is probed from outside only.</summary>
    public static bool IsOperatedHere(McpServer server) =>
        server.Origin == ServerOrigin.Inventory
        && (server.Transport is McpTransport.Stdio || server.Service is not null || Ports(server).Any());

    /// <summary>The ports of this machine that it should listen on: those that it names, and that of its address.</summary>
    public static IEnumerable<int> Ports(McpServer server) =>
        Address(server) is { } url && IsThisMachine(url.Host) ? server.Ports.Prepend(url.Port) : server.Ports;

    /// <summary>The folders of this machine in which its files lie: what it writes, what of it is backed up, and where to.</summary>
    public static IEnumerable<string> Folders(McpServer server) =>
        new[] { server.Connection.WorkingDirectory, server.Service?.WorkingDirectory, server.Backup?.Destination }
            .Concat(server.Backup?.Sets.SelectMany(set => set.Paths) ?? [])
            .Concat(server.Logs)
            .Concat(server.Databases.Select(database => database.Path))
            .Select(Folder)
            .OfType<string>();

    /// <summary>The address of an HTTP server; null for stdio, and for one with an unresolved reference.</summary>
    public static Uri? Address(McpServer server) => Uri.TryCreate(server.Connection.Url, UriKind.Absolute, out var url) ? url : null;

    /// <summary>True for the names and addresses of this machine that are not asked for.</summary>
    public static bool IsThisMachine(string host) =>
        IPAddress.TryParse(host.Trim('[', ']'), out var address) ? IPAddress.IsLoopback(address)
        : host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.Equals(Environment.MachineName, StringComparison.OrdinalIgnoreCase);

    // A store in the cloud is no folder, and of a path with wildcards only the part before them is one.
    private static string? Folder(string? path)
    {
        if (string.IsNullOrEmpty(path) || path.Contains("://", StringComparison.Ordinal) || path.Contains("${", StringComparison.Ordinal))
        {
            return null;
        }

        var wildcard = path.AsSpan().IndexOfAny("*?[{");
        var plain = wildcard < 0 ? path : Path.GetDirectoryName(path[..wildcard]) ?? "";
        return Path.IsPathFullyQualified(plain) ? plain : null;
    }
}
