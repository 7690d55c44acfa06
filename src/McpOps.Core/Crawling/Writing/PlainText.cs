using System.Text;
using McpOps.Crawling.Extraction;

namespace McpOps.Crawling.Writing;

/// <summary>Writes content as plain text: a line for each block, cells parted by a tab.</summary>
internal static class PlainText
{
    public static string Write(PageTree tree, PageNode root)
    {
        var text = new StringBuilder();
        var ends = new Stack<PageNode>();
        foreach (var node in tree.Below(root))
        {
            while (ends.Count > 0 && node.Index >= ends.Peek().End)
            {
                Break(text, ends.Pop());
            }

            tree.Work.Written(text.Length);
            if (node.Text is { } data)
            {
                Append(text, data, node.InPre);
            }
            else if (node.Tag is Tag.Br)
            {
                NewLine(text);
            }
            else if (!node.IsInline)
            {
                Break(text, node);
                ends.Push(node);
            }
        }

        return text.ToString().Trim() is { Length: > 0 } all ? all + "\n" : "";
    }

    private static void Break(StringBuilder text, PageNode node)
    {
        if (node.Tag is not Tag.Cell)
        {
            NewLine(text);
        }
        else if (text.Length > 0 && text[^1] is not '\n' and not '\t')
        {
            text.Append('\t');
        }
    }

    private static void NewLine(StringBuilder text)
    {
        while (text.Length > 0 && text[^1] is ' ' or '\t')
        {
            text.Length--;
        }

        if (text.Length > 0 && text[^1] != '\n')
        {
            text.Append('\n');
        }
    }

    private static void Append(StringBuilder text, string data, bool verbatim)
    {
        foreach (var character in data)
        {
            if (character is '\0' or '\u00AD' or '\uFEFF')
            {
                continue;
            }

            if (verbatim || !char.IsWhiteSpace(character))
            {
                text.Append(character);
            }
            else if (text.Length > 0 && !char.IsWhiteSpace(text[^1]))
            {
                text.Append(' ');
            }
        }
    }
}
