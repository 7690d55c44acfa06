namespace McpOps.Crawling.Extraction;

/// <summary>Drops what is not content inside the element that holds it.</summary>
internal static class ContentCleaner
{
    public static void Clean(PageTree tree, PageNode root, string? title)
    {
        foreach (var node in tree.Below(root).ToList())
        {
            if (node.Element is null || node.Dropped)
            {
                continue;
            }

            if (node.Tag is Tag.FigureCaption || node.Hint.HasFlag(Hint.Legend) || (node.Tag is Tag.Heading && SameTitle(tree.TextOf(node), title)))
            {
                node.Dropped = true;
            }
            else if (!node.IsInline && node.Chars > 0 && node.LinkDensity > 0.6 && node.Tag is not Tag.Heading and not Tag.ListItem and not Tag.Row and not Tag.Cell)
            {
                node.Dropped = true;
            }
        }
    }

    private static bool SameTitle(string text, string? title) =>
        title is { Length: > 0 } && string.Equals(text, title, StringComparison.OrdinalIgnoreCase);
}
