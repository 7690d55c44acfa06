using System.Globalization;
using McpOps.Platform;
using McpOps.Servers;

namespace McpOps.Probing;

/// <summary>How long are the certificates valid, and would a client accept them? Files, TLS addresses, and the server's own https address.</summary>
internal sealed class CertificateCheck(TimeProvider time) : IHealthCheck
{
    private const int DefaultTlsPort = 443;

    private readonly CertificateFile _files = new(time);
    private readonly TlsEndpoint _endpoints = new(time);

    public string Name => "certificates";

    // For an ad hoc address the conversation itself says when TLS fails, and nobody waits for a second handshake.
    public bool AppliesTo(McpServer server) => server.Certificates.Count > 0 || (server.Origin == ServerOrigin.Inventory && LocalServers.Address(server)?.Scheme == Uri.UriSchemeHttps);

    public async Task<IReadOnlyList<McpCheckResult>> CheckAsync(McpServer server, CancellationToken cancellationToken) =>
        await Task.WhenAll(Sources(server).Select(source => LateText.Resolve(source, server)).Distinct(StringComparer.OrdinalIgnoreCase).Select(source => CheckAsync(server, source, cancellationToken)));

    private static IEnumerable<string> Sources(McpServer server) => LocalServers.Address(server) is { } url && url.Scheme == Uri.UriSchemeHttps
        ? server.Certificates.Append($"{url.IdnHost}:{url.Port}")
        : server.Certificates;

    private async Task<McpCheckResult> CheckAsync(McpServer server, string source, CancellationToken cancellationToken)
    {
        try
        {
            var certificate = TryEndpoint(source, out var host, out var port)
                ? await _endpoints.ReadAsync(host, port, cancellationToken)
                : await _files.ReadAsync(source, cancellationToken);
            return Judge(server, source, certificate);
        }
        catch (McpOpsException exception)
        {
            return CheckResults.Say($"{Name}:{source}", exception.ErrorId is "CertificateNotReadable" ? HealthStatus.Unknown : HealthStatus.Unhealthy, exception.Message);
        }
    }

    private McpCheckResult Judge(McpServer server, string source, CertificateDetail certificate)
    {
        var until = certificate.NotAfter.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var result = CheckResults.Measure(server, Name, source, certificate.DaysLeft, "days", $"{certificate.Subject}, valid until {until}");
        return certificate switch
        {
            { DaysLeft: < 0 } => result with { Status = HealthStatus.Unhealthy, IsRefused = true, Message = $"It, or one that it depends on, has expired ({certificate.Subject}, valid until {until}). Renew it." },
            _ when certificate.NotBefore > time.GetUtcNow() => result with { Status = HealthStatus.Unhealthy, IsRefused = true, Message = $"It is valid only from {certificate.NotBefore:yyyy-MM-dd} on. Is the clock of this machine right?" },
            { NameMatches: false } => result with { Status = HealthStatus.Unhealthy, IsRefused = true, Message = $"It was not issued for this host name ({certificate.Subject}): clients refuse it." },
            { ChainProblem: { } problem } => result with { Status = HealthStatus.Worst([result.Status, HealthStatus.Degraded]), Message = $"{problem}: clients that do not know its issuer refuse it ({certificate.Subject}, valid until {until})" },
            _ => result,
        };
    }

    /// <summary>Tells <c>host:port</c> and <c>https://host</c> from a file.</summary>
    internal static bool TryEndpoint(string source, out string host, out int port)
    {
        (host, port) = ("", 0);
        if (File.Exists(source))
        {
            return false;
        }

        if (!Uri.TryCreate(source.Contains("://", StringComparison.Ordinal) ? source : $"tls://{source}", UriKind.Absolute, out var url)
            || url.Host.Length == 0 || (url.AbsolutePath.Length > 1 && !source.Contains("://", StringComparison.Ordinal)))
        {
            return false;
        }

        (host, port) = (url.IdnHost, url.Port > 0 ? url.Port : DefaultTlsPort);
        return source.Contains("://", StringComparison.Ordinal) || url.Port > 0;
    }
}
