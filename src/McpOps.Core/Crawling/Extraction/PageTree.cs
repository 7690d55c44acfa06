using AngleSharp.Dom;

namespace McpOps.Crawling.Extraction;

/// <summary>The visible part of a page as a flat list in document order.</summary>
/// <remarks>
/// A subtree is the range from a node to its <see cref="PageNode.End"/>, so every pass is a loop: no depth of nesting can
/// overflow the stack, and dropping a part is a mark, not a change of the DOM.
/// </remarks>
internal sealed class PageTree
{
    private PageTree(List<PageNode> nodes, PageWork work) => (Nodes, Work) = (nodes, work);

    /// <summary>Ends the work on it, and bounds it.</summary>
    public PageWork Work { get; }

    public List<PageNode> Nodes { get; }

    public PageNode Root => Nodes[0];

    public static PageTree Build(IElement root, PageWork work)
    {
        // Children are taken by their number: asking a node for its next sibling searches the parent's list each time.
        var first = new PageNode(0, null, root, Tags.Of(root));
        var nodes = new List<PageNode>(1024) { first };
        var open = new Stack<(PageNode Node, INodeList Children, int Next)>();
        open.Push((first, root.ChildNodes, 0));
        while (open.TryPop(out var at))
        {
            var (parent, children, next) = at;
            var descended = false;
            while (next < children.Length && !descended)
            {
                work.Step();
                var child = children[next++];
                if (Create(child, nodes.Count, parent) is { } node)
                {
                    nodes.Add(node);
                    if (node.Element is not null && child.HasChildNodes)
                    {
                        open.Push((parent, children, next));
                        open.Push((node, child.ChildNodes, 0));
                        descended = true;
                    }
                }
            }

            if (!descended)
            {
                parent.End = nodes.Count;
            }
        }

        return new PageTree(nodes, work);
    }

    /// <summary>The same nodes with nothing dropped.</summary>
    public PageTree Copy()
    {
        var nodes = new List<PageNode>(Nodes.Count);
        foreach (var node in Nodes)
        {
            nodes.Add(node.CopyTo(nodes));
        }

        return new PageTree(nodes, Work);
    }

    /// <summary>The nodes below one, in document order, without those that are dropped.</summary>
    public IEnumerable<PageNode> Below(PageNode node)
    {
        for (var index = node.Index + 1; index < node.End; index++)
        {
            Work.Step();
            if (Nodes[index].Dropped)
            {
                index = Nodes[index].End - 1;
                continue;
            }

            yield return Nodes[index];
        }
    }

    /// <summary>The elements right below one, without those that are dropped.</summary>
    public IEnumerable<PageNode> Children(PageNode node)
    {
        for (var index = node.Index + 1; index < node.End; index = Nodes[index].End)
        {
            Work.Step();
            if (!Nodes[index].Dropped)
            {
                yield return Nodes[index];
            }
        }
    }

    /// <summary>The text below a node, blanks collapsed.</summary>
    public string TextOf(PageNode node, int atMost = int.MaxValue)
    {
        if (node.Text is { } text)
        {
            return text;
        }

        var all = new System.Text.StringBuilder();
        foreach (var below in Below(node))
        {
            if (below.Text is { } piece)
            {
                all.Append(piece);
            }
            else if (!below.IsInline || below.Tag is Tag.Br)
            {
                all.Append(' ');
            }

            if (all.Length > atMost)
            {
                break;
            }
        }

        return Words.Collapse(all.ToString());
    }

    /// <summary>Counts the text of every subtree anew, without what is dropped.</summary>
    public void Measure()
    {
        for (var index = Nodes.Count - 1; index >= 0; index--)
        {
            Work.Step();
            Nodes[index].ResetCounts();
        }

        for (var index = Nodes.Count - 1; index >= 0; index--)
        {
            var node = Nodes[index];
            if (!node.Dropped && node.Parent is { } parent)
            {
                parent.AddCounts(node);
            }
        }
    }

    private static PageNode? Create(INode node, int index, PageNode? parent) => node switch
    {
        IElement element when Tags.Of(element) is not Tag.Skip and var tag => new PageNode(index, parent, element, tag),
        IText text when text.Data.Length > 0 => new PageNode(index, parent, text.Data),
        _ => null,
    };
}
