using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace McpOps.Core.Tests;

/// <summary>Makes real certificates.</summary>
internal static class TestCertificates
{
    public static X509Certificate2 Make(string name, TimeSpan validFor, X509Certificate2? issuer = null, bool authority = false)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(authority, false, 0, critical: true));
        if (!authority)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName(name);
            request.CertificateExtensions.Add(names.Build());
        }

        var now = TimeProvider.System.GetUtcNow();
        var end = now + validFor;
        var begin = now - TimeSpan.FromDays(30);
        if (issuer is null)
        {
            return request.CreateSelfSigned(begin, end);
        }

        using var signed = request.Create(issuer, begin, end, RandomNumberGenerator.GetBytes(8));
        return signed.CopyWithPrivateKey(key);
    }

    /// <summary>The certificate and key as a server takes them on every system.</summary>
    public static X509Certificate2 ForServer(X509Certificate2 certificate) => X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
}
