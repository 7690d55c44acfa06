namespace McpOps.Probing;

/// <summary>Which checks are about what is to be done for a server, and not about whether it works: one that is late or failed is a matter of its own, and lasts however well the server is.</summary>
internal static class UpkeepFindings
{
    /// <summary>The checks.</summary>
    public static IReadOnlyList<string> Names { get; } = ["audit", "backup", "duties"];

    /// <summary>The check to which a result belongs; null where it is about the server.</summary>
    public static string? NameOf(McpCheckResult result) => Names.FirstOrDefault(name => name == result.Name.Split(':')[0]);

    /// <summary>What a probe found of one of them.</summary>
    public static IReadOnlyList<McpCheckResult> Of(McpHealth health, string name) => [.. health.Checks.Where(check => NameOf(check) == name)];
}
