using System.Text;
using System.Text.RegularExpressions;
using Markdig;
using Markdig.Extensions.Footnotes;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace McpOps.Core.Tests.Crawling;

/// <summary>Reads Markdown back with a parser that knows nothing of ours.</summary>
internal static partial class MarkdownReading
{
    private static readonly MarkdownPipeline GitHub = new MarkdownPipelineBuilder()
        .UsePipeTables().UseEmphasisExtras(Markdig.Extensions.EmphasisExtras.EmphasisExtraOptions.Strikethrough).UseFootnotes().UseTaskLists().UseAutoLinks().Build();

    public static MarkdownDocument Parse(string markdown) => Markdown.Parse(markdown, GitHub);

    public static void AssertSameWords(string text, string markdown, string about)
    {
        // Marks of inline elements inside a word do not part it, and those between words may not join them: letters in their order decide.
        var expected = Letters(text);
        var actual = Letters(TextOf(Parse(markdown)));
        if (!string.Equals(expected, actual, StringComparison.Ordinal))
        {
            var at = expected.Zip(actual).TakeWhile(pair => pair.First == pair.Second).Count();
            Assert.Fail($"{about}: at {at} '{Around(expected, at)}' became '{Around(actual, at)}'");
        }
    }

    public static string TextOf(MarkdownDocument document)
    {
        var text = new StringBuilder();
        foreach (var item in document.Descendants())
        {
            switch (item)
            {
                case LinkInline { IsImage: true }:
                    break;
                case LiteralInline literal when !IsInImage(literal):
                    text.Append(literal.Content);
                    break;
                case CodeInline code:
                    text.Append(code.Content);
                    break;
                case AutolinkInline link:
                    text.Append(link.Url);
                    break;
                case HtmlEntityInline entity:
                    text.Append(entity.Transcoded);
                    break;
                case FootnoteLink { IsBackLink: false } note:
                    text.Append(note.Footnote.Label!.TrimStart('^'));
                    break;
                case CodeBlock code:
                    text.Append('\n').Append(code.Lines.ToString());
                    break;
                case LineBreakInline:
                    text.Append(' ');
                    break;
                case Block:
                    text.Append('\n');
                    break;
            }
        }

        return text.ToString();
    }

    private static bool IsInImage(Inline inline)
    {
        for (var up = inline.Parent; up is not null; up = up.Parent)
        {
            if (up is LinkInline { IsImage: true })
            {
                return true;
            }
        }

        return false;
    }

    private static string Letters(string text) => NotLetters().Replace(text, "");

    private static string Around(string text, int at) => text[Math.Max(0, at - 20)..Math.Min(text.Length, at + 30)];

    [GeneratedRegex(@"[\W_]+", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex NotLetters();
}
