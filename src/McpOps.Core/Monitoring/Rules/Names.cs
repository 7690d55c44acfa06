using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>Names of servers and rules, with wildcards.</summary>
internal static class Names
{
    /// <summary>Whether a name is one of those meant; every name is where none is named.</summary>
    public static bool Fit(IReadOnlyList<string> patterns, string name) =>
        patterns.Count == 0 || patterns.Any(pattern => Wildcard.IsPattern(pattern) ? Wildcard.Of(pattern).IsMatch(name) : string.Equals(pattern, name, StringComparison.OrdinalIgnoreCase));
}
