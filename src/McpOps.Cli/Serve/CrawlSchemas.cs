using System.Text.Json;

namespace McpOps.Cli.Serve;

/// <summary>What the tools promise of their answers.</summary>
internal static class CrawlSchemas
{
    public static JsonElement Extract { get; } = Parse("""
        "content": { "type": "string", "description": "The main content as Markdown." },
        "metadata": { "type": "object", "properties": { "title": { "type": ["string", "null"] }, "word_count": { "type": "integer" }, "extraction_method": { "type": "string" } } }
        """);

    public static JsonElement Pages { get; } = Parse("""
        "pages": { "type": "array", "items": { "type": "object", "properties": {
          "url": { "type": "string" }, "title": { "type": ["string", "null"] }, "content": { "type": "string" }, "depth": { "type": "integer" },
          "word_count": { "type": "integer" }, "success": { "type": "boolean" }, "error": { "type": ["string", "null"] } }, "required": ["url", "content"] } }
        """);

    public static JsonElement Links { get; } = Parse("""
        "data": { "type": "object", "properties": {
          "domain": { "type": "string" },
          "links": { "type": "array", "items": { "type": "object", "properties": { "url": { "type": "string" }, "text": { "type": "string" }, "type": { "enum": ["internal", "external"] } }, "required": ["url"] } },
          "metadata": { "type": "object" } } }
        """);

    private static JsonElement Parse(string properties) => JsonDocument.Parse($$"""
        { "type": "object", "required": ["success"], "properties": {
          "success": { "type": "boolean", "description": "Whether it worked; if not, error says why." },
          "error": { "type": "string" },
          "truncated": { "type": "boolean", "description": "Whether the answer was cut at its limit." },
          {{properties}} } }
        """).RootElement.Clone();
}
