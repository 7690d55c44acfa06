using System.Diagnostics;
using System.Text;
using McpOps.Core.Tests.Support;
using McpOps.Crawling;

namespace McpOps.Core.Tests.Crawling;

/// <summary>Reading a page takes time in proportion to its size, whatever its markup: each of many shapes is read at one size and at four times that.</summary>
[Collection(AloneCollection.Name)]
public sealed class LinearTests
{
    private const int Size = 16 << 10;

    // Twice doubled: four times the time when it is linear, sixteen times when it is quadratic.
    private const double Most = 9;

    private const int Looks = 6;

    // Less than this is noise.
    private const double LeastMs = 6;

    private static readonly string[] Elements =
    [
        "base", "img", "link", "meta", "br", "hr", "input", "area", "col", "embed", "param", "source", "track", "wbr", "frame", "image", "a", "abbr", "address", "article", "aside", "audio", "b", "blockquote",
        "body", "button", "canvas", "caption", "center", "cite", "code", "colgroup", "dd", "del", "details", "dialog", "div", "dl", "dt", "em", "fieldset", "figcaption", "figure", "font", "footer", "form", "frameset",
        "h1", "h2", "head", "header", "html", "i", "iframe", "label", "legend", "li", "main", "map", "marquee", "math", "menu", "nav", "nobr", "noembed", "noframes", "noscript", "object", "ol", "optgroup", "option",
        "p", "pre", "q", "rp", "rt", "ruby", "s", "script", "section", "select", "small", "span", "strong", "style", "sub", "summary", "sup", "svg", "table", "tbody", "td", "template", "textarea", "tfoot", "th",
        "thead", "time", "title", "tr", "u", "ul", "var", "video", "xmp", "x-y",
    ];

    // How an element repeats; # is a number that differs each time.
    private static readonly string[] Ways = ["<@ href=x>", "<@>x. ", "<@ id=i# class=c#>text, more</@> ", "</@>", "<p>|<@>x</@>|</p>"];

    // Head | what repeats | tail.
    private static readonly string[] Shapes =
    [
        "<!--", "<!-- a ", "<!-- a -->", "<!-->|<div>|-->", "<!-- --!>|<div>|-->", "<!--|-|", "<!x>", "<?x>", "<![CDATA[", "<", "</", "<!", ">", "&", "&amp;&nbsp;", "a", " ", "\n", "\0", "word and word. ", "a\u0301", "\u00AD",
        "<img src=a alt=b>", "<base href=x>", "<table><tr>|<td>x|</table>", "<table><tr><td>a<td>b<tr>|<th>x|</table>", "<table>|<tr><td>x<td>y|</table>", "<table>|<tr><td colspan=1000 rowspan=1000>x<td>y|</table>", "<table><tr><td>",
        "<table>|<b>x|</table>", "<table>|x<i>|", "<p |a#=b |>x", "<body a#=b>", "<p a='|x|'>x", "<p class='|c# |'>x", "<p a='x<p>", "<|a|>", "<a><b>", "<b><p></b></p>", "<a><div><a>", "<b id=#><p>", "<p><b><i><u><s>x</p>",
        "<button><p>", "<select>|<option>x|", "<svg>|<tr>|", "<svg>|<td>x|", "<math>|<col>|", "<svg><style>|<g>|</style>", "<svg><g>", "<math><mi>x", "<script>|x<!--<script>|", "<script src=a></script>", "<style>|x</styl|", "<textarea>|</textare|",
        "<title>|a - |</title><p>x", "<ul><li>x", "<ul>|<li>x</li>|</ul>", "<ol>|<li value=#>x <p>y</li>|</ol>", "<dl>|<dt>x<dd>y|</dl>", "<blockquote>x", "<pre>|x\n|</pre>", "<pre>|x<br>|</pre>", "<p><code>|`x|</code>",
        "<p>|<code>`x`</code> |</p>", "<p>|<br>|x", "<p>|x<br>|", "<p>|<b>x</b>|</p>", "<p>|<em>x</em><b>y</b>|", "<p>|<b> x </b>|", "<p>|<b>x<br></b>|", "<p><b>|x<i>y</i> |</b>", "<p>|<a href=x#>y#</a> |", "<p><a href='|x/../|'>y</a>",
        "<p>|<sup><a href='#n#'>#</a></sup>x<p id=n#>note |", "<sup>|<a href='#n'>x |", "<figure><img src=a#><figcaption>c</figcaption></figure>", "<div><img src=a#></div><div>c</div>", "<p>Read more</p>", "<h2>x #</h2>", "<p class=byline>by x</p>",
        "<p>|by 2 |</p>", "<p>|2020 |</p>", "<p>|*|", "<p>|_a|", "<p>|[|", "<p>|http://a.b/c |", "<p>|- x<br>|", "<table><tr><td>a<td>|x<br>|</table>", "<details><summary>x", "<div>|....|</div>", "</body></html>x", "<frameset><frame>",
        "<script type='application/ld+json'>{\"@type\":\"Article\",\"articleBody\":\"|word # and. |\"}</script><p>x",
    ];

