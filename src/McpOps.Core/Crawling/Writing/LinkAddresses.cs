using McpOps.Crawling.Extraction;

namespace McpOps.Crawling.Writing;

/// <summary>Makes the addresses of links and pictures absolute; without a base they stay as they are written.</summary>
internal sealed class LinkAddresses(Uri? baseUri)
{
    /// <summary>Where a link leads; null when it leads nowhere that may be named.</summary>
    public string? Target(PageNode link) => link.Element!.GetAttribute("href") is { } href ? Address(href) : null;

    /// <summary>An address as it is written into the text; null for what a link must not lead to.</summary>
    public string? Address(string written)
    {
        var text = written.Trim();
        if (text.Length == 0 || text.AsSpan().ContainsAny('\n', '\r'))
        {
            return null;
        }

        if (Links.Absolute(text, baseUri) is { } uri)
        {
            return uri.AbsoluteUri;
        }

        var scheme = text.IndexOf(':', StringComparison.Ordinal);
        return text.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) || text.StartsWith("tel:", StringComparison.OrdinalIgnoreCase) || (baseUri is null && (scheme < 0 || text.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash && slash < scheme))
            ? text : null;
    }
}
