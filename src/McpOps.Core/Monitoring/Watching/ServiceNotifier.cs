using System.Net.Sockets;
using System.Text;

namespace McpOps.Monitoring;

/// <summary>Tells systemd how the watch is (<c>Type=notify</c>, <c>WatchdogSec=</c>): one datagram to the socket that <c>$NOTIFY_SOCKET</c> names. Without one it says nothing.</summary>
/// <param name="path">The socket; the one that the environment names when null.</param>
internal sealed class ServiceNotifier(string? path = null)
{
    private readonly string? _path = path ?? Environment.GetEnvironmentVariable("NOTIFY_SOCKET");

    /// <summary>The watch has begun.</summary>
    public void Ready() => Send("READY=1");

    /// <summary>The watch is alive.</summary>
    public void Alive() => Send("WATCHDOG=1");

    /// <summary>The watch ends.</summary>
    public void Stopping() => Send("STOPPING=1");

    private void Send(string text)
    {
        if (_path is not { Length: > 1 } path || OperatingSystem.IsWindows())
        {
            return;
        }

        try
        {
            // One that does not read would hold the watch for ever, also at its end.
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { Blocking = false };

            // An abstract socket begins with a zero byte, which the variable writes as @.
            socket.Connect(new UnixDomainSocketEndPoint(path[0] is '@' ? "\0" + path[1..] : path));
            socket.Send(Encoding.UTF8.GetBytes(text));
        }
        catch (SocketException)
        {
            // Who does not listen will notice by the silence.
        }
    }
}
