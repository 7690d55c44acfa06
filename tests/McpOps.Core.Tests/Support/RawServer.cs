using System.Net;
using System.Net.Sockets;
using System.Text;

namespace McpOps.Core.Tests.Support;

/// <summary>A TCP server on a free loopback port that says whatever a test wants, HTTP or not.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private Task _accepting = Task.CompletedTask;

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/mcp");

    public static RawServer Start(Func<NetworkStream, CancellationToken, Task> speak)
    {
        var server = new RawServer();
        server._listener.Start();
        server._accepting = server.AcceptAsync(speak);
        return server;
    }

    /// <summary>Reads a request and answers each alike.</summary>
    public static RawServer Answering(string answer) => Start(async (stream, cancellationToken) =>
    {
        await ReadRequestAsync(stream, cancellationToken);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(answer), cancellationToken);
    });

    public static async Task ReadRequestAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[8192];
        _ = await stream.ReadAsync(buffer, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        // In this order: one that is stopped refuses to be waited on.
        await _stop.CancelAsync();
        await _accepting;
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task AcceptAsync(Func<NetworkStream, CancellationToken, Task> speak)
    {
        var conversations = new List<Task>();
        try
        {
            while (true)
            {
                conversations.Add(SpeakAsync(await _listener.AcceptTcpClientAsync(_stop.Token), speak));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or InvalidOperationException)
        {
            await Task.WhenAll(conversations);
        }
    }

    private async Task SpeakAsync(TcpClient client, Func<NetworkStream, CancellationToken, Task> speak)
    {
        using (client)
        {
            try
            {
                await speak(client.GetStream(), _stop.Token);
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException or SocketException)
            {
                // The prober has gone, or the test has ended.
            }
        }
    }
}
