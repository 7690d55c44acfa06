namespace McpOps.Auditing.Dependencies.Versions;

/// <summary>Which of two versions is the newer, by the rules of an ecosystem.</summary>
internal static class VersionOrder
{
    /// <summary>Below, at or above 0 as the first is older, the same or newer; null when one of them cannot be read.</summary>
    public static int? Compare(string ecosystem, string left, string right) => Ecosystems.Family(ecosystem) switch
    {
        Ecosystems.Npm => SemVer.Compare(left, right, parts: 3),
        Ecosystems.NuGet => SemVer.Compare(left, right, parts: 4),
        Ecosystems.PyPI => Pep440.Compare(left, right),
        "Debian" or "Ubuntu" => DebianVersion.Compare(left, right),
        _ => null,
    };
}
