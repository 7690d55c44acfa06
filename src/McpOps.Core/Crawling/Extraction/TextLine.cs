using System.Text;

namespace McpOps.Crawling.Extraction;

/// <summary>A line of text as a reader sees it: the inline text of a block, up to a line break or the next block.</summary>
/// <remarks>Pages without paragraphs part their text with <c>br</c>, or leave it bare between blocks.</remarks>
internal sealed class TextLine(PageNode block)
{
    private readonly List<PageNode> _pieces = [];

    public PageNode Block { get; } = block;

    public string Text { get; private set; } = "";

    public int Chars { get; private set; }

    public int LinkChars { get; private set; }

    public int Stops { get; private set; }

    public double LinkDensity => Chars == 0 ? 0 : (double)LinkChars / Chars;

    /// <summary>True when the block holds nothing but this line.</summary>
    public bool IsWholeBlock => Block.Chars == Chars;

    public bool Dropped => _pieces[0].Dropped;

    /// <summary>The lines below a node that have letters or digits in them, in document order.</summary>
    public static List<TextLine> Of(PageTree tree, PageNode root)
    {
        var lines = new List<TextLine>();
        TextLine? line = null;
        foreach (var node in tree.Below(root))
        {
            if (node.Text is not null)
            {
                var block = BlockOf(node);
                if (line is null || line.Block != block)
                {
                    Close(lines, line);
                    line = new TextLine(block);
                }

                line._pieces.Add(node);
            }
            else if (!node.IsInline || node.Tag is Tag.Br)
            {
                Close(lines, line);
                line = null;
            }
        }

        Close(lines, line);
        return lines;
    }

    public void Drop()
    {
        foreach (var piece in _pieces)
        {
            piece.Dropped = true;
        }
    }

    private static void Close(List<TextLine> lines, TextLine? line)
    {
        if (line is null)
        {
            return;
        }

        var text = new StringBuilder();
        foreach (var piece in line._pieces)
        {
            line.Chars += piece.Chars;
            line.LinkChars += piece.LinkChars;
            line.Stops += piece.Stops;
            text.Append(piece.Text);
        }

        if (line.Chars > 0)
        {
            line.Text = Words.Collapse(text.ToString());
            lines.Add(line);
        }
    }

    private static PageNode BlockOf(PageNode node)
    {
        var at = node.Parent!;
        while (at.IsInline && at.Parent is { } parent)
        {
            at = parent;
        }

        return at;
    }
}
