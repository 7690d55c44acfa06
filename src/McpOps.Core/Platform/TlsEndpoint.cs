using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace McpOps.Platform;

/// <summary>Certificates that TLS servers show. Nothing is downloaded to mend a chain: most clients do not do that either.</summary>
/// <param name="time">The clock.</param>
public sealed class TlsEndpoint(TimeProvider time)
{
    /// <summary>Makes one TLS handshake and looks at what the server shows.</summary>
    /// <param name="host">The name, which the certificate must be issued for.</param>
    /// <param name="port">The port, 1 to 65535.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="McpOpsException"><c>TlsUnreachable</c> or <c>TlsFailed</c>.</exception>
    public async Task<CertificateDetail> ReadAsync(string host, int port, CancellationToken cancellationToken)
    {
        CertificateDetail? found = null;
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(host, port, cancellationToken);
            await using var stream = new SslStream(client.GetStream());
            await stream.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = host,
                    CertificateChainPolicy = new X509ChainPolicy { DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck },

                    // Every certificate is let through, because looking at bad ones is the purpose; nothing is sent over the connection.
                    RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                    {
                        found = Describe($"{host}:{port}", certificate as X509Certificate2, chain, errors);
                        return true;
                    },
                },
                cancellationToken);
        }
        catch (SocketException exception)
        {
            throw new McpOpsException("TlsUnreachable", McpErrorCategory.ConnectionError, $"{host}:{port} cannot be reached: {exception.Message}. Is the server running, and is the port right?", $"{host}:{port}", exception);
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException)
        {
            throw Failed(host, port, exception);
        }

        return found ?? throw Failed(host, port, null);
    }

    private static McpOpsException Failed(string host, int port, Exception? exception) =>
        new("TlsFailed", McpErrorCategory.ConnectionError, $"{host}:{port} makes no TLS handshake: {exception?.Message ?? "it shows no certificate"}", $"{host}:{port}", exception);

    private CertificateDetail? Describe(string source, X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null)
        {
            return null;
        }

        var all = chain?.ChainElements.Select(element => element.Certificate).DefaultIfEmpty(certificate) ?? [certificate];
        return CertificateDetail.Of(source, certificate, all, time.GetUtcNow()) with
        {
            NameMatches = !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch),
            ChainProblem = Problem(certificate, chain),
        };
    }

    // Expiry is told by DaysLeft.
    private static string? Problem(X509Certificate2 certificate, X509Chain? chain)
    {
        var status = (chain?.ChainStatus ?? []).Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status);
        return status switch
        {
            _ when certificate.Subject == certificate.Issuer && status.HasFlag(X509ChainStatusFlags.UntrustedRoot) => "it is self-signed",
            _ when status.HasFlag(X509ChainStatusFlags.UntrustedRoot) => $"its root is not trusted on this machine ({chain!.ChainElements[^1].Certificate.Subject})",
            _ when status.HasFlag(X509ChainStatusFlags.PartialChain) => $"its chain is incomplete: the certificate of '{chain!.ChainElements[^1].Certificate.Issuer}' is neither sent nor known here",
            _ when (status & ~(X509ChainStatusFlags.NotTimeValid | X509ChainStatusFlags.NotTimeNested)) is not X509ChainStatusFlags.NoError and var other => other.ToString(),
            _ => null,
        };
    }
}
