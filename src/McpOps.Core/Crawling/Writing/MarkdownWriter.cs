using System.Globalization;
using McpOps.Crawling.Extraction;

namespace McpOps.Crawling.Writing;

/// <summary>Writes content as GitHub-flavoured Markdown.</summary>
/// <remarks>
/// One pass over the flat tree. Quotes and lists only add to the start of each line, so nesting costs nothing but those
/// characters.
/// </remarks>
internal sealed class MarkdownWriter
{
    private readonly PageTree _tree;
    private readonly Uri? _baseUri;
    private readonly Footnotes _footnotes;
    private readonly PrefixedLines _out = new();
    private readonly Stack<(PageNode Node, int Prefixes)> _blocks = new();
    private readonly Stack<MarkdownList> _lists = new();
    private readonly InlineMarkdown _inline;

    private MarkdownWriter(PageTree tree, PageNode root, Uri? baseUri)
    {
        _tree = tree;
        _baseUri = baseUri;
        _footnotes = Footnotes.Find(tree, root);
        _inline = new InlineMarkdown(baseUri, _footnotes, tree.Work);
    }

    /// <summary>Writes what is below a node.</summary>
    /// <param name="tree">The page.</param>
    /// <param name="root">The element that holds the content.</param>
    /// <param name="baseUri">Where relative links lead from; null leaves them as they are.</param>
    public static string Write(PageTree tree, PageNode root, Uri? baseUri)
    {
        var writer = new MarkdownWriter(tree, root, baseUri);
        writer.WriteBelow(root);
        return writer._out.ToString();
    }

    private void WriteBelow(PageNode root)
    {
        var inline = new Stack<PageNode>();
        var index = root.Index + 1;
        while (index < root.End)
        {
            _tree.Work.Written(_out.Length);
            Close(index, inline);
            var node = _tree.Nodes[index];
            index = node.Dropped || Visit(node, inline) ? node.End : index + 1;
        }

        Close(root.End, inline);
        Flush();
    }

    private void Close(int index, Stack<PageNode> inline)
    {
        while (inline.Count > 0 && index >= inline.Peek().End)
        {
            _inline.Leave(inline.Pop());
        }

        while (_blocks.Count > 0 && index >= _blocks.Peek().Node.End)
        {
            Leave();
        }
    }

    /// <summary>Writes a node; true when all that is below has been written too.</summary>
    private bool Visit(PageNode node, Stack<PageNode> inline)
    {
        if (node.Text is { } text)
        {
            _inline.Text(text);
            return false;
        }

        if (node.IsInline)
        {
            if (node.Tag is Tag.Code)
            {
                _inline.Code(_tree.TextOf(node));
                return true;
            }

            if (node.Tag is Tag.Math || (node.Tag is Tag.Link && _footnotes.IsBackLink(node)))
            {
                _inline.Text(node.Tag is Tag.Math ? MathText.Of(_tree, node) : "");
                return true;
            }

            if (node.Tag is Tag.Br && _inline.EndsInBreak)
            {
                // Two line breaks are how pages without paragraphs part them.
                Flush();
                return false;
            }

            _inline.Enter(node);
            if (_inline.IsOpen(node))
            {
                inline.Push(node);
            }

            return false;
        }

        Flush();
        return Enter(node);
    }

    private bool Enter(PageNode node)
    {
        var prefixes = _out.Depth;
        switch (node.Tag)
        {
            case Tag.Heading:
                WriteHeading(node);
                return true;
            case Tag.Pre:
                WriteCode(node);
                return true;
            case Tag.Rule:
                WriteBlock("---");
                return true;
            case Tag.Table when MarkdownTable.Write(_tree, node, _baseUri, _footnotes) is { } table:
                WriteBlock(table);
                return true;
            case Tag.Quote:
                _out.Push("> ");
                break;
            case Tag.List:
                _lists.Push(MarkdownList.Of(_tree, node, _lists.Count > 0 && _lists.Peek().Tight));
                break;
            case Tag.ListItem when _footnotes.NoteOf(node) is { } label:
                _out.Mark("[^" + label + "]: ", "    ");
                break;
            case Tag.ListItem:
                BeginItem(node);
                break;
            case Tag.Paragraph when _footnotes.NoteOf(node) is { } label:
                _out.Mark("[^" + label + "]: ", "    ");
                break;
            case Tag.Term:
                _out.Mark("- ", "  ");
                break;
            case Tag.Description:
                _out.Unmark();
                _out.Push("  ");
                break;
            case Tag.Details:
                WriteBlock("<details>");
                break;
            case Tag.Summary:
                WriteBlock("<summary>");
                break;
        }

        _blocks.Push((node, prefixes));
        return false;
    }

    private void Leave()
    {
        Flush();
        var (node, prefixes) = _blocks.Pop();
        _out.PopTo(prefixes);
        switch (node.Tag)
        {
            case Tag.List:
                _lists.Pop();
                _out.Unmark();
                break;
            case Tag.ListItem or Tag.Term:
                _out.Unmark();
                break;
            case Tag.Details:
                WriteBlock("</details>");
                break;
            case Tag.Summary:
                WriteBlock("</summary>");
                break;
        }
    }

    private void BeginItem(PageNode item)
    {
        var marker = _lists.Count > 0 ? _lists.Peek().Next(item) : "- ";
        _out.Mark(marker, new string(' ', marker.Length));
    }

    private bool IsTight => _lists.Count > 0 && _lists.Peek() is { Tight: true, Follows: true };

    private void Flush()
    {
        if (_inline.IsEmpty)
        {
            return;
        }

        var text = _inline.Take();
        if (text.Length > 0)
        {
            WriteBlock(EscapeLines(text));
        }
    }

    private static string EscapeLines(string text)
    {
        if (!text.Contains('\n', StringComparison.Ordinal))
        {
            return MarkdownEscape.LineStart(text) is >= 0 and var at ? text.Insert(at, "\\") : text;
        }

        return string.Join('\n', text.Split('\n').Select(line => MarkdownEscape.LineStart(line) is >= 0 and var at ? line.Insert(at, "\\") : line));
    }

    private void WriteHeading(PageNode node)
    {
        var text = InlineText.Of(_tree, node, _baseUri, _footnotes, " ", plain: true);
        if (text.Length > 0)
        {
            // A heading that ends in number signs would lose them.
            var body = text[^1] == '#' ? text[..^1] + "\\#" : text;
            WriteBlock(new string('#', node.Element!.LocalName[1] - '0') + " " + body);
        }
    }

    private void WriteCode(PageNode node)
    {
        var code = InlineText.Verbatim(_tree, node).Trim('\n', '\r').TrimEnd();
        if (string.IsNullOrWhiteSpace(code))
        {
            return;
        }

        var fence = new string('`', Math.Max(3, Runs.Longest(code, '`') + 1));
        WriteBlock(string.Create(CultureInfo.InvariantCulture, $"{fence}{CodeLanguage.Of(node.Element!)}\n{code}\n{fence}"));
    }

    private void WriteBlock(string block)
    {
        _out.Write(block, IsTight);
        if (_lists.Count > 0)
        {
            _lists.Peek().Follows = true;
        }
    }
}
