using AngleSharp.Dom;

namespace McpOps.Crawling.Extraction;

/// <summary>An element or a text of a <see cref="PageTree"/>, with counts over its subtree.</summary>
internal sealed class PageNode
{
    public PageNode(int index, PageNode? parent, IElement element, Tag tag)
    {
        (Index, Parent, Element, Tag, End) = (index, parent, element, tag, index + 1);
        InLink = tag is Tag.Link || parent is { InLink: true };
        InPre = tag is Tag.Pre || parent is { InPre: true };
    }

    public PageNode(int index, PageNode? parent, string text)
    {
        (Index, Parent, Text, Tag, End) = (index, parent, text, Tag.Text, index + 1);
        InLink = parent is { InLink: true };
        InPre = parent is { InPre: true };
        (OwnChars, OwnStops) = Words.Count(text);
    }

    public int Index { get; }

    /// <summary>The index after the last node of the subtree.</summary>
    public int End { get; set; }

    public PageNode? Parent { get; }

    public IElement? Element { get; }

    public string? Text { get; }

    public Tag Tag { get; }

    public bool InLink { get; }

    public bool InPre { get; }

    /// <summary>Not part of the content, with all that is below.</summary>
    public bool Dropped { get; set; }

    /// <summary>The class, id and role words speak of it.</summary>
    public Hint Hint { get; set; }

    /// <summary>Letters and digits of the text.</summary>
    public int Chars { get; private set; }

    /// <summary>Those of <see cref="Chars"/> that stand in links.</summary>
    public int LinkChars { get; private set; }

    /// <summary>Characters that part sentences and clauses.</summary>
    public int Stops { get; private set; }

    /// <summary>Those of <see cref="Chars"/> right in this block, not in a block below.</summary>
    public int InlineChars { get; private set; }

    public int InlineLinkChars { get; private set; }

    public int InlineStops { get; private set; }

    public int Links { get; private set; }

    public int Images { get; private set; }

    /// <summary>True when a block lies below: such an inline element (a link around a card) is a block for the reader.</summary>
    public bool HoldsBlock { get; private set; }

    public bool IsInline => Tags.IsInline(Tag) && !HoldsBlock;

    public double LinkDensity => Chars == 0 ? 0 : (double)LinkChars / Chars;

    private int OwnChars { get; }

    private int OwnStops { get; }

    /// <summary>The same node in another tree whose earlier nodes are there.</summary>
    public PageNode CopyTo(List<PageNode> nodes)
    {
        var parent = Parent is null ? null : nodes[Parent.Index];
        return Element is null ? new PageNode(Index, parent, Text!) : new PageNode(Index, parent, Element, Tag) { End = End, Hint = Hint };
    }

    public void ResetCounts()
    {
        (Chars, LinkChars, Stops, Links, Images) = (OwnChars, InLink ? OwnChars : 0, OwnStops, Tag is Tag.Link ? 1 : 0, Tag is Tag.Image ? 1 : 0);
        (InlineChars, InlineLinkChars, InlineStops, HoldsBlock) = (Chars, LinkChars, Stops, false);
    }

    /// <summary>Adds the counts of a child.</summary>
    public void AddCounts(PageNode child)
    {
        Chars += child.Chars;
        LinkChars += child.LinkChars;
        Stops += child.Stops;
        Links += child.Links;
        Images += child.Images;
        if (child.IsInline)
        {
            InlineChars += child.InlineChars;
            InlineLinkChars += child.InlineLinkChars;
            InlineStops += child.InlineStops;
        }
        else
        {
            HoldsBlock = true;
        }
    }
}
