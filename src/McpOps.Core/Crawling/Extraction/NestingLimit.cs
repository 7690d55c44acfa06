using System.Collections.Frozen;
using System.Text;

namespace McpOps.Crawling.Extraction;

/// <summary>Leaves out tags that nest deeper than any page needs, before the parser sees them.</summary>
/// <remarks>
/// The tree of the HTML standard's parser may be bounded in depth, but its stack of open elements is not, and it is searched for
/// each tag: a page of nothing but opening tags takes quadratic time. Text is never left out.
/// </remarks>
internal static class NestingLimit
{
    /// <summary>Open tags that a page may have at a time; ordinary pages have fewer than a hundred.</summary>
    private const int MostOpen = 256;

    private const int LongestName = 32;

    // These have no end tag, or one that the next of their kind stands for.
    private static readonly FrozenSet<string> NotCounted = new[]
    {
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr", "frame", "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "html", "head", "body", "image", "keygen", "bgsound",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> RawText = new[] { "script", "style", "textarea", "title", "xmp", "noembed" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The page itself when its nesting is ordinary.</summary>
    public static string Apply(string html)
    {
        StringBuilder? kept = null;
        var copied = 0;
        var open = 0;
        var dropped = 0;
        for (var at = html.IndexOf('<', StringComparison.Ordinal); at >= 0 && at + 1 < html.Length; at = NextTag(html, at))
        {
            var closing = html[at + 1] == '/';
            var name = Name(html, closing ? at + 2 : at + 1);
            if (name.Length == 0 || NotCounted.Contains(name))
            {
                continue;
            }

            if (RawText.Contains(name) && !closing)
            {
                at = Math.Max(at, SkipRaw(html, at, name));
                continue;
            }

            if (closing ? dropped == 0 : open < MostOpen)
            {
                open = Math.Max(0, open + (closing ? -1 : 1));
                continue;
            }

            dropped += closing ? -1 : 1;
            var end = html.IndexOf('>', at);
            end = end < 0 ? html.Length : end + 1;
            (kept ??= new StringBuilder(html.Length)).Append(html, copied, at - copied);
            copied = end;
            at = end - 1;
        }

        return kept is null ? html : kept.Append(html, copied, html.Length - copied).ToString();
    }

    private static int NextTag(string html, int at)
    {
        if (string.CompareOrdinal(html, at, "<!--", 0, 4) == 0 && html.IndexOf("-->", at + 4, StringComparison.Ordinal) is >= 0 and var end)
        {
            at = end;
        }

        return at + 1 < html.Length ? html.IndexOf('<', at + 1) : -1;
    }

    private static int SkipRaw(string html, int at, string name)
    {
        var end = html.IndexOf("</" + name, at + 1, StringComparison.OrdinalIgnoreCase);
        return end < 0 ? html.Length - 1 : end - 1;
    }

    private static string Name(string html, int start)
    {
        var end = start;
        while (end < html.Length && end - start < LongestName && char.IsAsciiLetterOrDigit(html[end]))
        {
            end++;
        }

        return start < html.Length && end > start && char.IsAsciiLetter(html[start]) ? html[start..end].ToLowerInvariant() : "";
    }
}
