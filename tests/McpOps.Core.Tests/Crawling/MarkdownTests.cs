using FsCheck;
using FsCheck.Fluent;
using McpOps.Crawling;

namespace McpOps.Core.Tests.Crawling;

public sealed class MarkdownTests
{
    private const string Filler = "<p>Enough running text for the page to be an article, with a stop or two. It says little, but it says it at some length.</p>";

    private static readonly string[] Words = ["word", "two words", "5 * 3", "a_b_c", "_x_", "[y](z)", "<tag>", "`tick`", "# no", "1. one", "- dash", "+", "=", "==", "|", "a|b", "\\", "&amp;", "$5", "~~s~~", "^", "Ü", "日本語", "😀", "!", "![i](j)", "http://x.org/a_b", "---", "***", ">", "a.", ":::", "{#id}", "* * *", "***bold***"];

    private static readonly string[] Inline = ["b", "em", "code", "a href=/x", "del", "sup", "span", "kbd", "strong", "i"];

    private static readonly string[] Blocks = ["p", "div", "ul><li", "ol><li", "blockquote", "h2", "pre", "table><tr><td>x<td", "dl><dt>t<dd", "details><summary>s</summary><p", "section", "li", "table><tr><th>h<th>i<tr><td>x<td"];

    [Theory]
    [InlineData("<h2>A <em>b</em></h2>", "## A b")]
    [InlineData("<ul><li>a<ol><li>b</li></ol></li><li>c</li></ul>", "- a\n  1. b\n- c")]
    [InlineData("<ol start=7><li>a</li><li>b</li></ol>", "7. a\n8. b")]
    [InlineData("<pre><code class=\"language-rust\">let x;\n  y</code></pre>", "```rust\nlet x;\n  y\n```")]
    [InlineData("<pre>a ``` b</pre>", "````\na ``` b\n````")]
    [InlineData("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b")]
    [InlineData("<p><b> bold </b>text <a href=\"../x y\">l</a></p>", "**bold** text [l](https://example.org/x%20y)")]
    [InlineData("<table><tr><th>a</th><th>b|c</th></tr><tr><td><code>a | b \\| c</code></td><td>x<br>y</td></tr><tr><td><ul><li>l1<li>l2</ul></td><td><p>p<p>q</td></tr></table>", "| a | b\\|c |\n| --- | --- |\n| `a \\| b \\\\| c` | x<br>y |\n| l1<br>l2 | p<br>q |")]
    [InlineData("<table><tr><th>a</th><th>b</th></tr><tr><td colspan=2>c</td></tr></table>", "| a | b |\n| --- | --- |\n| c |  |")]
    [InlineData("<table><tr><td rowspan=2>a</td><td>b</td></tr><tr><td>c|d</td></tr></table>", "|  |  |\n| --- | --- |\n| a | b |\n|  | c\\|d |")]
    [InlineData("<p>1. no list</p>", "1\\. no list")]
    [InlineData("<p>a<br>b</p>", "a  \nb")]
    [InlineData("<p>x<sup>2</sup></p>", "x<sup>2</sup>")]
    [InlineData("<dl><dt>t</dt><dd>d</dd></dl>", "- t\n\n  d")]
    [InlineData("<p>E <math alttext=\"mc^2\"><mi>m</mi></math></p>", "E mc\\^2")]
    public void Elements_become_their_markdown(string html, string markdown)
    {
        var page = Read(Filler + html + Filler);
        var body = page.Markdown.Split("\n\n", 2)[1];
        Assert.StartsWith(markdown + "\n\n", body, StringComparison.Ordinal);
    }

    [Fact]
    public void Footnotes_become_footnotes()
    {
        var page = Read(Filler + "<p>Text<sup><a href=\"#n1\" id=r1>1</a></sup> that goes on for a little while.</p>" + Filler + "<ol><li id=n1>The note. <a href=\"#r1\">back</a></li></ol>" + Filler);
        Assert.Contains("Text[^1] that", page.Markdown, StringComparison.Ordinal);
        Assert.Contains("[^1]: The note.\n", page.Markdown, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_page_reads_back_with_all_its_words()
    {
        var inline = Gen.Elements(Words).SelectMany(word => Gen.Elements(Inline.Append("")), (word, tag) => tag.Length == 0 ? Encode(word) + " " : $"<{tag}>{Encode(word)}</{tag.Split(' ')[0]}>");
        var text = inline.NonEmptyListOf().Select(pieces => string.Concat(pieces.Take(6)));
        var block = Gen.Elements(Blocks).SelectMany(_ => text, (tag, words) => $"<{tag}>{words}{Close(tag)}");
        var pages = block.NonEmptyListOf().Select(blocks => Filler + string.Concat(blocks.Take(12)) + Filler);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300).WithQuietOnSuccess(true), Prop.ForAll(pages.ToArbitrary(), html =>
        {
            var page = Read(html);
            MarkdownReading.AssertSameWords(page.Text, page.Markdown, html);
        }));
    }

    private static McpPage Read(string html) => new PageReader(new EngineContext()).Read($"<html><body><article>{html}</article></body></html>", new Uri("https://example.org/d/"));

    private static string Encode(string text) => System.Net.WebUtility.HtmlEncode(text);

    private static string Close(string tags) => string.Concat(tags.Split('>').Reverse().Select(tag => "</" + tag.TrimStart('<').Split('<', ' ')[0] + ">"));
}
