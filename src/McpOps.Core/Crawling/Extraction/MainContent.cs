namespace McpOps.Crawling.Extraction;

/// <summary>Finds the main content of a page: boilerplate out, content in.</summary>
/// <remarks>
/// The idea is that of the text-density family (Kohlschütter et al., Boilerplate Detection using Shallow Text Features, 2010; Readability):
/// running text is long, has stops and few links. The place is the element that gathers such text; names of classes and the page's
/// own JSON-LD are evidence that shifts the weights.
/// </remarks>
internal static class MainContent
{
    /// <summary>Less than this is suspicious where the page has more to offer.</summary>
    private const int Little = 300;

    /// <summary>The page's own text is taken when less than this share of it was found in the elements.</summary>
    private const double LeastOfBody = 0.4;

    /// <summary>Marks what is not content as dropped and returns the element that holds the rest.</summary>
    public static ContentChoice Find(PageTree tree, StructuredData data, string? title)
    {
        var hints = new Hints();
        foreach (var node in tree.Nodes)
        {
            tree.Work.Step();
            node.Hint = node.Element is { } element ? hints.Of(element) : Hint.None;
        }

        var evidence = new BodyEvidence(data.ArticleBody);
        var choice = Choose(tree, evidence, title, byName: true);
        if (choice.Root.Chars < Little)
        {
            var wider = tree.Copy();
            var other = Choose(wider, evidence, title, byName: false);
            choice = other.Root.Chars > 2 * choice.Root.Chars ? other with { Confidence = other.Confidence / 2 } : choice;
        }

        return evidence.Present && choice.Root.Chars < LeastOfBody * evidence.Length ? FromStructuredData(data.ArticleBody!, tree.Work) : choice;
    }

    private static ContentChoice Choose(PageTree tree, BodyEvidence evidence, string? title, bool byName)
    {
        tree.Measure();
        Boilerplate.DropUnlikely(tree, evidence, byName);
        tree.Measure();
        var root = ContentRoot.Choose(tree, evidence, TitleHeading.Find(tree, title));
        ContentCleaner.Clean(tree, root, title, keepLegends: !byName);
        tree.Measure();
        return new ContentChoice(tree, root, Confidence(tree, root, evidence));
    }

    // A page whose elements a script fills still carries its text here.
    private static ContentChoice FromStructuredData(string articleBody, PageWork work)
    {
        using var document = PageParser.Parse(articleBody.Contains("<p", StringComparison.OrdinalIgnoreCase) ? articleBody : "<p>" + System.Net.WebUtility.HtmlEncode(articleBody).Replace("\n", "<p>", StringComparison.Ordinal), work);
        var tree = PageTree.Build(document.DocumentElement, work);
        tree.Measure();
        return new ContentChoice(tree, tree.Root, 0.6);
    }

    private static double Confidence(PageTree tree, PageNode root, BodyEvidence evidence)
    {
        if (root.Chars == 0)
        {
            return 0;
        }

        var length = Math.Min(1, root.Chars / 800.0);
        var prose = 1 - root.LinkDensity;
        var share = (double)root.Chars / tree.Root.Chars;
        var named = root.Hint.HasFlag(Hint.Body) || root.Tag is Tag.Article or Tag.Main || evidence.Present ? 1 : 0.5;
        return Math.Round((0.4 * length) + (0.25 * prose) + (0.15 * share) + (0.2 * named), 2);
    }
}

/// <summary>The chosen content.</summary>
/// <param name="Tree">The page, with what is not content marked as dropped.</param>
/// <param name="Root">The element that holds the content.</param>
/// <param name="Confidence">How sure the choice is, 0 to 1.</param>
internal sealed record ContentChoice(PageTree Tree, PageNode Root, double Confidence);
