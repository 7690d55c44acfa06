namespace McpOps.Crawling.Extraction;

/// <summary>Chooses the element that holds the content.</summary>
internal static class ContentRoot
{
    /// <summary>Going down stops when the best child no longer holds this share.</summary>
    private const double Enough = 0.72;

    public static PageNode Choose(PageTree tree, BodyEvidence evidence)
    {
        var prose = Prose.Measure(tree, evidence);
        var at = tree.Root;
        while (true)
        {
            PageNode? best = null;
            foreach (var child in tree.Children(at))
            {
                if (child.Element is not null && !child.IsInline && prose[child.Index] > (best is null ? 0 : prose[best.Index]))
                {
                    best = child;
                }
            }

            if (best is null || prose[best.Index] < Enough * prose[at.Index] || best.Tag is Tag.Paragraph or Tag.ListItem or Tag.Quote or Tag.Cell && best.Chars < 1)
            {
                return at;
            }

            at = best;
        }
    }
}
