using System.Net;
using System.Net.Sockets;

namespace McpOps.Capacity.Load;

/// <summary>Whether an address belongs to this machine or to a private network: only those are loaded without <c>-Force</c>.</summary>
internal static class HostScope
{
    /// <summary>Throws when a host is neither loopback nor private.</summary>
    /// <exception cref="McpOpsException"><c>PublicHost</c>.</exception>
    public static async Task RequirePrivateAsync(Uri address, CancellationToken cancellationToken)
    {
        IPAddress[] addresses;
        try
        {
            addresses = IPAddress.TryParse(address.IdnHost.Trim('[', ']'), out var literal) ? [literal] : await Dns.GetHostAddressesAsync(address.IdnHost, cancellationToken);
        }
        catch (SocketException)
        {
            // A name that does not resolve is the connection's finding, not this one's.
            return;
        }

        if (!addresses.All(IsPrivate))
        {
            throw new McpOpsException("PublicHost", McpErrorCategory.PermissionDenied,
                $"'{address.Host}' is neither this machine nor in a private network, and load can harm who does not expect it. Use -Force (--force) when the server is yours.", address.Host);
        }
    }

    /// <summary>Loopback, link-local, and the private ranges of RFC 1918 and RFC 4193.</summary>
    public static bool IsPrivate(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (IPAddress.IsLoopback(plain))
        {
            return true;
        }

        var bytes = plain.GetAddressBytes();
        return plain.AddressFamily == AddressFamily.InterNetworkV6
            ? plain.IsIPv6LinkLocal || plain.IsIPv6UniqueLocal
            : bytes[0] == 10 || (bytes[0] == 172 && bytes[1] is >= 16 and <= 31) || (bytes[0] == 192 && bytes[1] == 168) || (bytes[0] == 169 && bytes[1] == 254);
    }
}
