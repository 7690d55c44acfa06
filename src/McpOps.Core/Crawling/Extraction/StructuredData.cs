using System.Text.Json;
using AngleSharp.Dom;

namespace McpOps.Crawling.Extraction;

/// <summary>What the JSON-LD blocks of a page say (schema.org).</summary>
internal sealed class StructuredData
{
    private const int MostBlocks = 32;
    private const int MostObjects = 2000;
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 64 };

    private StructuredData(string[] blocks) => Blocks = blocks;

    /// <summary>The blocks as they stand in the page.</summary>
    public string[] Blocks { get; }

    public string? Headline { get; private set; }

    public string? Author { get; private set; }

    public string? Published { get; private set; }

    public string? Modified { get; private set; }

    public string? Description { get; private set; }

    public string? SiteName { get; private set; }

    public string? Language { get; private set; }

    /// <summary>The text of the article, where the page gives it; often cut, and never with its structure.</summary>
    public string? ArticleBody { get; private set; }

    public static StructuredData Read(IDocument document)
    {
        var blocks = document.Scripts
            .Where(script => string.Equals(script.Type?.Split(';')[0].Trim(), "application/ld+json", StringComparison.OrdinalIgnoreCase))
            .Select(script => script.Text.Trim()).Where(text => text.Length > 1).Take(MostBlocks).ToArray();
        var data = new StructuredData(blocks);
        foreach (var block in blocks)
        {
            try
            {
                using var json = JsonDocument.Parse(Unwrap(block), Lenient);
                data.Collect(json.RootElement);
            }
            catch (JsonException)
            {
                // Broken blocks are common, and the page says the same elsewhere.
            }
        }

        return data;
    }

    // Some pages wrap the block in a comment or CDATA, and many have raw line breaks inside strings.
    private static string Unwrap(string block)
    {
        var start = block.AsSpan().IndexOfAny('{', '[');
        var end = block.AsSpan().LastIndexOfAny('}', ']');
        var body = start >= 0 && end > start ? block[start..(end + 1)] : block;
        return body.ReplaceLineEndings(" ").Replace('\t', ' ');
    }

    private void Collect(JsonElement root)
    {
        var waiting = new Queue<JsonElement>([root]);
        for (var seen = 0; seen < MostObjects && waiting.TryDequeue(out var element); seen++)
        {
            if (element.ValueKind is JsonValueKind.Array)
            {
                foreach (var item in element.EnumerateArray())
                {
                    waiting.Enqueue(item);
                }
            }
            else if (element.ValueKind is JsonValueKind.Object)
            {
                Take(element);
                foreach (var name in (ReadOnlySpan<string>)["@graph", "mainEntity", "mainEntityOfPage", "liveBlogUpdate"])
                {
                    if (element.TryGetProperty(name, out var inner))
                    {
                        waiting.Enqueue(inner);
                    }
                }
            }
        }
    }

    private void Take(JsonElement thing)
    {
        var types = Texts(thing, "@type").ToList();
        if (types.Exists(type => type.Contains("WebSite", StringComparison.Ordinal)))
        {
            SiteName ??= Texts(thing, "name").FirstOrDefault();
            return;
        }

        if (!types.Exists(IsWork))
        {
            return;
        }

        Headline ??= Texts(thing, "headline").FirstOrDefault() ?? Texts(thing, "name").FirstOrDefault();
        Author ??= Join(Texts(thing, "author"));
        Published ??= Texts(thing, "datePublished").FirstOrDefault();
        Modified ??= Texts(thing, "dateModified").FirstOrDefault();
        Description ??= Texts(thing, "description").FirstOrDefault();
        Language ??= Texts(thing, "inLanguage").FirstOrDefault();
        SiteName ??= Texts(thing, "publisher").FirstOrDefault();
        var body = Texts(thing, "articleBody").Concat(Texts(thing, "text")).FirstOrDefault();
        if (body is not null && body.Length > (ArticleBody?.Length ?? 0))
        {
            ArticleBody = body;
        }
    }

    private static bool IsWork(string type) => type.EndsWith("Article", StringComparison.Ordinal) || type.EndsWith("Posting", StringComparison.Ordinal)
        || type is "WebPage" or "Report" or "Recipe" or "Review" or "CreativeWork" or "QAPage" or "Question" or "Product" or "Book" or "HowTo";

    private static IEnumerable<string> Texts(JsonElement thing, string name) =>
        thing.TryGetProperty(name, out var value) ? Texts(value) : [];

    private static IEnumerable<string> Texts(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String when value.GetString() is { } text && !string.IsNullOrWhiteSpace(text) => [text.Trim()],
        JsonValueKind.Array => value.EnumerateArray().Where(item => item.ValueKind is not JsonValueKind.Array).SelectMany(Texts),
        JsonValueKind.Object when value.TryGetProperty("name", out var name) && name.ValueKind is JsonValueKind.String => [name.GetString()!.Trim()],
        _ => [],
    };

    private static string? Join(IEnumerable<string> names) => string.Join(", ", names.Distinct(StringComparer.Ordinal)) is { Length: > 0 } joined ? joined : null;
}
