namespace McpOps.Crawling.Extraction;

/// <summary>Drops what is hardly ever content, wherever it stands.</summary>
internal static class Boilerplate
{
    /// <summary>A part that holds more than this share of the page's running text is kept, whatever its name.</summary>
    private const double MostProse = 0.4;

    public static void DropUnlikely(PageTree tree, BodyEvidence evidence)
    {
        var prose = Prose.Measure(tree, evidence);
        foreach (var node in tree.Nodes)
        {
            if (node.Element is null || node.Parent is null || node.Dropped)
            {
                continue;
            }

            var share = prose[0] == 0 ? 0 : prose[node.Index] / prose[0];
            if (share < MostProse && IsUnlikely(node))
            {
                node.Dropped = true;
            }
        }
    }

    private static bool IsUnlikely(PageNode node)
    {
        if (node.Hint.HasFlag(Hint.Hidden) || node.Tag is Tag.Nav or Tag.Footer or Tag.Aside or Tag.NoScript or Tag.Button)
        {
            return true;
        }

        return (node.Hint & (Hint.Comments | Hint.Boilerplate)) != Hint.None && node.Tag is not Tag.Main and not Tag.Heading and not Tag.Quote and not Tag.Table and not Tag.Row and not Tag.Cell;
    }
}
