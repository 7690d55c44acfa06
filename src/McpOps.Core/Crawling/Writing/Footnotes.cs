using McpOps.Crawling.Extraction;

namespace McpOps.Crawling.Writing;

/// <summary>The footnotes of the content: small links to a place further down, and those places.</summary>
internal sealed class Footnotes
{
    private const int LongestLabel = 8;
    private readonly Dictionary<PageNode, string> _references = [];
    private readonly Dictionary<PageNode, string> _notes = [];
    private readonly HashSet<PageNode> _raised = [];
    private readonly HashSet<string> _referenceIds = new(StringComparer.Ordinal);

    public static Footnotes Find(PageTree tree, PageNode root)
    {
        var found = new Footnotes();
        var targets = new Dictionary<string, PageNode>(StringComparer.Ordinal);
        var links = new List<PageNode>();
        foreach (var node in tree.Below(root))
        {
            if (node.Element is { } element)
            {
                if (element.Id is { Length: > 0 } id && node.Tag is Tag.ListItem or Tag.Paragraph)
                {
                    targets.TryAdd(id, node);
                }

                if (node.Tag is Tag.Link && element.GetAttribute("href") is ['#', _, ..] && IsSmall(node))
                {
                    links.Add(node);
                }
            }
        }

        foreach (var link in links)
        {
            var label = new string(tree.TextOf(link).Where(char.IsLetterOrDigit).ToArray());
            var id = link.Element!.GetAttribute("href")![1..];
            if (label.Length is > 0 and <= LongestLabel && targets.TryGetValue(id, out var note) && note.Index > link.Index)
            {
                found._references[link] = label;
                found._notes.TryAdd(note, label);
                found.AddReferenceIds(link);
            }
        }

        return found;
    }

    /// <summary>The label of a link that refers to a footnote; null for other links.</summary>
    public string? LabelOf(PageNode link) => _references.GetValueOrDefault(link);

    /// <summary>The label of a block that is a footnote; null for other blocks.</summary>
    public string? NoteOf(PageNode block) => _notes.GetValueOrDefault(block);

    /// <summary>True for the small raised text around a reference.</summary>
    public bool IsReference(PageNode raised) => _raised.Contains(raised);

    /// <summary>True for a link in a footnote that leads back to its reference.</summary>
    public bool IsBackLink(PageNode link) => link.Element!.GetAttribute("href") is ['#', .. var id] && _referenceIds.Contains(id);

    private static bool IsSmall(PageNode link)
    {
        for (var up = link; up is not null && up.IsInline; up = up.Parent)
        {
            if (up.Tag is Tag.Superscript || up.Element?.GetAttribute("role") is "doc-noteref")
            {
                return true;
            }
        }

        return link.Element!.FirstElementChild is { LocalName: "sup" };
    }

    private void AddReferenceIds(PageNode link)
    {
        for (var up = link; up is not null && up.IsInline; up = up.Parent)
        {
            _raised.Add(up);
            if (up.Element?.Id is { Length: > 0 } id)
            {
                _referenceIds.Add(id);
            }
        }
    }
}
