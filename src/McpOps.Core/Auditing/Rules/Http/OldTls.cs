using System.Buffers.Binary;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace McpOps.Auditing.Rules.Http;

/// <summary>A server that agrees to TLS 1.0 or 1.1.</summary>
/// <remarks>
/// The hello is written by hand (RFC 4346, section 7.4.1.2): this machine's own TLS library no longer offers such versions, and would find every server
/// safe. The connection ends with the server's answer, before any key is agreed.
/// </remarks>
internal static class OldTls
{
    public const string Id = "HTTP010";

    private const byte Handshake = 22;
    private const byte Alert = 21;
    private const byte ServerHello = 2;
    private const int MaxRecord = 18 << 10;

    // What servers of that time knew: ECDHE and RSA with AES or 3DES, and SHA-1.
    private static readonly byte[] Suites = [0xC0, 0x0A, 0xC0, 0x14, 0xC0, 0x09, 0xC0, 0x13, 0x00, 0x39, 0x00, 0x33, 0x00, 0x35, 0x00, 0x2F, 0x00, 0x0A, 0x00, 0xFF];

    /// <summary>The old version that a server agrees to; neither where it refuses them; a reason where it says nothing that could be told from a fault.</summary>
    public static async Task<(string? Version, string? Problem)> AskAsync(string host, int port, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(host, port, limit.Token);
            await using var stream = client.GetStream();
            await stream.WriteAsync(Hello(host), limit.Token);
            var head = new byte[5];
            await stream.ReadExactlyAsync(head, limit.Token);
            var body = new byte[Math.Min((int)BinaryPrimitives.ReadUInt16BigEndian(head.AsSpan(3)), MaxRecord)];
            await stream.ReadExactlyAsync(body, limit.Token);
            return head[0] is Alert ? (null, null)
                : head[0] is Handshake && body.Length > 6 && body[0] is ServerHello ? (Agreed(body[4], body[5]), null)
                : (null, "its answer is no TLS");
        }
        catch (EndOfStreamException)
        {
            // Many servers hang up on a version that they do not speak, without an alert.
            return (null, null);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            return exception is IOException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionReset } } ? (null, null) : (null, exception.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, "it did not answer in time");
        }
    }

    private static string? Agreed(byte major, byte minor) => (major, minor) switch
    {
        (3, 0) => "SSL 3.0",
        (3, 1) => "TLS 1.0",
        (3, 2) => "TLS 1.1",
        _ => null,
    };

    private static byte[] Hello(string host)
    {
        byte[] groups = [0x00, 0x0A, 0x00, 0x06, 0x00, 0x04, 0x00, 0x17, 0x00, 0x18, 0x00, 0x0B, 0x00, 0x02, 0x01, 0x00];
        byte[] extensions = [.. Uri.CheckHostName(host) is UriHostNameType.Dns ? Name(Encoding.ASCII.GetBytes(host)) : [], .. groups];
        byte[] body = [3, 2, .. RandomNumberGenerator.GetBytes(32), 0, .. Size(Suites.Length), .. Suites, 1, 0, .. Size(extensions.Length), .. extensions];
        byte[] message = [1, 0, .. Size(body.Length), .. body];
        return [Handshake, 3, 1, .. Size(message.Length), .. message];
    }

    // server_name (RFC 6066): a list of one name of the kind host_name.
    private static byte[] Name(byte[] host) => [0, 0, .. Size(host.Length + 5), .. Size(host.Length + 3), 0, .. Size(host.Length), .. host];

    private static byte[] Size(int value) => [(byte)(value >> 8), (byte)value];
}
