using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace McpOps.Core.Tests.Monitoring;

/// <summary>
/// A mail server that takes one message after the other and answers at its end as a test says; <c>drop</c> closes the connection. With a certificate it speaks TLS from the beginning;
/// it knows one account, by its OAuth 2 token.
/// </summary>
internal sealed class MailSink : IAsyncDisposable
{
    /// <summary>The token of its account.</summary>
    public const string Token = "ya29.good";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly StringBuilder _received = new();
    private readonly string _answer;
    private readonly X509Certificate2? _certificate;
    private readonly Task _work;

    public MailSink(string answer, X509Certificate2? certificate = null)
    {
        _answer = answer;
        _certificate = certificate;
        _listener.Start();
        _work = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Received => _received.ToString();

    /// <summary>What the last client showed for its account.</summary>
    public string Shown { get; private set; } = "";

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
                await AcceptAsync(client.GetStream());
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private async Task AcceptAsync(NetworkStream stream)
    {
        try
        {
            if (_certificate is null)
            {
                await TalkAsync(stream);
                return;
            }

            await using var secure = new SslStream(stream);
            await secure.AuthenticateAsServerAsync(_certificate);
            await TalkAsync(secure);
        }
        catch (Exception exception) when (exception is IOException or System.Security.Authentication.AuthenticationException)
        {
            // The other side has seen enough.
        }
    }

    private async Task TalkAsync(Stream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
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

            await writer.WriteLineAsync(line.Split(' ')[0].ToUpperInvariant() switch { "EHLO" => "250-sink\r\n250 AUTH XOAUTH2", "AUTH" => Account(line), "DATA" => _answer, "QUIT" => "221 bye", _ => "250 ok" });
        }
    }

    // As Microsoft and Google document it: user=NAME^Aauth=Bearer TOKEN^A^A, in base64.
    private string Account(string line)
    {
        var words = line.Split(' ');
        Shown = words is [_, "XOAUTH2", var text] ? Encoding.UTF8.GetString(Convert.FromBase64String(text)) : line;
        return Shown == $"user=mcp@example.org\u0001auth=Bearer {Token}\u0001\u0001" ? "235 welcome" : "535 5.7.3 Authentication unsuccessful";
    }
}
