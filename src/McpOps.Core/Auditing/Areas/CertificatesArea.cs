using System.Globalization;
using System.Runtime.CompilerServices;
using McpOps.Auditing.Host;
using McpOps.Auditing.Rules.Permissions;
using McpOps.Platform;
using McpOps.Servers;

namespace McpOps.Auditing.Areas;

/// <summary>The certificates of the servers: until when, how strong, and who may read their keys.</summary>
internal sealed class CertificatesArea : IAuditArea
{
    private const int SoonDays = 30;

    public string Name => "certificates";

    public bool Reads(McpServer server) => server.Certificates.Any(IsFile);

    public async IAsyncEnumerable<McpFinding> InspectAsync(AuditScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var sources = scope.Options.Servers.SelectMany(server => server.Certificates.Where(source => scope.Local.Contains(server) || !IsFile(source)).Concat(Shown(server)).Select(source => (server.Name, source))).DistinctBy(pair => pair.source).ToList();
        if (sources.Count == 0)
        {
            yield return scope.Findings.NotChecked(Name, "certificates", "No server names a certificate or has an address with https. Name files, or host:port, in certificates of the inventory.");
        }

        foreach (var (server, source) in sources)
        {
            var isFile = IsFile(source);
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

            if (detail.Weakness is { } weakness)
            {
                yield return scope.Findings.Make("CERT002", source, weakness, server);
            }

            foreach (var finding in isFile ? Keys(scope, source, server) : [])
            {
                yield return finding;
            }
        }
    }

    private static bool IsFile(string source) => Path.IsPathRooted(source) || !source.Contains(':', StringComparison.Ordinal);

    // What a server shows to its clients counts, whether somebody wrote it down or not.
    private static IEnumerable<string> Shown(McpServer server) => server.Connection.Url is { } text && Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttps
        ? [string.Create(CultureInfo.InvariantCulture, $"{url.IdnHost}:{url.Port}")] : [];

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

    // A key lies in the file itself, or beside it under the certificate's name.
    private IEnumerable<McpFinding> Keys(AuditScope scope, string path, string server)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var keys = new[] { HoldsKey(path) ? path : null, Path.ChangeExtension(path, ".key"), Path.Combine(folder, "privkey.pem"), Path.Combine(folder, "key.pem") };
        foreach (var key in keys.OfType<string>().Where(File.Exists).Distinct())
        {
            if (FileOwner.Of(File.ResolveLinkTarget(key, returnFinalTarget: true)?.FullName ?? key) is not { } owner)
            {
                yield return scope.Findings.NotChecked(Name, key, OperatingSystem.IsLinux() ? "This account may not look at it." : "Who may read a key is read on Linux only.", server);
            }
            else if (SecretReadable.Judge(owner, Accounts.Read(scope.Host) ?? new Accounts { Users = [], Groups = [] }) is { } evidence)
            {
                yield return scope.Findings.Make("CERT003", key, evidence, server);
            }
        }
    }

    private static bool HoldsKey(string path) => RegularFile.ReadAllBytes(path).AsSpan().IndexOf("PRIVATE KEY-----"u8) >= 0;
}
