using System.Net;
using System.Net.Sockets;
using System.Text;

namespace McpOps.Core.Tests.Monitoring;

/// <summary>A mail server without TLS that takes one message after the other and answers at its end as a test says; <c>drop</c> closes the connection.</summary>
internal sealed class MailSink : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly StringBuilder _received = new();
    private readonly string _answer;
    private readonly Task _work;

    public MailSink(string answer)
    {
        _answer = answer;
        _listener.Start();
        _work = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Received => _received.ToString();

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _work;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                await TalkAsync(client.GetStream());
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private async Task TalkAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
        try
        {
            await writer.WriteLineAsync("220 sink");
            while (await reader.ReadLineAsync() is { } line)
            {
                if (line.StartsWith("DATA", StringComparison.OrdinalIgnoreCase))
                {
                    await writer.WriteLineAsync("354 go on");
                    while (await reader.ReadLineAsync() is { } data && data != ".")
                    {
                        _received.AppendLine(data);
                    }

                    if (_answer is "drop")
                    {
                        return;
                    }
                }

                await writer.WriteLineAsync(line.Split(' ')[0].ToUpperInvariant() switch { "EHLO" => "250 sink", "DATA" => _answer, "QUIT" => "221 bye", _ => "250 ok" });
            }
        }
        catch (IOException)
        {
            // The other side has seen enough.
        }
    }
}
