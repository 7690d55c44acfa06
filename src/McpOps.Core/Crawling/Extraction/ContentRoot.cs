namespace McpOps.Crawling.Extraction;

/// <summary>Chooses the element that holds the content.</summary>
internal static class ContentRoot
{
    /// <summary>Going down stops when the best child no longer holds this share of the running text.</summary>
    private const double Enough = 0.8;

    /// <summary>The same inside an element that is named as the body: what it holds is one whole.</summary>
    private const double EnoughInBody = 0.95;

    /// <summary>An element that is named as content must hold this share of the page's running text to be believed.</summary>
    private const double LeastNamed = 0.1;

    private const double LeastProse = 200;

    /// <summary>Of several that are named alike, one must hold this many times what the next one holds.</summary>
    private const double Dominance = 2.5;

    public static PageNode Choose(PageTree tree, BodyEvidence evidence, PageNode? heading)
    {
        var prose = Prose.Measure(tree, evidence);
        var at = tree.Root;
        at = Named(tree, at, prose, heading, node => node.Tag is Tag.Main || node.Element?.GetAttribute("role") is "main") ?? at;
        at = Named(tree, at, prose, heading, node => node.Tag is Tag.Article) ?? at;
        var body = at.Hint.HasFlag(Hint.Body) ? at : Named(tree, at, prose, heading, node => node.Hint.HasFlag(Hint.Body));
        return Descend(tree, body ?? at, prose, body is not null || evidence.Present ? EnoughInBody : Enough);
    }

    /// <summary>The outermost element below that is named so, if there is one that stands out.</summary>
    private static PageNode? Named(PageTree tree, PageNode at, double[] prose, PageNode? heading, Func<PageNode, bool> named)
    {
        PageNode? first = null;
        var second = 0.0;
        for (var index = at.Index + 1; index < at.End; index++)
        {
            var node = tree.Nodes[index];
            if (node.Dropped)
            {
                index = node.End - 1;
            }
            else if (node.Element is not null && prose[index] >= LeastProse && named(node))
            {
                // The one with the title in it is the page's own; the others are those of other pages.
                if (first is null || (prose[index] > prose[first.Index] && !Holds(first, heading)))
                {
                    second = Math.Max(second, first is null ? 0 : prose[first.Index]);
                    first = node;
                }
                else
                {
                    second = Math.Max(second, prose[index]);
                }

                index = node.End - 1;
            }
        }

        return first is not null && prose[first.Index] >= LeastNamed * prose[at.Index] && (prose[first.Index] >= Dominance * second || Holds(first, heading)) ? first : null;
    }

    private static bool Holds(PageNode node, PageNode? inner) => inner is not null && inner.Index > node.Index && inner.Index < node.End;

    // An article that is a row of plain blocks of one kind: what stands beside the longest, a heading or a short line, belongs to it.
    private static bool IsOneOfSeries(PageTree tree, PageNode parent, PageNode best)
    {
        if (parent.Tag is not Tag.Article and not Tag.Main || best.Element!.ClassName is { Length: > 0 })
        {
            return false;
        }

        return tree.Children(parent).Any(child => child != best && child.Element is { ClassName: null or "" } element && element.LocalName == best.Element.LocalName
            && child.Chars > 0 && child.LinkDensity < 0.5 && child.Hint is Hint.None);
    }

    private static PageNode Descend(PageTree tree, PageNode from, double[] prose, double enough)
    {
        var at = from;
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

            if (best is null || prose[best.Index] < enough * prose[at.Index] || best.Tag is Tag.Paragraph or Tag.ListItem or Tag.Quote or Tag.Row || IsOneOfSeries(tree, at, best))
            {
                return at;
            }

            at = best;
        }
    }
}
