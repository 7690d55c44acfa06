namespace McpOps.Auditing;

/// <summary>Names of servers in a sentence.</summary>
internal static class ServerNames
{
    private const int Most = 5;

    /// <summary>The first few, and how many more.</summary>
    public static string Of(IReadOnlyCollection<string> names) => $"{string.Join(", ", names.Take(Most))}{(names.Count > Most ? $" and {names.Count - Most} more" : "")}";
}
