using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace McpOps.Core.Tests.Crawling;

/// <summary>A web site on a loopback port that answers with whatever bytes a test wants, also such as no decent server sends.</summary>
internal sealed class RawSite : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<string, NetworkStream, CancellationToken, Task> _answer;
    private readonly Task _loop;

    private RawSite(Func<string, NetworkStream, CancellationToken, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        Uri = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _loop = AcceptAsync();
    }

    public Uri Uri { get; }

    /// <summary>The paths that were asked for, in their order.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>A site of pages: a path that is not among them is 404.</summary>
    public static RawSite OfPages(IReadOnlyDictionary<string, string> pages) => OfAnswers(path => pages.TryGetValue(path, out var html) ? Html(html) : "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

    public static RawSite OfAnswers(Func<string, string> answer) => new(async (path, stream, cancellationToken) => await stream.WriteAsync(Encoding.UTF8.GetBytes(answer(path)), cancellationToken));

    public static RawSite OfBytes(Func<string, NetworkStream, CancellationToken, Task> answer) => new(answer);

    public static string Html(string html, string headers = "") => $"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {Encoding.UTF8.GetByteCount(html)}\r\nConnection: close\r\n{headers}\r\n{html}";

    public async ValueTask DisposeAsync()
    {
        // In this order: one that is stopped refuses to be waited on.
        await _stop.CancelAsync();
        await _loop;
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var clients = new List<Task>();
        try
        {
            while (true)
            {
                clients.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(clients);
        }
    }

    // One request a connection: the close marks the end of an answer that names no length.
    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        try
        {
            var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.Latin1, leaveOpen: true);
            var path = (await reader.ReadLineAsync(_stop.Token))?.Split(' ') is [_, var target, ..] ? target : "/";
            while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 })
            {
            }

            Asked.Enqueue(path);
            await _answer(path, stream, _stop.Token);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or SocketException)
        {
            // The other side had enough, or the test is over.
        }
    }
}
