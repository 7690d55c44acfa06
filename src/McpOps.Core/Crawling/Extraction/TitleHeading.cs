namespace McpOps.Crawling.Extraction;

/// <summary>Finds the heading that shows the page's title: the content begins with it or after it.</summary>
internal static class TitleHeading
{
    // A title that is longer is compared by its beginning: it is looked at for every heading.
    private const int LongestTitle = 1000;

    public static PageNode? Find(PageTree tree, string? title)
    {
        PageNode? first = null;
        foreach (var node in tree.Nodes)
        {
            if (node.Tag is not Tag.Heading || node.Chars == 0)
            {
                continue;
            }

            if (Same(tree.TextOf(node, LongestTitle), title))
            {
                return node;
            }

            first ??= node.Element!.LocalName == "h1" ? node : null;
        }

        return first;
    }

    /// <summary>True when two titles agree but for blanks, case and punctuation, or one is a long beginning of the other.</summary>
    public static bool Same(string text, string? title)
    {
        var one = Letters(text);
        var other = Letters(title ?? "");
        return one.Length > 0 && other.Length > 0 && (one == other
            || (Math.Min(one.Length, other.Length) >= 15 && (one.StartsWith(other, StringComparison.Ordinal) || other.StartsWith(one, StringComparison.Ordinal))));
    }

    private static string Letters(string text) => string.Concat(text.Take(LongestTitle).Where(char.IsLetterOrDigit)).ToUpperInvariant();
}
