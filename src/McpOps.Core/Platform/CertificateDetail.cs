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
}
