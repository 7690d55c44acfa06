using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace McpOps.Crawling.Extraction;

/// <summary>Parses HTML into a DOM of bounded depth.</summary>
internal static class PageParser
{
    /// <summary>As deep as Blink nests elements.</summary>
    private const int DeepestElement = 512;

    public static IHtmlDocument Parse(string html, PageWork work) => new HtmlParser(new HtmlParserOptions
    {
        IsScripting = false,
        IsNotSupportingFrames = true,
        SkipComments = true,
        DisableElementPositionTracking = true,
        MaximumDepth = DeepestElement,
        OnCreated = (_, _) => work.Element(),
    }).ParseDocument(NestingLimit.Apply(html, work));
}
