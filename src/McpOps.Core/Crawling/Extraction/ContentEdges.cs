using System.Text.RegularExpressions;

namespace McpOps.Crawling.Extraction;

/// <summary>Trims the beginning and the end: title, author and date above the text, teasers and notes below it.</summary>
internal static partial class ContentEdges
{
    private const int Paragraph = 80;
    private const int ShortLine = 120;

    public static void Trim(PageTree tree, PageNode root, string? title)
    {
        var lines = TextLine.Of(tree, root);
        TrimHead(lines, title);
        TrimTail(lines);
    }

    private static void TrimHead(List<TextLine> lines, string? title)
    {
        var first = lines.FindIndex(IsRunning);
        var heading = lines.FindIndex(line => line.Block.Tag is Tag.Heading && (line.Block.Element!.LocalName == "h1" || TitleHeading.Same(line.Text, title)));
        for (var index = 0; index < lines.Count && (index < first || first < 0); index++)
        {
            if (index <= heading || IsHeadMatter(lines[index], title))
            {
                lines[index].Drop();
            }
        }

        foreach (var line in lines.Where(line => line.Block.Tag is Tag.Heading && TitleHeading.Same(line.Text, title)))
        {
            line.Drop();
        }
    }

    private static void TrimTail(List<TextLine> lines)
    {
        for (var index = lines.Count - 1; index > 0 && (lines[index].Dropped || IsTailMatter(lines[index])); index--)
        {
            lines[index].Drop();
        }
    }

    private static bool IsRunning(TextLine line) =>
        line.Chars - line.LinkChars >= Paragraph && line.Stops > 0 && line.Block.Tag is not Tag.Heading and not Tag.Cell;

    private static bool IsHeadMatter(TextLine line, string? title)
    {
        if (line.Chars > ShortLine || line.Block.Tag is Tag.Heading or Tag.Quote or Tag.Pre or Tag.ListItem or Tag.Cell)
        {
            return false;
        }

        return line.Block.Hint.HasFlag(Hint.Byline) || DateOrBy().IsMatch(line.Text) || TitleHeading.Same(line.Text, title)
            || (line.Block.Tag is Tag.Block && line.IsWholeBlock && !EndsSentence(line.Text));
    }

    private static bool IsTailMatter(TextLine line) =>
        line.Block.Tag is Tag.Heading
        || (line.Chars < ShortLine && line.LinkDensity > 0.5)
        || (line.Chars < 2 * ShortLine && Phrases.IsTailNote(line.Text));

    private static bool EndsSentence(string text) => text.Length > 0 && text[^1] is '.' or '!' or '?' or '…' or '"' or '”' or '»' or '。' or ':' or '।';

    // A date or time with digits, an author after the word for "by", or a reading time.
    [GeneratedRegex("""(\b(19|20)\d\d\b.*\d)|(\b\d{1,2}:\d\d\b)|(\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4})|^\s*(by|von|par|por|di|door|af|av|przez|автор|written by|posted by|published|updated|publi|veröffentlicht)\b|\b(min(ute)?s?|minutos?|minuten|min\.)( read| de lecture| de leitura| lesezeit)?\s*$""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex DateOrBy();
}
