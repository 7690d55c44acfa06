using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using McpOps.Platform;

namespace McpOps.Auditing.Areas;

/// <summary>The certificates of the servers: until when, how strong, and who may read their keys.</summary>
internal sealed class CertificatesArea : IAuditArea
{
    private const int SoonDays = 30;
    private const int WeakRsa = 2048;
    private static readonly string[] WeakSignatures = ["1.2.840.113549.1.1.5", "1.2.840.113549.1.1.4", "1.2.840.10040.4.3", "1.2.840.10045.4.1"];

    public string Name => "certificates";

    public async IAsyncEnumerable<McpFinding> InspectAsync(AuditScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var (server, source) in scope.Options.Servers.SelectMany(server => server.Certificates.Select(source => (server.Name, source))).DistinctBy(pair => pair.source))
        {
            var isFile = Path.IsPathRooted(source) || !source.Contains(':', StringComparison.Ordinal);
            var (detail, problem) = await ReadAsync(scope, source, isFile, cancellationToken);
            if (detail is null)
            {
                yield return scope.Findings.NotChecked(Name, source, problem!, server);
                continue;
            }

            if (detail.DaysLeft < SoonDays)
            {
                yield return scope.Findings.Make("CERT001", source, string.Create(CultureInfo.InvariantCulture, $"{detail.Subject}: {(detail.DaysLeft < 0 ? $"expired {-detail.DaysLeft:0} days ago" : $"{detail.DaysLeft:0} days left")}"), server,
                    severity: detail.DaysLeft < 0 ? AuditSeverity.High : detail.DaysLeft < 7 ? AuditSeverity.Medium : AuditSeverity.Low);
            }

            if (detail.NameMatches is false || detail.ChainProblem is not null)
            {
                yield return scope.Findings.Make("CERT004", source, detail.ChainProblem ?? "it was issued for another name", server);
            }

            foreach (var finding in isFile ? OfFile(scope, source, server) : [])
            {
                yield return finding;
            }
        }
    }

    private static async Task<(CertificateDetail? Detail, string? Problem)> ReadAsync(AuditScope scope, string source, bool isFile, CancellationToken cancellationToken)
    {
        try
        {
            var time = scope.Context.Time;
            return (isFile ? await new CertificateFile(time).ReadAsync(source, cancellationToken) : await EndpointAsync(scope, source, cancellationToken), null);
        }
        catch (McpOpsException exception)
        {
            return (null, exception.Message);
        }
    }

    private static async Task<CertificateDetail> EndpointAsync(AuditScope scope, string source, CancellationToken cancellationToken)
    {
        var colon = source.LastIndexOf(':');
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(scope.Options.Timeout);
        try
        {
            return await new TlsEndpoint(scope.Context.Time).ReadAsync(source[..colon].Trim('[', ']'), int.Parse(source.AsSpan(colon + 1), CultureInfo.InvariantCulture), limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new McpOpsException("CertificateNotReadable", McpErrorCategory.OperationTimeout, $"'{source}' did not answer in time.", source);
        }
    }

    private static IEnumerable<McpFinding> OfFile(AuditScope scope, string path, string server)
    {
        var text = File.ReadAllText(path);
        if (Weakness(text) is { } weakness)
        {
            yield return scope.Findings.Make("CERT002", path, weakness, server);
        }

        // A key lies in the file itself, or beside it under the certificate's name.
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var keys = new[] { text.Contains("PRIVATE KEY-----", StringComparison.Ordinal) ? path : null, Path.ChangeExtension(path, ".key"), Path.Combine(folder, "privkey.pem"), Path.Combine(folder, "key.pem") };
        foreach (var key in keys.OfType<string>().Where(File.Exists).Distinct())
        {
            if (FileOwner.Of(File.ResolveLinkTarget(key, returnFinalTarget: true)?.FullName ?? key) is { } owner && (owner.Mode & 7) != 0)
            {
                yield return scope.Findings.Make("CERT003", key, $"mode {Convert.ToString(owner.Mode, 8).PadLeft(4, '0')}", server);
            }
        }
    }

    private static string? Weakness(string pem)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(pem);
            using var rsa = certificate.GetRSAPublicKey();
            return rsa is { KeySize: < WeakRsa } ? string.Create(CultureInfo.InvariantCulture, $"RSA of {rsa.KeySize} bits")
                : WeakSignatures.Contains(certificate.SignatureAlgorithm.Value) ? $"signed with {certificate.SignatureAlgorithm.FriendlyName}" : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
