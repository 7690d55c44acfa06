namespace McpOps.Auditing.Dependencies;

/// <summary>A package that is there in a version.</summary>
/// <param name="Ecosystem">As OSV names it: <c>npm</c>, <c>PyPI</c>, <c>NuGet</c>, <c>Debian:12</c>.</param>
/// <param name="Name">Its name, folded as its ecosystem folds names.</param>
/// <param name="Version">Its version, as it was written.</param>
/// <param name="File">The file that says so.</param>
internal sealed record Dependency(string Ecosystem, string Name, string Version, string File);

/// <summary>The names of ecosystems.</summary>
internal static class Ecosystems
{
    public const string Npm = "npm";
    public const string PyPI = "PyPI";
    public const string NuGet = "NuGet";

    /// <summary>A name as its ecosystem compares it: PEP 503 for Python, any case for NuGet.</summary>
    public static string Fold(string ecosystem, string name) => ecosystem switch
    {
        PyPI => string.Join('-', name.ToLowerInvariant().Split(['-', '_', '.'], StringSplitOptions.RemoveEmptyEntries)),
        NuGet => name.ToLowerInvariant(),
        _ => name,
    };

    /// <summary>The part before a colon: <c>Debian:12</c> is ordered as <c>Debian</c>.</summary>
    public static string Family(string ecosystem) => ecosystem.Split(':')[0];
}
