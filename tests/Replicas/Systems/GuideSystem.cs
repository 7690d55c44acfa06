using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace McpOps.Replicas;

/// <summary>A tool of a replica.</summary>
internal sealed record ReplicaTool(string Name, string Description, string Answer, bool ReadsOnly = true);

/// <summary>One service of a guide's system: what it is asked, what it writes, and its files.</summary>
internal sealed record GuideSystem(string Name, string Version, string Log)
{
    private static readonly IReadOnlyList<GuideSystem> All = [.. ContextForge.All, .. KiloCode.All, .. Discovery.All, .. Orchestrator.All, .. Crawl4Ai.All];

    public static IEnumerable<string> Names => All.Select(system => system.Name);

    public IReadOnlyList<ReplicaTool> Tools { get; init; } = [];

    /// <summary>What it answers beside MCP, by path. <c>{operations}</c>, <c>{uptime}</c>, <c>{status}</c> and <c>{version}</c> are put in.</summary>
    public IReadOnlyDictionary<string, string> Pages { get; init; } = new Dictionary<string, string>();

    /// <summary>Its files, by their paths below the root. A day's log is written beside them.</summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new Dictionary<string, string>();

    /// <summary>Folders without a file.</summary>
    public IReadOnlyList<string> Folders { get; init; } = [];

    /// <summary>Certificates, which hold for 90 days.</summary>
    public IReadOnlyList<string> Certificates { get; init; } = [];

    /// <summary>A line of its log.</summary>
    public Func<DateTime, string, string, string> Line { get; init; } = (at, level, text) => string.Create(CultureInfo.InvariantCulture, $"{at:yyyy-MM-dd HH:mm:ss,fff} - server - {level} - {text}");

    /// <summary>What it writes when a call went well.</summary>
    public Func<string, string> Done { get; init; } = _ => "Request done. Response time: 85 ms";

    public static GuideSystem? Find(string name) => All.FirstOrDefault(system => system.Name == name);

    /// <summary>Writes its files, and the log of the last day: one line a minute, one error among a hundred.</summary>
    public void Lay(string root)
    {
        foreach (var folder in Folders)
        {
            Directory.CreateDirectory(Path.Combine(root, folder));
        }

        foreach (var (path, text) in Files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(root, path))!);
            File.WriteAllText(Path.Combine(root, path), text);
        }

        foreach (var certificate in Certificates)
        {
            WriteCertificate(Path.Combine(root, certificate), TimeSpan.FromDays(90));
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(root, Log))!);
        var now = TimeProvider.System.GetLocalNow().DateTime;
        File.WriteAllLines(Path.Combine(root, Log), Enumerable.Range(0, 1440).Select(minute =>
            minute % 100 == 99 ? Line(now.AddMinutes(minute - 1440), "ERROR", "Connection to upstream timed out after 30 s") : Line(now.AddMinutes(minute - 1440), "INFO", Done("https://example.com/"))));
    }

    private static void WriteCertificate(string path, TimeSpan holds)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now + holds);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, certificate.ExportCertificatePem() + "\n");
    }
}
