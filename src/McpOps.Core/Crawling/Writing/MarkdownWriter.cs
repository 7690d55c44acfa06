using System.Globalization;
using System.Text;
using McpOps.Crawling.Extraction;

namespace McpOps.Crawling.Writing;

/// <summary>Writes content as GitHub-flavoured Markdown.</summary>
/// <remarks>
/// One pass over the flat tree. Quotes and lists only add to the start of each line, so nesting costs nothing but those
/// characters; past <see cref="DeepestPrefix"/> levels they add nothing more.
/// </remarks>
internal sealed class MarkdownWriter
{
    private const int DeepestPrefix = 16;

    // Lists in lists in lists are looked through again at each level: that must not grow with the page.
    private const int LargeList = 4000;
    private readonly PageTree _tree;
    private readonly Uri? _baseUri;
    private readonly Footnotes _footnotes;
    private readonly StringBuilder _out = new();
    private readonly List<string> _prefix = [];
    private readonly Stack<(PageNode Node, int Prefixes)> _blocks = new();
    private readonly Stack<ListState> _lists = new();
    private readonly InlineMarkdown _inline;
    private string? _marker;

    // How many levels the block before and the one at hand share: the blank line between them belongs to these only.
    private int _shared;

    private MarkdownWriter(PageTree tree, PageNode root, Uri? baseUri)
    {
        _tree = tree;
        _baseUri = baseUri;
        _footnotes = Footnotes.Find(tree, root);
        _inline = new InlineMarkdown(baseUri, _footnotes);
    }

    /// <summary>Writes what is below a node.</summary>
    /// <param name="tree">The page.</param>
    /// <param name="root">The element that holds the content.</param>
    /// <param name="baseUri">Where relative links lead from; null leaves them as they are.</param>
    public static string Write(PageTree tree, PageNode root, Uri? baseUri)
    {
        var writer = new MarkdownWriter(tree, root, baseUri);
        writer.WriteBelow(root);
        return writer._out.Length == 0 ? "" : writer._out.Append('\n').ToString();
    }

    private void WriteBelow(PageNode root)
    {
        var inline = new Stack<PageNode>();
        var index = root.Index + 1;
        while (index < root.End)
        {
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
        var prefixes = _prefix.Count;
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
                Push("> ");
                break;
            case Tag.List:
                _lists.Push(NewList(node));
                break;
            case Tag.ListItem when _footnotes.NoteOf(node) is { } label:
                Mark("[^" + label + "]: ", "    ");
                break;
            case Tag.ListItem:
                BeginItem(node);
                break;
            case Tag.Paragraph when _footnotes.NoteOf(node) is { } label:
                Mark("[^" + label + "]: ", "    ");
                break;
            case Tag.Term:
                Mark("- ", "  ");
                break;
            case Tag.Description:
                _marker = null;
                Push("  ");
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
        _prefix.RemoveRange(prefixes, _prefix.Count - prefixes);
        _shared = Math.Min(_shared, prefixes);
        switch (node.Tag)
        {
            case Tag.List:
                _lists.Pop();
                _marker = null;
                break;
            case Tag.ListItem or Tag.Term:
                _marker = null;
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
        Mark(marker, new string(' ', marker.Length));
    }

    // A list whose items hold no more than a line and further lists is written without blank lines between the items.
    private ListState NewList(PageNode list)
    {
        var tight = list.End - list.Index < LargeList && _tree.Children(list).All(item => _tree.Children(item).Count(child => !child.IsInline && child.Tag is not Tag.List && child.Chars > 0) <= 1
            && !_tree.Below(item).Any(below => below.Tag is Tag.Table or Tag.Pre or Tag.Quote or Tag.Details));
        return new ListState(list) { Tight = tight, Follows = _lists.Count > 0 && _lists.Peek().Tight };
    }

    private bool IsTight => _lists.Count > 0 && _lists.Peek() is { Tight: true, Follows: true };

    private void Push(string prefix)
    {
        if (_prefix.Count < DeepestPrefix)
        {
            _prefix.Add(prefix);
        }
    }

    /// <summary>The next block begins with a marker, and its further lines are set in below it.</summary>
    private void Mark(string marker, string indent)
    {
        if (_prefix.Count < DeepestPrefix)
        {
            _marker = marker;
            _prefix.Add(indent);
        }
    }

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
        if (_out.Length > 0)
        {
            _out.Append('\n');
            if (!IsTight)
            {
                AppendPrefix(_shared, blank: true);
                _out.Append('\n');
            }
        }

        var first = true;
        foreach (var line in block.AsSpan().EnumerateLines())
        {
            if (!first)
            {
                _out.Append('\n');
            }

            AppendPrefix(_prefix.Count, blank: line.IsEmpty);
            _out.Append(line);
            first = false;
        }

        _shared = _prefix.Count;
        if (_lists.Count > 0)
        {
            _lists.Peek().Follows = true;
        }
    }

    private void AppendPrefix(int levels, bool blank)
    {
        var start = _out.Length;
        for (var index = 0; index < levels; index++)
        {
            var last = index == _prefix.Count - 1;
            _out.Append(!blank && last && _marker is not null ? _marker : _prefix[index]);
        }

        if (blank)
        {
            while (_out.Length > start && _out[^1] == ' ')
            {
                _out.Length--;
            }
        }
        else
        {
            _marker = null;
        }
    }

    /// <summary>A list that is being written.</summary>
    private sealed class ListState(PageNode list)
    {
        private readonly bool _ordered = list.Element!.LocalName == "ol";
        private readonly int _start = int.TryParse(list.Element.GetAttribute("start"), CultureInfo.InvariantCulture, out var start) && start >= 0 ? start : 1;
        private int _number;

        public required bool Tight { get; init; }

        /// <summary>True when the next block of the list comes right below what is there.</summary>
        public bool Follows { get; set; }

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
}
