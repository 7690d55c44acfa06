using System.Globalization;
using AngleSharp.Dom;

namespace McpOps.Crawling.Extraction;

/// <summary>What a page says about itself: JSON-LD first, then Open Graph and other meta elements, then the text.</summary>
internal sealed class PageMetadata
{
    private const int LongestByline = 200;
    private static readonly string[] TitleParts = [" | ", " - ", " – ", " — ", " :: ", " « ", " » ", " / ", " · "];
    private readonly Dictionary<string, string> _meta = new(StringComparer.OrdinalIgnoreCase);
    private readonly IDocument _document;
    private readonly Uri? _base;

    public PageMetadata(IDocument document, Uri? baseUri, StructuredData data)
    {
        (_document, _base) = (document, baseUri);
        foreach (var meta in document.QuerySelectorAll("meta[content]"))
        {
            var name = meta.GetAttribute("property") ?? meta.GetAttribute("name") ?? meta.GetAttribute("itemprop") ?? meta.GetAttribute("http-equiv");
            if (name is { Length: > 0 } && Words.Collapse(meta.GetAttribute("content") ?? "") is { Length: > 0 } content)
            {
                _meta.TryAdd(name, content);
            }
        }

        SiteName = First("og:site_name", "application-name", "al:ios:app_name") ?? data.SiteName;
        Title = FindTitle(data);
        Byline = FindByline(data);
        Published = Time(data.Published) ?? Time(First("article:published_time", "datePublished", "date", "dc.date", "dcterms.created", "publishdate", "pubdate", "parsely-pub-date", "sailthru.date")) ?? Time(TimeElement());
        Modified = Time(data.Modified) ?? Time(First("article:modified_time", "og:updated_time", "dateModified", "last-modified", "dcterms.modified"));
        Language = document.DocumentElement.GetAttribute("lang") is { Length: > 0 } lang ? lang : First("content-language", "og:locale")?.Replace('_', '-') ?? data.Language;
        Description = First("og:description", "description", "twitter:description", "dc.description") ?? Clean(data.Description);
        CanonicalUri = Links.Absolute(document.QuerySelector("link[rel~=canonical]")?.GetAttribute("href") ?? First("og:url"), baseUri);
        ImageUri = Links.Absolute(First("og:image", "twitter:image", "og:image:url"), baseUri);
        Robots = First("robots");
        OpenGraph = _meta.Where(pair => pair.Key.StartsWith("og:", StringComparison.OrdinalIgnoreCase) || pair.Key.StartsWith("article:", StringComparison.OrdinalIgnoreCase))
            .ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
    }

    public string? Title { get; }

    public string? Byline { get; }

    public DateTimeOffset? Published { get; }

    public DateTimeOffset? Modified { get; }

    public string? Language { get; }

    public string? SiteName { get; }

    public string? Description { get; }

    public Uri? CanonicalUri { get; }

    public Uri? ImageUri { get; }

    public Dictionary<string, string> OpenGraph { get; }

    public string? Robots { get; }

    private string? First(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (_meta.TryGetValue(name, out var content))
            {
                return content;
            }
        }

        return null;
    }

    private string? FindTitle(StructuredData data)
    {
        var heading = _document.QuerySelectorAll("h1").Select(element => Words.Collapse(element.TextContent)).Where(text => text.Length > 0).Take(2).ToList();
        var whole = Words.Collapse(_document.Title ?? "");
        return First("og:title") is { } open ? WithoutSite(open)
            : Clean(data.Headline) is { } headline ? headline
            : heading is [var only] && whole.Contains(only, StringComparison.OrdinalIgnoreCase) ? only
            : whole.Length > 0 ? WithoutSite(whole)
            : heading.FirstOrDefault() ?? First("twitter:title", "dc.title");
    }

    /// <summary>Titles end (or begin) with the name of the site: the part that equals it goes, or else a short tail.</summary>
    private string WithoutSite(string title)
    {
        foreach (var parting in TitleParts)
        {
            var at = title.LastIndexOf(parting, StringComparison.Ordinal);
            if (at > 0 && (string.Equals(title[(at + parting.Length)..], SiteName, StringComparison.OrdinalIgnoreCase)
                || (parting is " | " or " - " && at >= 15 && title.Length - at - parting.Length < at / 2)))
            {
                return title[..at].Trim();
            }
        }

        return title;
    }

    private string? FindByline(StructuredData data)
    {
        var written = data.Author ?? First("author", "parsely-author", "sailthru.author", "dc.creator", "byl", "article:author");
        if (Uri.IsWellFormedUriString(written, UriKind.Absolute))
        {
            written = null;
        }

        written ??= _document.QuerySelector("[rel~=author], [itemprop~=author], [class~=byline], [class~=author-name], [class~=author]") is { } element ? Words.Collapse(element.TextContent) : null;
        return Clean(written) is { Length: <= LongestByline } byline ? WithoutBy(byline) : null;
    }

    private static string WithoutBy(string byline) => byline.StartsWith("by ", StringComparison.OrdinalIgnoreCase) ? byline[3..].Trim() : byline;

    private string? TimeElement() => _document.QuerySelector("time[datetime][pubdate], time[itemprop=datePublished], article time[datetime], time[datetime]")?.GetAttribute("datetime");

    private static string? Clean(string? text) => text is null ? null : Words.Collapse(System.Net.WebUtility.HtmlDecode(text)) is { Length: > 0 } clean ? clean : null;

    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces, out var time) ? time : null;
}
