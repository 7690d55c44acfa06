namespace McpOps.Crawling.Extraction;

/// <summary>Drops what is not content inside the element that holds it.</summary>
internal static class ContentCleaner
{
    private const double Linky = 0.6;
    private const double DoubtfulLinky = 0.3;
    private const int ShortCaption = 140;
    private const int LoneLink = 30;
    private const int LargeFigure = 500;

    public static void Clean(PageTree tree, PageNode root, string? title, bool keepLegends)
    {
        foreach (var node in tree.Below(root))
        {
            if (node.Element is not null && ((!keepLegends && (IsLegend(tree, node) || IsCaptionOfImage(tree, node))) || IsLinkList(tree, node) || IsByline(node)))
            {
                node.Dropped = true;
            }
        }

        tree.Measure();
        foreach (var node in tree.Below(root))
        {
            if (node.Element is not null && !node.IsInline && node.Chars is > 0 and < Phrases.LongestPointer && (Phrases.IsPointer(tree.TextOf(node), node.LinkDensity) || IsLoneLink(tree, node)))
            {
                node.Dropped = true;
            }
        }

        tree.Measure();
        ContentEdges.Trim(tree, root, title);
    }

    // A figure may also hold a table, code or a quotation: then only its caption goes.
    private static bool IsLegend(PageTree tree, PageNode node) =>
        node.Tag is Tag.FigureCaption
        || (node.Hint.HasFlag(Hint.Legend) && node.Chars < 600)
        || (node.Tag is Tag.Figure && node.Images > 0 && node.Chars > 0 && node.End - node.Index < LargeFigure && !tree.Below(node).Any(below => below.Tag is Tag.Table or Tag.Pre or Tag.Quote));

    private static bool IsLinkList(PageTree tree, PageNode node)
    {
        if (node.IsInline || node.Chars == 0 || node.Tag is Tag.Heading or Tag.ListItem or Tag.Row or Tag.Cell or Tag.Table)
        {
            return false;
        }

        // A single short link right below a heading is what the heading is about.
        if (node.Links == 1 && node.Chars <= LoneLink && FollowsHeading(tree, node))
        {
            return false;
        }

        return node.LinkDensity > (node.Hint.HasFlag(Hint.Doubtful) ? DoubtfulLinky : Linky) && (node.Tag is not Tag.Paragraph || node.Hint.HasFlag(Hint.Doubtful));
    }

    private static bool FollowsHeading(PageTree tree, PageNode node)
    {
        for (var up = tree.Nodes[node.Index - 1]; up is not null && up != node.Parent; up = up.Parent)
        {
            if (up.Tag is Tag.Heading)
            {
                return true;
            }
        }

        return false;
    }

    // A paragraph that is one link with a title for its text leads to another page; an address or two words may be what the text is about.
    private static bool IsLoneLink(PageTree tree, PageNode node) =>
        node.Tag is Tag.Paragraph && node.Links == 1 && node.LinkDensity > 0.95 && node.Chars > LoneLink && node.Images == 0 && !tree.TextOf(node).Contains("://", StringComparison.Ordinal) && !tree.TextOf(node).Contains('@', StringComparison.Ordinal);

    private static bool IsByline(PageNode node) =>
        node.Hint.HasFlag(Hint.Byline) && !node.Hint.HasFlag(Hint.Body) && node.Chars < 160 && node.Tag is not Tag.Article and not Tag.Main;

    // A short text beside a picture, and no paragraph of its own.
    private static bool IsCaptionOfImage(PageTree tree, PageNode node)
    {
        if (node.Tag is not Tag.Block and not Tag.Cell || node.InlineChars == 0 || node.Chars > ShortCaption || node.Chars != node.InlineChars)
        {
            return false;
        }

        if (node.Images > 0)
        {
            return true;
        }

        var before = tree.Nodes[node.Index - 1];
        for (var up = before; up is not null && up != node.Parent; up = up.Parent)
        {
            if (up.Chars == 0 && up.Images > 0)
            {
                return true;
            }
        }

        return false;
    }
}
