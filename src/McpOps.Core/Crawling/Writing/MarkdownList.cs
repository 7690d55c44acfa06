using System.Globalization;
using McpOps.Crawling.Extraction;

namespace McpOps.Crawling.Writing;

/// <summary>A list that is being written.</summary>
internal sealed class MarkdownList(PageNode list)
{
    // Lists in lists in lists are looked through again at each level: that must not grow with the page.
    private const int LargeList = 4000;
    private readonly bool _ordered = list.Element!.LocalName == "ol";
    private readonly int _start = int.TryParse(list.Element.GetAttribute("start"), CultureInfo.InvariantCulture, out var start) && start >= 0 ? start : 1;
    private int _number;

    /// <summary>No blank lines stand between its items.</summary>
    public required bool Tight { get; init; }

    /// <summary>True when the next block of the list comes right below what is there.</summary>
    public bool Follows { get; set; }

    /// <summary>A list whose items hold no more than a line and further lists is written without blank lines between the items.</summary>
    public static MarkdownList Of(PageTree tree, PageNode list, bool follows)
    {
        var tight = list.End - list.Index < LargeList && tree.Children(list).All(item => tree.Children(item).Count(child => !child.IsInline && child.Tag is not Tag.List && child.Chars > 0) <= 1
            && !tree.Below(item).Any(below => below.Tag is Tag.Table or Tag.Pre or Tag.Quote or Tag.Details));
        return new MarkdownList(list) { Tight = tight, Follows = follows };
    }

    /// <summary>The marker of the next item.</summary>
    public string Next(PageNode item)
    {
        _number++;
        if (!_ordered)
        {
            return "- ";
        }

        var value = item.Element!.GetAttribute("value");
        return (int.TryParse(value, CultureInfo.InvariantCulture, out var number) && number is >= 0 and < 1_000_000_000 ? number : _start + _number - 1).ToString(CultureInfo.InvariantCulture) + ". ";
    }
}
