using System.Net.NetworkInformation;

namespace McpOps.Platform;

/// <summary>A TCP port that something on this machine listens on.</summary>
/// <param name="Address">The local address, such as <c>127.0.0.1</c> or <c>0.0.0.0</c>.</param>
/// <param name="Port">The port, 1 to 65535.</param>
public sealed record ListeningPort(string Address, int Port)
{
    /// <summary>True when only this machine can reach it.</summary>
    public bool IsLoopback => System.Net.IPAddress.TryParse(Address, out var address) && System.Net.IPAddress.IsLoopback(address);
}

/// <summary>The TCP ports of this machine.</summary>
public static class ListeningPorts
{
    /// <summary>All that something listens on (on Linux from <c>/proc/net/tcp</c> and <c>tcp6</c>), by port.</summary>
    public static IReadOnlyList<ListeningPort> All() =>
        [.. IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners()
            .Select(end => new ListeningPort(end.Address.ToString(), end.Port)).Distinct()
            .OrderBy(port => port.Port).ThenBy(port => port.Address, StringComparer.Ordinal)];
}