    [Fact]
    public void Twice_as_large_takes_twice_the_time_whatever_the_shape()
    {
        string[] all = [.. Elements.SelectMany((element, index) => Ways.Where((_, way) => way == 0 || (way + index) % 2 == 0).Select(way => way.Replace("@", element, StringComparison.Ordinal))), .. Shapes, .. Products()];
        Assert.InRange(all.Length, 300, 1000);
        Read(string.Concat(all));
        foreach (var shape in all.Take(100))
        {
            Read(Page(shape, 4096));
        }

        // More looks at what collecting garbage or compiling may have disturbed: what is quadratic is so each time.
        var slow = all.ToList();
        for (var look = 0; look < Looks; look++)
        {
            slow = slow.FindAll(shape => Growth(shape) > Most);
        }

        Assert.Empty(slow);
    }

    [Fact]
    public async Task Whoever_waited_has_gone_and_so_is_the_work()
    {
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();
        Assert.Throws<OperationCanceledException>(() => new PageReader(new EngineContext()).Read(Page("<b>x</b>", 1 << 20), null, gone.Token));
    }

    [Fact]
    public async Task The_time_out_holds_for_the_reading_too()
    {
        await using var reader = new PageReader(new EngineContext(), new PageOptions { Timeout = TimeSpan.FromMilliseconds(1) });
        var error = await Assert.ThrowsAsync<McpOpsException>(() => reader.ReadStreamAsync(new MemoryStream(Encoding.UTF8.GetBytes(Page("<a href=x#>y#</a> ", 4 << 20))), new Uri("https://e.example/"), TestContext.Current.CancellationToken));
        Assert.Equal("PageTimeout", error.ErrorId);
    }

    [Theory]
    [InlineData("<br>", 3 << 20)]
    [InlineData("<table>|<tr><td>x<td colspan=64>y|", 9 << 20)]
    public void What_would_fill_the_memory_is_refused(string shape, int size) =>
        Assert.Equal("PageTooLarge", Assert.Throws<McpOpsException>(() => Read(Page(shape, size))).ErrorId);

    // Two parts that grow together: what is done for each of the one with all of the other.
    private static IEnumerable<string> Products() =>
    [
        .. new[] { ("<title>", "t", "</title>", "<h2>ttttttttttttttttttt</h2>"), ("<base href='", "t", "'>", "<a href=x>y</a> "), ("<script type='application/ld+json'>{\"@type\":\"Article\",\"articleBody\":\"", "word and more, ", "\"}</script>", "<p>another word and yet another word, which goes on and on. #</p>") }
            .Select(pair => $"{pair.Item1}~{pair.Item2}~{pair.Item3}~{pair.Item4}"),
    ];

    private static string Page(string shape, int size)
    {
        if (shape.Split('~') is [var open, var filling, var close, var body])
        {
            return open + Repeated(filling, size / 2) + close + Repeated(body, size / 2);
        }

        return shape.Split('|') is [var head, var middle, var tail] ? head + Repeated(middle, size) + tail : Repeated(shape, size);
    }

    private static string Repeated(string piece, int size)
    {
        var text = new StringBuilder(size + piece.Length);
        for (var count = 0; text.Length < size; count++)
        {
            text.Append(piece.Replace("#", count.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal));
        }

        return text.ToString();
    }

    private static double Growth(string shape) => Processor(Page(shape, 4 * Size)) / Math.Max(LeastMs, Processor(Page(shape, Size)));

    // What the processor did for us: how busy the machine is with others does not count.
    private static double Processor(string html)
    {
        using var self = Process.GetCurrentProcess();
        var before = self.TotalProcessorTime;
        Read(html);
        self.Refresh();
        return (self.TotalProcessorTime - before).TotalMilliseconds;
    }

    private static McpPage Read(string html) => new PageReader(new EngineContext()).Read(html, new Uri("https://e.example/a/"));
}
