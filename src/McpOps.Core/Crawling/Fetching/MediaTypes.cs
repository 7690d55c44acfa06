namespace McpOps.Crawling.Fetching;

/// <summary>Which answers are pages.</summary>
internal static class MediaTypes
{
    /// <summary>True for what can be read as a page: HTML, and plain text in its many names. An answer without a type is looked at.</summary>
    public static bool IsReadable(string? type) => type is null || IsHtml(type) || IsPlain(type);

    public static bool IsHtml(string? type) => type is null or "text/html" or "application/xhtml+xml" or "application/xml" or "text/xml";

    public static bool IsPlain(string type) => type.StartsWith("text/", StringComparison.OrdinalIgnoreCase) || type is "application/json" or "application/ld+json" or "application/x-ndjson" or "application/yaml";
}
