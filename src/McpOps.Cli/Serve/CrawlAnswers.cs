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

    /// <summary>Most links in one answer.</summary>
    public const int MostLinks = 20_000;

    public static CallToolResult Content(McpPage page, AnswerBudget.Share share) => Answer(new JsonObject
    {
        ["success"] = true,
        ["content"] = share.Take(page.Markdown),
        ["truncated"] = share.IsCut,
        ["metadata"] = new JsonObject
        {
            ["title"] = share.Title(page.Title),
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

    public static CallToolResult Links(McpPage page, bool includeExternal, AnswerBudget.Share share)
    {
        var links = page.Links.Where(link => link.Internal || includeExternal).ToList();
        var listed = links.Take(MostLinks).TakeWhile(link => share.Fits(link.Uri.AbsoluteUri.Length + link.Text.Length)).ToList();
        return Answer(new JsonObject
        {
            ["success"] = true,
            ["truncated"] = listed.Count < links.Count,
            ["data"] = new JsonObject
            {
                ["domain"] = page.FinalUri?.Host,
                ["links"] = new JsonArray([.. listed.Select(link => new JsonObject { ["url"] = link.Uri.AbsoluteUri, ["text"] = link.Text, ["type"] = link.Internal ? "internal" : "external" })]),
                ["metadata"] = new JsonObject { ["title"] = share.Title(page.Title), ["description"] = share.Title(page.Description), ["total_links"] = links.Count },
            },
        });
    }

    public static CallToolResult Failure(string error) => Answer(new JsonObject { ["success"] = false, ["error"] = error });

    private static CallToolResult Answer(JsonObject answer) => new()
    {
        Content = [new TextContentBlock { Text = answer.ToJsonString(Readable) }],
        StructuredContent = JsonElement.Parse(answer.ToJsonString()),
    };
}
