using System.Text;
using McpOps.Crawling.Extraction;

namespace McpOps.Crawling.Writing;

/// <summary>Collects the inline text of one block: words, emphasis, links, code, pictures and line breaks.</summary>
internal sealed class InlineMarkdown(Uri? baseUri, Footnotes footnotes, PageWork work)
{
    private readonly StringBuilder _line = new();
    private readonly Stack<(PageNode Node, int Start, string Mark)> _open = new();
    private readonly LinkAddresses _links = new(baseUri);
    private (int Open, int Close, int Width) _lastMark;

    // Up to here no address reaches to the end: it is looked for behind this only.
    private int _parted;

    public bool IsEmpty => _line.Length == 0;

    public bool EndsInBreak => _line.Length > 0 && (_line[^1] == '\n' || (IsInCell && _line.EndsWith(LineBreak)));

    /// <summary>In a table cell or heading there is only one line.</summary>
    public string LineBreak { get; init; } = "  \n";

    /// <summary>In a table cell a bar ends the cell, in code too.</summary>
    public bool IsInCell { get; init; }

    /// <summary>Marks of emphasis are left out where the whole block is emphasised anyway, as in headings.</summary>
    public bool PlainText { get; init; }

    public void Text(string text)
    {
        work.Written(_line.Length);
        var start = 0;
        for (var index = 0; index <= text.Length; index++)
        {
            if (index < text.Length && !char.IsWhiteSpace(text[index]) && text[index] is not '\0' and not '\u00AD' and not '\uFEFF')
            {
                continue;
            }

            if (index > start)
            {
                Word(text.AsSpan(start, index - start), first: start == 0);
            }

            if (index < text.Length && char.IsWhiteSpace(text[index]))
            {
                Blank();
            }

            start = index + 1;
        }
    }

    public void Enter(PageNode node)
    {
        work.Written(_line.Length);
        switch (node.Tag)
        {
            case Tag.Br:
                Break();
                break;
            case Tag.Image:
                Image(node);
                break;
            case Tag.Link:
                Open(node, _links.Target(node) is null ? "" : "[");
                break;
            case Tag.Strong:
                Open(node, Mark("**"));
                break;
            case Tag.Emphasis:
                Open(node, Mark("*"));
                break;
            case Tag.Strike:
                Open(node, Mark("~~"));
                break;
            case Tag.Superscript:
                Open(node, node.Chars == 0 || footnotes.IsReference(node) ? "" : node.Element!.LocalName == "sub" ? "<sub>" : "<sup>");
                break;
        }
    }

    /// <summary>Ends the innermost element, if it is this one.</summary>
    public void Leave(PageNode node)
    {
        if (_open.Count == 0 || _open.Peek().Node != node)
        {
            return;
        }

        var (_, start, mark) = _open.Pop();
        switch (mark)
        {
            case "[":
                CloseLink(node, start);
                break;
            case "<sup>" or "<sub>":
                _line.Append(mark.Replace("<", "</", StringComparison.Ordinal));
                break;
            case "**" or "*" or "~~":
                CloseMark(start, mark);
                break;
        }
    }

    public bool IsOpen(PageNode node) => _open.Count > 0 && _open.Peek().Node == node;

    public void Code(string code)
    {
        var text = Words.Collapse(code);
        text = IsInCell ? text.Replace("|", "\\|", StringComparison.Ordinal) : text;
        if (text.Length == 0)
        {
            return;
        }

        PartFromAddress();
        if (_line.Length > 0 && _line[^1] == '`')
        {
            // Two pieces of code side by side would be one.
            _line.Append(' ');
        }

        var fence = new string('`', Runs.Longest(text, '`') + 1);
        var pad = text[0] == '`' || text[^1] == '`' ? " " : "";
        _line.Append(fence).Append(pad).Append(text).Append(pad).Append(fence);
    }

    public void Raw(string markdown) => _line.Append(markdown);

    public void Break()
    {
        _line.TrimBlank();
        if (_line.Length > 0 && !EndsInBreak)
        {
            _line.Append(LineBreak);
        }
    }

    /// <summary>Takes what was collected; elements that are still open go on in the next block.</summary>
    public string Take()
    {
        var still = _open.ToArray();
        foreach (var (node, _, _) in still)
        {
            Leave(node);
        }

        var text = _line.ToString().Trim();
        _line.Clear();
        (_lastMark, _parted) = (default, 0);
        foreach (var (node, _, _) in Enumerable.Reverse(still))
        {
            Enter(node);
        }

        var rest = text.AsSpan();
        while (rest.EndsWith("<br>", StringComparison.Ordinal))
        {
            rest = rest[..^4].TrimEnd();
        }

        return rest.ToString();
    }

