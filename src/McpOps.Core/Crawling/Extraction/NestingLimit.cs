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
    private const int LongestTag = 4096;

    // The first that has an address counts; the parser looks through the whole page for each of them.
    private const int MostBases = 16;

    // These have no end tag, or one that the next of their kind stands for.
    private static readonly FrozenSet<string> NotCounted = new[]
    {
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr", "frame", "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "html", "head", "body", "image", "keygen", "bgsound",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> RawText = new[] { "script", "style", "textarea", "title", "xmp", "noembed" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Foreign = new[] { "svg", "math" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The page itself when its nesting is ordinary.</summary>
    public static string Apply(string html, PageWork work)
    {
        var lastComment = html.LastIndexOf("--", StringComparison.Ordinal);
        StringBuilder? kept = null;
        var copied = 0;
        var open = 0;
        var dropped = 0;
        var (bases, foreign) = (0, 0);
        for (var at = html.IndexOf('<', StringComparison.Ordinal); at >= 0 && at + 1 < html.Length; at = NextTag(html, at, ref lastComment))
        {
            work.Step();
            var closing = html[at + 1] == '/';
            var name = Name(html, closing ? at + 2 : at + 1);
            if (name is "base" && ++bases > MostBases)
            {
                at = Leave(html, at, ref kept, ref copied);
                continue;
            }

            // In SVG and MathML every element nests, and none holds raw text.
            foreign = Foreign.Contains(name) ? Math.Max(0, foreign + (closing ? -1 : 1)) : foreign;
            if (name.Length == 0 || (NotCounted.Contains(name) && foreign == 0))
            {
                continue;
            }

            if (foreign > 0 && EndsItself(html, at))
            {
                continue;
            }

            if (RawText.Contains(name) && !closing && foreign == 0)
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
            at = Leave(html, at, ref kept, ref copied);
        }

        return kept is null ? html : kept.Append(html, copied, html.Length - copied).ToString();
    }

    // Leaves a tag out; gives the place of its last character.
    private static int Leave(string html, int at, ref StringBuilder? kept, ref int copied)
    {
        var end = html.IndexOf('>', at);
        end = end < 0 ? html.Length : end + 1;
        (kept ??= new StringBuilder(html.Length)).Append(html, copied, at - copied);
        copied = end;
        return end - 1;
    }

    private static bool EndsItself(string html, int at) => html.AsSpan(at, Math.Min(html.Length - at, LongestTag)).IndexOf('>') is > 0 and var end && html[at + end - 1] == '/';

    private static int NextTag(string html, int at, ref int lastComment)
    {
        if (string.CompareOrdinal(html, at, "<!--", 0, 4) == 0 && EndOfComment(html, at + 2, ref lastComment) is >= 0 and var end)
        {
            at = end;
        }

        return at + 1 < html.Length ? html.IndexOf('<', at + 1) : -1;
    }

    // A comment ends with --> or --!>, and may be as short as <!-->. Where the last one has no end, that is found out once.
    private static int EndOfComment(string html, int from, ref int last)
    {
        for (var at = from; at <= last && (at = html.IndexOf("--", at, StringComparison.Ordinal)) >= 0; at++)
        {
            if (html.AsSpan(at + 2) is ['>', ..] or ['!', '>', ..])
            {
                return at;
            }
        }

        last = Math.Min(last, from);
        return -1;
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
