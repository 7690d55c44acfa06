using System.Net;
using System.Net.Sockets;

namespace McpOps.Crawling.Fetching;

/// <summary>Opens connections, to public addresses only where that is asked for.</summary>
/// <remarks>The address that is checked is the one that is connected to: neither a redirect nor a name that changes its address gets through.</remarks>
internal static class GuardedConnection
{
    public static async ValueTask<Stream> OpenAsync(DnsEndPoint target, PageOptions options, CancellationToken cancellationToken)
    {
        var addresses = IPAddress.TryParse(target.Host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(target.Host, cancellationToken);
        if (options.PublicOnly && !options.AllowedHosts.Contains(target.Host, StringComparer.OrdinalIgnoreCase))
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
