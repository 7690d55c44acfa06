using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace McpOps.Cli.Tests.Guides.Month;

/// <summary>Certificates of any time.</summary>
internal static class Certificates
{
    public static void Write(string path, DateTimeOffset from, DateTimeOffset to)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(from, to);
        File.WriteAllText(path, certificate.ExportCertificatePem() + "\n");
    }
}
