namespace McpOps;

/// <summary>What a record of several hosts says for its own.</summary>
public static class MergedHosts
{
    /// <summary>The hosts, each once and by name; null when none is known.</summary>
    /// <param name="hosts">Those of its parts.</param>
    public static string? Of(IEnumerable<string?> hosts) =>
        hosts.SelectMany(host => (host ?? "").Split(", ", StringSplitOptions.RemoveEmptyEntries)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList() is { Count: > 0 } known ? string.Join(", ", known) : null;
}
