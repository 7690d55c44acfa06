namespace McpOps.Crawling.Extraction;

/// <summary>How much running text stands below each node: the weight that decides where the content is.</summary>
internal static class Prose
{
    private const int LeastChars = 25;

    /// <summary>The weight of every subtree, by index.</summary>
    public static double[] Measure(PageTree tree, BodyEvidence evidence)
    {
        var weights = new double[tree.Nodes.Count];
        for (var index = tree.Nodes.Count - 1; index >= 0; index--)
        {
            var node = tree.Nodes[index];
            if (node.Dropped)
            {
                weights[index] = 0;
                continue;
            }

            weights[index] += node.IsInline ? 0 : OfBlock(tree, node, evidence);
            if (node.Parent is { } parent)
            {
                weights[parent.Index] += weights[index];
            }
        }

        return weights;
    }

    /// <summary>The weight of the text that stands right in a block: long, with stops, without links.</summary>
    public static double OfBlock(PageTree tree, PageNode node, BodyEvidence evidence)
    {
        var chars = node.InlineChars - node.InlineLinkChars;
        if (chars < LeastChars || node.InlineLinkChars > chars || node.Tag is Tag.Heading or Tag.FigureCaption)
        {
            return 0;
        }

        var weight = chars * (node.InlineStops == 0 ? 0.3 : 1) * (node.Tag is Tag.Paragraph or Tag.Pre or Tag.Quote ? 1 : 0.8);
        return evidence.Present ? weight * (evidence.Holds(tree.TextOf(node, 200)) ? 3 : 0.5) : weight;
    }
}
