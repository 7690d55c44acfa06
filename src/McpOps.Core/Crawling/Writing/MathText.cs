using McpOps.Crawling.Extraction;

namespace McpOps.Crawling.Writing;

/// <summary>Mathematics as text: the TeX that MathML carries, or else its symbols in their order.</summary>
internal static class MathText
{
    public static string Of(PageTree tree, PageNode math)
    {
        var tex = math.Element!.QuerySelector("annotation[encoding='application/x-tex']")?.TextContent ?? math.Element.GetAttribute("alttext");
        return string.IsNullOrWhiteSpace(tex) ? tree.TextOf(math) : Words.Collapse(tex);
    }
}
