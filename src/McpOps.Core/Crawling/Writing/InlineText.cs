using System.Text;
using McpOps.Crawling.Extraction;

namespace McpOps.Crawling.Writing;

/// <summary>Writes a whole element as one line of Markdown, or as it stands.</summary>
internal static class InlineText
{
    /// <summary>What parts the lines of a table cell.</summary>
    public const string CellBreak = "<br>";

    /// <summary>One line: blocks below (in a table cell, say) are parted by the line break.</summary>
    public static string Of(PageTree tree, PageNode root, Uri? baseUri, Footnotes footnotes, string lineBreak, bool plain)
    {
        var inline = new InlineMarkdown(baseUri, footnotes, tree.Work) { LineBreak = lineBreak, PlainText = plain, IsInCell = lineBreak == CellBreak };
        var open = new Stack<PageNode>();
        var index = root.Index + 1;
        while (index < root.End)
        {
            while (open.Count > 0 && index >= open.Peek().End)
            {
                Leave(inline, open.Pop());
            }

            var node = tree.Nodes[index];
            index = node.Dropped || Visit(tree, inline, open, node) ? node.End : index + 1;
        }

        while (open.TryPop(out var node))
        {
            Leave(inline, node);
        }

        return inline.Take();
    }

    /// <summary>The text with its blanks and line breaks, as code needs it.</summary>
    public static string Verbatim(PageTree tree, PageNode root)
    {
        var text = new StringBuilder();
        foreach (var node in tree.Below(root))
        {
            if (node.Text is { } data)
            {
                text.Append(data.Replace("\0", "", StringComparison.Ordinal));
            }
            else if ((node.Tag is Tag.Br || !node.IsInline) && text.Length > 0 && text[^1] != '\n')
            {
                text.Append('\n');
            }
        }

        return text.ToString();
    }

    private static void Leave(InlineMarkdown inline, PageNode node)
    {
        if (node.IsInline)
        {
            inline.Leave(node);
        }
        else
        {
            inline.Break();
        }
    }

    private static bool Visit(PageTree tree, InlineMarkdown inline, Stack<PageNode> open, PageNode node)
    {
        if (node.Text is { } text)
        {
            inline.Text(text);
        }
        else if (node.Tag is Tag.Code or Tag.Pre)
        {
            inline.Code(tree.TextOf(node));
            return true;
        }
        else if (node.Tag is Tag.Math)
        {
            inline.Text(MathText.Of(tree, node));
            return true;
        }
        else if (!node.IsInline)
        {
            inline.Break();
            open.Push(node);
        }
        else
        {
            inline.Enter(node);
            open.Push(node);
        }

        return false;
    }
}
