using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpOps.Crawling;
using ModelContextProtocol.Protocol;

namespace McpOps.Cli.Serve;

/// <summary>The answers of the tools: one JSON text, and the same as structured content.</summary>
internal static class CrawlAnswers
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Most characters of content in one answer: no model reads more, and each is held twice while it is written.</summary>
    public const int MostCharacters = 2_000_000;

    /// <summary>Most links in one answer.</summary>
    public const int MostLinks = 20_000;

    /// <summary>The beginning of a text that is too long for what is left, with a word that it is one.</summary>
    public static string Cut(string text, int left) => text.Length <= left ? text : string.Concat(text.AsSpan(0, Math.Max(0, char.IsHighSurrogate(text[Math.Max(0, left - 1)]) ? left - 1 : left)), "\n\n[cut here: the answer is at its limit]\n");

    public static CallToolResult Content(McpPage page) => Answer(new JsonObject
    {
        ["success"] = true,
        ["content"] = Cut(page.Markdown, MostCharacters),
        ["truncated"] = page.Markdown.Length > MostCharacters,
        ["metadata"] = new JsonObject
        {
            ["title"] = page.Title,
            ["word_count"] = page.WordCount,
            ["extraction_method"] = "main-content",
            ["url"] = page.FinalUri?.AbsoluteUri,
            ["language"] = page.Language,
            ["author"] = page.Byline,
            ["published"] = page.Published?.ToString("O"),
            ["confidence"] = page.Confidence,
        },
    });

    public static CallToolResult Pages(IEnumerable<McpPage> pages, bool isCut) => Answer(new JsonObject
    {
        ["success"] = true,
        ["truncated"] = isCut,
        ["pages"] = new JsonArray([.. pages.Select(page => new JsonObject
        {
            ["url"] = (page.FinalUri ?? page.Uri)?.AbsoluteUri,
            ["title"] = page.Title,
            ["content"] = page.Markdown,
            ["depth"] = page.Depth,
            ["word_count"] = page.WordCount,
            ["success"] = page.Error is null,
            ["error"] = page.ErrorMessage,
        })]),
    });

    public static CallToolResult Links(McpPage page, bool includeExternal)
    {
        var links = page.Links.Where(link => link.Internal || includeExternal).ToList();
        return Answer(new JsonObject
        {
            ["success"] = true,
            ["truncated"] = links.Count > MostLinks,
            ["data"] = new JsonObject
            {
                ["domain"] = page.FinalUri?.Host,
                ["links"] = new JsonArray([.. links.Take(MostLinks).Select(link => new JsonObject { ["url"] = link.Uri.AbsoluteUri, ["text"] = link.Text, ["type"] = link.Internal ? "internal" : "external" })]),
                ["metadata"] = new JsonObject { ["title"] = page.Title, ["description"] = page.Description, ["total_links"] = links.Count },
            },
        });
    }

    public static CallToolResult Failure(string error) => Answer(new JsonObject { ["success"] = false, ["error"] = error });

    private static CallToolResult Answer(JsonObject answer) => new()
    {
        Content = [new TextContentBlock { Text = answer.ToJsonString(Readable) }],
        StructuredContent = JsonSerializer.SerializeToElement(answer),
    };
}
