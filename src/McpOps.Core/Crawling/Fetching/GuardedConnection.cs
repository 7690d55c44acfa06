using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace McpOps.Crawling.Fetching;

/// <summary>Opens connections, to public addresses only where that is asked for.</summary>
/// <remarks>The address that is checked is the one that is connected to: neither a redirect nor a name that changes its address gets through.</remarks>
internal static class GuardedConnection
{
    /// <summary>Whether a name, or a name and a port, means a place to connect to.</summary>
    /// <param name="allowed"><c>NAME</c> for every port, <c>NAME:PORT</c> for one; an IPv6 address with a port stands in brackets.</param>
    /// <param name="target">The place.</param>
    public static bool IsMeant(string allowed, DnsEndPoint target)
    {
        var host = target.Host.Trim('[', ']');
        return string.Equals(allowed.Trim('[', ']'), host, StringComparison.OrdinalIgnoreCase)
            || string.Equals(allowed, string.Create(CultureInfo.InvariantCulture, $"{host}:{target.Port}"), StringComparison.OrdinalIgnoreCase)
            || string.Equals(allowed, string.Create(CultureInfo.InvariantCulture, $"[{host}]:{target.Port}"), StringComparison.OrdinalIgnoreCase);
    }

    public static async ValueTask<Stream> OpenAsync(DnsEndPoint target, PageOptions options, CancellationToken cancellationToken)
    {
        var addresses = IPAddress.TryParse(target.Host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(target.Host, cancellationToken);
        if (options.PublicOnly && !options.AllowedHosts.Any(host => IsMeant(host, target)))
        {
            addresses = Array.FindAll(addresses, PublicAddress.Is);
            if (addresses.Length == 0)
            {
                throw new McpOpsException("AddressNotPublic", McpErrorCategory.PermissionDenied, $"'{target.Host}' is no public address, and only public ones are fetched here. Allow the host by name if it is meant.", target.Host);
            }
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, target.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
