using System.Net;
using System.Net.Sockets;

namespace McpOps;

/// <summary>A port on loopback for a server that cannot be told to choose one itself.</summary>
internal static class FreePort
{
    // Below the ports that systems give to outgoing connections, of which other tests make many: none of those takes it in between.
    private const int Lowest = 15_000;
    private const int Highest = 30_000;

    public static int Find()
    {
        while (true)
        {
            var port = Random.Shared.Next(Lowest, Highest);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it: another one.
            }
        }
    }
}
