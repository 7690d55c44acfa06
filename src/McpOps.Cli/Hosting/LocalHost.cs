using System.Net;
using System.Net.Sockets;
using McpOps.Cli.Serve;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace McpOps.Cli.Hosting;

/// <summary>Makes the HTTP hosts of this command: Kestrel on one address, which says nothing of itself and ends soon.</summary>
internal static class LocalHost
{
    /// <summary>A host that listens on an address once it is started.</summary>
    /// <param name="host">An IP address of this machine, or localhost.</param>
    /// <param name="port">The port; 0 takes a free one.</param>
    /// <param name="log">Where it says what goes wrong.</param>
    /// <param name="grace">How long what runs may take when it stops.</param>
    /// <param name="limit">Sets its limits.</param>
    /// <exception cref="McpOpsException">InvalidHost.</exception>
    public static WebApplication Build(string host, int port, ServeLog log, TimeSpan grace, Action<KestrelServerLimits> limit)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(new ServeLogProvider(log)).SetMinimumLevel(LogLevel.Warning)
            // What keeps it from starting is the verb's to say, once.
            .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None)

            // That a busy machine let its heartbeat wait says nothing of what is served.
            .AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Error);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = grace);
        builder.WebHost.UseSockets(sockets => sockets.CreateBoundListenSocket = Listen);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            limit(kestrel.Limits);
            Bind(kestrel, host, port);
        });
        return builder.Build();
    }

    private static void Bind(KestrelServerOptions kestrel, string host, int port)
    {
        if (IPAddress.TryParse(host, out var address))
        {
            kestrel.Listen(address, port);
        }
        else if (!string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase))
        {
            throw new McpOpsException("InvalidHost", McpErrorCategory.InvalidArgument, $"'{host}' is not an address to listen on: give an IP address of this machine, or localhost.", host);
        }
        else if (port == 0)
        {
            // Kestrel takes a free port for one address only, and localhost is two.
            kestrel.Listen(IPAddress.Loopback, 0);
        }
        else
        {
            kestrel.ListenLocalhost(port);
        }
    }

    // Without keep-alive an event stream to a host that lost its power stays open, and its session in use, for ever.
    private static Socket Listen(EndPoint endpoint)
    {
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 60);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 10);
        return socket;
    }
}