    private void Word(ReadOnlySpan<char> word, bool first)
    {
        // A closing mark after punctuation does not close before a letter (CommonMark, 6.2): then there is no emphasis.
        if (_lastMark.Close > 0 && _lastMark.Close + _lastMark.Width == _line.Length && char.IsLetterOrDigit(word[0]) && !char.IsLetterOrDigit(_line[_lastMark.Close - 1]))
        {
            _line.Remove(_lastMark.Close, _lastMark.Width).Remove(_lastMark.Open, _lastMark.Width);
            _parted = Math.Min(_parted, _lastMark.Open);
        }

        _lastMark = default;
        if (!char.IsLetterOrDigit(word[0]) && first)
        {
            PartFromAddress();
        }

        MarkdownEscape.Append(_line, word);
    }

    private void PartFromAddress()
    {
        _line.PartFromAddress(_parted);
        _parted = _line.Length;
    }

    private void Blank()
    {
        if (_line.Length > 0 && !char.IsWhiteSpace(_line[^1]) && !EndsInOpenMark())
        {
            _line.Append(' ');
        }
    }

    // A blank right after an opening mark would undo the mark: it goes before it.
    private bool EndsInOpenMark()
    {
        if (_open.Count == 0 || _open.Peek().Start != _line.Length || _open.Peek().Mark.Length == 0)
        {
            return false;
        }

        var (node, start, mark) = _open.Pop();
        var at = start - mark.Length;
        if (at > 0 && !char.IsWhiteSpace(_line[at - 1]))
        {
            _line.Insert(at, ' ');
            start++;
        }

        _open.Push((node, start, mark));
        return true;
    }

    private string Mark(string mark)
    {
        if (PlainText)
        {
            return "";
        }

        foreach (var (_, _, open) in _open)
        {
            if (open == mark)
            {
                return "";
            }
        }

        return mark;
    }

    private void Open(PageNode node, string mark)
    {
        if (mark.Length > 0)
        {
            PartFromAddress();
        }

        if (mark == "[" && _line.Length > 0 && _line[^1] == '!')
        {
            // Otherwise the link would be a picture.
            _line.Insert(_line.Length - 1, '\\');
        }

        _line.Append(mark);
        _open.Push((node, _line.Length, mark));
    }

    private void CloseMark(int start, string mark)
    {
        var trailing = _line.TrimBlank();
        var before = start - mark.Length - 1;
        var opens = start < _line.Length && (char.IsLetterOrDigit(_line[start]) || before < 0 || !char.IsLetterOrDigit(_line[before]));
        if (!opens || _line.ToString(start, _line.Length - start).Contains('\n', StringComparison.Ordinal))
        {
            _line.Remove(start - mark.Length, mark.Length);
            _parted = Math.Min(_parted, start - mark.Length);
        }
        else
        {
            _lastMark = (start - mark.Length, _line.Length, mark.Length);
            _line.Append(mark);
        }

        if (trailing)
        {
            _line.Append(' ');
        }
    }

    private void CloseLink(PageNode node, int start)
    {
        var trailing = _line.TrimBlank();
        if (string.IsNullOrWhiteSpace(_line.ToString(start, _line.Length - start)))
        {
            _line.Remove(start - 1, 1);
            _parted = Math.Min(_parted, start - 1);
        }
        else if (footnotes.LabelOf(node) is { } label)
        {
            _line.Length = start - 1;
            _parted = Math.Min(_parted, start - 1);
            _line.Append("[^").Append(label).Append(']');
        }
        else
        {
            _line.Append("](").Append(MarkdownEscape.Target(_links.Target(node)!)).Append(')');
        }

        if (trailing)
        {
            _line.Append(' ');
        }
    }

    private void Image(PageNode node)
    {
        if (Links.SourceOf(node.Element!) is not { } source || _links.Address(source) is not { } address)
        {
            return;
        }

        PartFromAddress();
        _line.Append("![");
        MarkdownEscape.Append(_line, Words.Collapse(node.Element!.GetAttribute("alt") ?? ""));
        _line.Append("](").Append(MarkdownEscape.Target(address)).Append(')');
    }
}
