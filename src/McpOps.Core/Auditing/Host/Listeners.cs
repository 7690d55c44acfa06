using System.Globalization;
using System.Net;
using McpOps.Platform;

namespace McpOps.Auditing.Host;

/// <summary>Something that listens on a TCP port of the host.</summary>
/// <param name="Address">The address; <c>0.0.0.0</c> and <c>::</c> are every one.</param>
/// <param name="Port">The port.</param>
/// <param name="Process">The process; null when this account may not look.</param>
internal sealed record Listener(IPAddress Address, int Port, ProcessDetail? Process)
{
    public bool IsLoopback => IPAddress.IsLoopback(Address) || (Address.IsIPv4MappedToIPv6 && IPAddress.IsLoopback(Address.MapToIPv4()));

    public bool IsEveryAddress => Address.Equals(IPAddress.Any) || Address.Equals(IPAddress.IPv6Any);

    public string Program => Process is null ? "a process that this account may not look at" : $"{Process.Name} (process {Process.Id})";

    /// <summary>Everything that listens, IPv6 among it.</summary>
    public static IReadOnlyList<Listener> All()
    {
        var owners = PortOwners.All();
        var processes = ProcessTable.All().ToDictionary(process => process.Id);
        return [.. ListeningPorts.All().Select(port => new Listener(IPAddress.Parse(port.Address.Split('%')[0]), port.Port, owners.TryGetValue(port.Port, out var id) ? processes.GetValueOrDefault(id) : null))];
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(Address.AddressFamily is System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{Address}]" : Address)}:{Port}");
}
