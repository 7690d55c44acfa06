using System.Globalization;
using System.Security.Cryptography.X509Certificates;

namespace McpOps.Platform;

/// <summary>A certificate, and how the machine judges it.</summary>
public sealed record CertificateDetail
{
    /// <summary>The file, or the address as <c>host:port</c>.</summary>
    public required string Source { get; init; }

    /// <summary>Whose it is, such as <c>CN=example.org</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>Who signed it.</summary>
    public required string Issuer { get; init; }

    /// <summary>From when it is valid.</summary>
    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>Until when it is valid.</summary>
    public required DateTimeOffset NotAfter { get; init; }

    /// <summary>How many days are left until it, or one that it came with, expires; negative when that is past.</summary>
    public required double DaysLeft { get; init; }

    /// <summary>True when it was issued for the host that was asked; null for a file.</summary>
    public bool? NameMatches { get; init; }

    /// <summary>What is wrong with its chain, such as an untrusted root; null when nothing is, and for a file.</summary>
    public string? ChainProblem { get; init; }

    /// <summary>What is weak about its key or signature, such as <c>RSA of 1024 bits</c>; null when nothing is.</summary>
    public string? Weakness { get; init; }

    // MD5 and SHA-1 with RSA, DSA and ECDSA.
    private static readonly string[] WeakSignatures = ["1.2.840.113549.1.1.5", "1.2.840.113549.1.1.4", "1.2.840.10040.4.3", "1.2.840.10045.4.1"];

    private const int LeastRsa = 2048;

    /// <summary>What a certificate says of itself.</summary>
    /// <param name="source">The file, or the address.</param>
    /// <param name="own">The server's own certificate.</param>
    /// <param name="all">It and those that it came with: any of them breaks the chain when it expires.</param>
    /// <param name="now">The time.</param>
    internal static CertificateDetail Of(string source, X509Certificate2 own, IEnumerable<X509Certificate2> all, DateTimeOffset now) => new()
    {
        Source = source,
        Subject = own.Subject,
        Issuer = own.Issuer,
        NotBefore = new DateTimeOffset(own.NotBefore.ToUniversalTime(), TimeSpan.Zero),
        NotAfter = new DateTimeOffset(own.NotAfter.ToUniversalTime(), TimeSpan.Zero),
        DaysLeft = all.Min(certificate => (certificate.NotAfter.ToUniversalTime() - now.UtcDateTime).TotalDays),
        Weakness = WeaknessOf(own),
    };

    private static string? WeaknessOf(X509Certificate2 own)
    {
        using var rsa = own.GetRSAPublicKey();
        return rsa is { KeySize: < LeastRsa } ? string.Create(CultureInfo.InvariantCulture, $"RSA of {rsa.KeySize} bits")
            : WeakSignatures.Contains(own.SignatureAlgorithm.Value) ? $"signed with {own.SignatureAlgorithm.FriendlyName}" : null;
    }
}
