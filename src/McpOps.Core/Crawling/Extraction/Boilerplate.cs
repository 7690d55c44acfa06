namespace McpOps.Crawling.Extraction;

/// <summary>Drops what is hardly ever content, wherever it stands.</summary>
internal static class Boilerplate
{
    /// <summary>A part that holds more than this share of the page's running text is kept, whatever its name.</summary>
    private const double MostShare = 0.4;

    /// <summary>Readers often write more than the author did: only where there is next to nothing else, it is the content that is discussed.</summary>
    private const double MostComments = 0.85;

    /// <summary>So is one with this much running text and few links: names mislead more often than such text does.</summary>
    private const double MostProse = 1200;

    private const double FewLinks = 0.15;

    /// <summary>Running text that makes the name of an article's body credible beside other names.</summary>
    private const double BodyProse = 200;

    /// <summary>Marks the unlikely parts as dropped.</summary>
    /// <param name="tree">The page.</param>
    /// <param name="evidence">The text that the page names as its article.</param>
    /// <param name="byName">False to go by elements only, for pages whose names mislead.</param>
    public static void DropUnlikely(PageTree tree, BodyEvidence evidence, bool byName)
    {
        var prose = Prose.Measure(tree, evidence);
        foreach (var node in tree.Nodes)
        {
            if (node.Element is not null && node.Parent is not null && prose[node.Index] <= (node.Hint.HasFlag(Hint.Comments) ? MostComments : MostShare) * prose[0] && (IsUnlikely(node) || (byName && IsNamedUnlikely(node, prose[node.Index]))))
            {
                node.Dropped = true;
            }
        }
    }

    private static bool IsUnlikely(PageNode node) =>
        node.Hint.HasFlag(Hint.Hidden) || node.Tag is Tag.Nav or Tag.Footer or Tag.Aside or Tag.NoScript or Tag.Button;

    private static bool IsNamedUnlikely(PageNode node, double prose)
    {
        if (node.Tag is Tag.Main or Tag.Heading or Tag.Quote or Tag.Table or Tag.Row or Tag.Cell)
        {
            return false;
        }

        if (node.Hint.HasFlag(Hint.Comments))
        {
            return true;
        }

        var credible = (prose > MostProse && node.LinkDensity < FewLinks) || (prose > BodyProse && node.Hint.HasFlag(Hint.Body));
        return node.Hint.HasFlag(Hint.Boilerplate) && !credible;
    }
}
