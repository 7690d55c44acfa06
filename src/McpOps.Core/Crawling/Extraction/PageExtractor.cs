using McpOps.Crawling.Writing;

namespace McpOps.Crawling.Extraction;

/// <summary>Turns HTML into a page record.</summary>
internal static class PageExtractor
{
    /// <summary>Extracts everything a page says.</summary>
    /// <param name="html">The page.</param>
    /// <param name="pageUri">Where it came from, for relative links.</param>
    /// <param name="work">Ends the work, and bounds it.</param>
    /// <exception cref="McpOpsException"><c>PageTooLarge</c>.</exception>
    public static McpPage Extract(string html, Uri? pageUri, PageWork work)
    {
        using var document = PageParser.Parse(html, work);
        var baseUri = Links.BaseOf(document, pageUri);
        var data = StructuredData.Read(document);
        var metadata = new PageMetadata(document, baseUri, data);
        var tree = PageTree.Build(document.DocumentElement, work);
        var content = MainContent.Find(tree, data, metadata.Title);
        var text = PlainText.Write(content.Tree, content.Root);
        var markdown = MarkdownWriter.Write(content.Tree, content.Root, baseUri);
        return new McpPage
        {
            Uri = pageUri,
            FinalUri = pageUri,
            Title = metadata.Title,
            Byline = metadata.Byline,
            Published = metadata.Published?.LocalDateTime,
            Modified = metadata.Modified?.LocalDateTime,
            Language = metadata.Language,
            SiteName = metadata.SiteName,
            CanonicalUri = metadata.CanonicalUri,
            Description = metadata.Description,
            ImageUri = metadata.ImageUri,
            Markdown = markdown,
            Text = text,
            WordCount = Words.CountWords(text),
            Confidence = content.Confidence,
            Links = Links.Of(document, baseUri, pageUri),
            Images = Links.ImagesOf(document, baseUri),
            OpenGraph = metadata.OpenGraph,
            JsonLd = data.Blocks,
            Robots = metadata.Robots,
            HasScripts = document.Scripts.Any(script => script.Source is { Length: > 0 } || script.Text.Length > 0),
        };
    }
}
