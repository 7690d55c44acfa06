using AngleSharp.Dom;

namespace McpOps.Crawling.Extraction;

/// <summary>The links and pictures of a page.</summary>
internal static class Links
{
    private const int LongestBase = 2048;

    /// <summary>An address made absolute; null for what cannot be fetched (<c>javascript:</c>, <c>mailto:</c>, broken text).</summary>
    public static Uri? Absolute(string? address, Uri? baseUri)
    {
        if (string.IsNullOrWhiteSpace(address))
        {
            return null;
        }

        var text = address.Trim();
        var made = baseUri is null ? Uri.TryCreate(text, UriKind.Absolute, out var uri) : Uri.TryCreate(baseUri, text, out uri);
        return made && uri is { Scheme: "http" or "https", Host.Length: > 0 } ? uri : null;
    }

    /// <summary>The address that relative links refer to: the page's own <c>base</c>, else where it came from.</summary>
    /// <remarks>One that is longer than any address that people meet is none: it would be written before every link.</remarks>
    public static Uri? BaseOf(IDocument document, Uri? pageUri) =>
        document.QuerySelector("base[href]")?.GetAttribute("href") is { Length: <= LongestBase } href && Absolute(href, pageUri) is { } made && made.AbsoluteUri.Length <= LongestBase ? made : pageUri;

    public static PageLink[] Of(IDocument document, Uri? baseUri, Uri? pageUri)
    {
        var links = new List<PageLink>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var anchor in document.QuerySelectorAll("a[href], area[href]"))
        {
            if (Absolute(anchor.GetAttribute("href"), baseUri) is not { } uri)
            {
                continue;
            }

            var target = WithoutFragment(uri);
            if (seen.Add(target.AbsoluteUri))
            {
                links.Add(new PageLink
                {
                    Uri = target,
                    Text = TextOf(anchor),
                    Rel = anchor.GetAttribute("rel") ?? "",
                    Internal = pageUri is not null && string.Equals(target.IdnHost, pageUri.IdnHost, StringComparison.OrdinalIgnoreCase),
                });
            }
        }

        return [.. links];
    }

    public static PageImage[] ImagesOf(IDocument document, Uri? baseUri)
    {
        var images = new List<PageImage>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var image in document.QuerySelectorAll("img"))
        {
            if (Absolute(SourceOf(image), baseUri) is { } uri && seen.Add(uri.AbsoluteUri))
            {
                images.Add(new PageImage { Uri = uri, Alt = Words.Collapse(image.GetAttribute("alt") ?? "") });
            }
        }

        return [.. images];
    }

    /// <summary>Where a picture lies; pages that load lazily put the address elsewhere.</summary>
    public static string? SourceOf(IElement image)
    {
        var source = image.GetAttribute("src");
        if (!string.IsNullOrEmpty(source) && !source.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            return source;
        }

        return image.GetAttribute("data-src") ?? image.GetAttribute("data-original") ?? image.GetAttribute("data-lazy-src") ?? image.GetAttribute("srcset")?.Trim().Split(' ', ',')[0];
    }

    public static Uri WithoutFragment(Uri uri) => uri.Fragment.Length == 0 ? uri : new UriBuilder(uri) { Fragment = "" }.Uri;

    private static string TextOf(IElement anchor) => Words.Collapse(anchor.TextContent) is { Length: > 0 } text ? text
        : Words.Collapse(anchor.GetAttribute("aria-label") ?? anchor.GetAttribute("title") ?? anchor.GetAttribute("alt") ?? anchor.QuerySelector("img[alt]")?.GetAttribute("alt") ?? "");
}
