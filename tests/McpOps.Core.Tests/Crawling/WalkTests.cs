using McpOps.Crawling;
using McpOps.Crawling.Walking;

namespace McpOps.Core.Tests.Crawling;

public sealed class WalkTests
{
    [Fact]
    public async Task A_site_is_walked_once_and_broken_links_name_their_page()
    {
        await using var site = RawSite.OfPages(Site(("/", "/a /b#x /b?utm_source=y /gone"), ("/a", "/b /"), ("/b", "/c"), ("/c", "/d")));
        var pages = await WalkAsync(site, new WalkOptions { Depth = 2 });
        Assert.Equal(["/", "/a", "/b", "/c", "/gone"], pages.Select(page => page.Uri!.AbsolutePath).Order(StringComparer.Ordinal));
        var gone = Assert.Single(pages, page => page.Error is not null);
        Assert.Equal((404, site.Uri), (gone.Status, gone.FoundOn));
        Assert.Equal(site.Asked.Count, site.Asked.Distinct().Count());
    }

    [Fact]
    public async Task A_linked_file_that_is_no_page_is_no_broken_link()
    {
        await using var site = RawSite.OfAnswers(path => path == "/" ? RawSite.Html(Page("Start", "/file")) : path == "/file" ? "HTTP/1.1 200 OK\r\nContent-Type: application/zip\r\nContent-Length: 2\r\nConnection: close\r\n\r\nPK" : "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        var pages = await WalkAsync(site, new WalkOptions());
        Assert.Equal(2, pages.Count);
        Assert.All(pages, page => Assert.Null(page.Error));
    }

    [Fact]
    public async Task What_robots_txt_forbids_is_not_asked_for()
    {
        var pages = Site(("/", "/open /private/x /private/open"), ("/open", ""), ("/private/x", ""), ("/private/open", ""));
        await using var site = RawSite.OfAnswers(path => path == "/robots.txt" ? "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\nUser-agent: *\nDisallow: /private/\nAllow: /private/open\n" : RawSite.Html(pages[path]));
        var read = await WalkAsync(site, new WalkOptions());
        Assert.Equal(3, read.Count);
        Assert.DoesNotContain("/private/x", site.Asked);
    }

    [Fact]
    public async Task A_walk_that_was_interrupted_goes_on_and_fetches_nothing_twice()
    {
        var links = string.Join(' ', Enumerable.Range(0, 40).Select(number => $"/p{number}"));
        var pages = Site([("/", links), .. Enumerable.Range(0, 40).Select(number => ($"/p{number}", "/"))]);
        await using var site = RawSite.OfPages(pages);
        var state = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"));
        try
        {
            var options = new WalkOptions { StatePath = state, ThrottleLimit = 1 };
            var first = new List<McpPage>();
            await foreach (var page in new SiteWalker(new EngineContext(), options).WalkAsync([site.Uri]))
            {
                first.Add(page);
                if (first.Count == 10)
                {
                    break;
                }
            }

            // As a kill in the middle of a write would leave it.
            await File.AppendAllTextAsync(state, "{\"Found\":{\"Uri\":\"http://127.0");
            var second = await WalkAsync(site, options);
            Assert.Equal(41, first.Concat(second).Select(page => page.Uri).Distinct().Count());
            // The page at hand when the first walk was broken off was not done.
            Assert.InRange(site.Asked.Count(path => path != "/robots.txt"), 41, 42);
        }
        finally
        {
            File.Delete(state);
        }
    }

    [Fact]
    public async Task A_calendar_without_end_is_left()
    {
        await using var site = RawSite.OfAnswers(path => RawSite.Html(Page("A month", path.Contains('=') ? $"/calendar?month={int.Parse(path.Split('=')[1], System.Globalization.CultureInfo.InvariantCulture) + 1}" : "/calendar?month=1")));
        var notices = new List<McpNotice>();
        var context = new EngineContext { Notices = new Collect(notices) };
        var pages = new List<McpPage>();
        await foreach (var page in new SiteWalker(context, new WalkOptions { Depth = 1000 }).WalkAsync([site.Uri]))
        {
            pages.Add(page);
        }

        Assert.InRange(pages.Count, 10, 40);
        Assert.Contains(notices, notice => notice.Id == "TrapSkipped");
    }

    [Fact]
    public async Task A_path_that_grows_is_left()
    {
        await using var site = RawSite.OfAnswers(path => RawSite.Html(Page("Deeper", path.TrimEnd('/') + "/more")));
        Assert.InRange((await WalkAsync(site, new WalkOptions { Depth = 1000 })).Count, 2, 5);
    }

    [Fact]
    public async Task Pages_that_say_the_same_name_the_first()
    {
        await using var site = RawSite.OfPages(new Dictionary<string, string> { ["/"] = Page("One", "/two"), ["/two"] = Page("One", "/two") });
        var pages = await WalkAsync(site, new WalkOptions());
        Assert.Equal(site.Uri, Assert.Single(pages, page => page.DuplicateOf is not null).DuplicateOf);
    }

    [Fact]
    public async Task Sitemaps_and_their_indexes_are_read()
    {
        await using var site = RawSite.OfAnswers(path => path switch
        {
            "/robots.txt" => "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            "/sitemap.xml" => Xml("<sitemapindex><sitemap><loc>/one.xml</loc></sitemap></sitemapindex>"),
            "/one.xml" => Xml("<urlset><url><loc>/hidden</loc></url><url><loc>http://192.0.2.1/elsewhere</loc></url></urlset>"),
            _ => RawSite.Html(Page("P" + path, "")),
        });
        var pages = await WalkAsync(site, new WalkOptions { UseSitemap = true });
        Assert.Equal(["/", "/hidden"], pages.Select(page => page.Uri!.AbsolutePath).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(WalkOrder.BreadthFirst, "/ /a /b /a1")]
    [InlineData(WalkOrder.DepthFirst, "/ /b /a /a1")]
    [InlineData(WalkOrder.BestFirst, "/ /a /a1 /b")]
    public async Task Pages_come_in_the_order_that_was_asked_for(WalkOrder order, string expected)
    {
        await using var site = RawSite.OfPages(Site(("/", "/a /b"), ("/a", "/a1"), ("/b", ""), ("/a1", "")));
        var pages = await WalkAsync(site, new WalkOptions { Order = order, ThrottleLimit = 1, Keywords = ["a"] });
        Assert.Equal(expected.Split(' '), pages.Select(page => page.Uri!.AbsolutePath));
    }

    [Theory]
    [InlineData("HTTP://Example.ORG:80/a/../b/%7Efoo?b=2&a=1#frag", "http://example.org/b/~foo?a=1&b=2")]
    [InlineData("http://example.org/x?utm_source=a&id=3&gclid=9", "http://example.org/x?id=3")]
    [InlineData("http://example.org/x;jsessionid=ABC?y=1", "http://example.org/x?y=1")]
    [InlineData("http://example.org", "http://example.org/")]
    public void Names_of_the_same_page_have_one_key(string one, string other) =>
        Assert.Equal(PageKey.Of(PageKey.Clean(new Uri(other))), PageKey.Of(PageKey.Clean(new Uri(one))));

    [Theory]
    [InlineData("/fish", true)]
    [InlineData("/fish.html", false)]
    [InlineData("/filename.php?x", false)]
    [InlineData("/a.php", false)]
    [InlineData("/a.php5", true)]
    [InlineData("/deep/open/x", true)]
    [InlineData("/deep/x", false)]
    public void Robots_rules_are_those_of_the_rfc(string path, bool allowed)
    {
        var robots = RobotsFile.Parse("User-agent: other\nDisallow: /\n\nUser-Agent: mcpops # us\nuser-agent: x\nDisallow: /fish.html\nDisallow: /*.php$\nDisallow: /filename\nDisallow: /deep\nAllow: /deep/open\n", "McpOps", new Uri("http://h/"));
        Assert.Equal(allowed, robots.Allows(new Uri("http://h" + path)));
    }

    private static async Task<List<McpPage>> WalkAsync(RawSite site, WalkOptions options)
    {
        var pages = new List<McpPage>();
        await foreach (var page in new SiteWalker(new EngineContext(), options).WalkAsync([site.Uri]))
        {
            pages.Add(page);
        }

        return pages;
    }

    private static Dictionary<string, string> Site(params (string Path, string Links)[] pages) => pages.ToDictionary(page => page.Path, page => Page("Page " + page.Path, page.Links), StringComparer.Ordinal);

    private static string Page(string title, string links) =>
        $"<html><head><title>{title}</title></head><body><article><p>{title} has words of its own: {string.Join(' ', Enumerable.Range(0, 30).Select(number => title.GetHashCode(StringComparison.Ordinal) is var seed ? $"w{seed ^ (number * 7919)}" : ""))}.</p></article>"
        + string.Concat(links.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(link => $"<a href=\"{link}\">{link}</a> ")) + "</body></html>";

    private static string Xml(string body) => $"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}";

    private sealed class Collect(List<McpNotice> notices) : IProgress<McpNotice>
    {
        public void Report(McpNotice value) => notices.Add(value);
    }
}
