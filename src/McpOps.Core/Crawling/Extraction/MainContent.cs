namespace McpOps.Crawling.Extraction;

/// <summary>Finds the main content of a page: boilerplate out, content in.</summary>
/// <remarks>
/// The idea is that of the text-density family (Kohlschütter et al., Boilerplate Detection using Shallow Text Features, 2010; Readability):
/// running text is long, has stops and few links. The place is the element that gathers such text; names of classes, the page's
/// own JSON-LD and repetition are evidence that shifts the weights.
/// </remarks>
internal static class MainContent
{
    /// <summary>Drops what is not content and returns the roots of what is, in document order.</summary>
    public static ContentChoice Find(PageTree tree, Hints hints, StructuredData data, string? title)
    {
        foreach (var node in tree.Nodes)
        {
            node.Hint = node.Element is { } element ? hints.Of(element) : Hint.None;
        }

        tree.Measure();
        var evidence = new BodyEvidence(data.ArticleBody);
        Boilerplate.DropUnlikely(tree, evidence);
        tree.Measure();
        var heading = TitleHeading.Find(tree, title);
        var root = ContentRoot.Choose(tree, evidence, heading);
        ContentCleaner.Clean(tree, root, title);
        tree.Measure();
        return new ContentChoice(root, Confidence(tree, root, evidence));
    }

    private static double Confidence(PageTree tree, PageNode root, BodyEvidence evidence)
    {
        if (root.Chars == 0)
        {
            return 0;
        }

        var length = Math.Min(1, root.Chars / 800.0);
        var prose = 1 - root.LinkDensity;
        var share = tree.Root.Chars == 0 ? 0 : (double)root.Chars / tree.Root.Chars;
        var named = root.Hint.HasFlag(Hint.Body) || root.Tag is Tag.Article or Tag.Main || evidence.Present ? 1 : 0.5;
        return Math.Round((0.4 * length) + (0.25 * prose) + (0.15 * share) + (0.2 * named), 2);
    }
}

/// <summary>The chosen content.</summary>
/// <param name="Root">The element that holds it; what is not content below is marked as dropped.</param>
/// <param name="Confidence">How sure the choice is, 0 to 1.</param>
internal sealed record ContentChoice(PageNode Root, double Confidence);
