using System.Text.Json.Nodes;
using McpOps.Cli.Serve;
using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Cli.Tests.Serve;

/// <summary>The tools over a real connection, on the demo's site.</summary>
public sealed class CrawlToolsTests : IAsyncLifetime
{
    private readonly List<string> _lines = [];
    private CrawlTools _tools = null!;
    private ServeHost _host = null!;
    private McpSession _session = null!;

    private Uri Site => new(_host.Url, "/site/");

    public async ValueTask InitializeAsync()
    {
        var log = new ServeLog(_lines.Add, TimeProvider.System);
        _tools = new CrawlTools(["127.0.0.1"], log, TimeProvider.System);
        _host = await ServeHost.StartAsync(new ServeOptions { Port = 0 }, _tools.CreateOptions(), DemoSite.Map, ServeLog.None, TimeProvider.System, TestContext.Current.CancellationToken);
        _session = await new McpConnector(new EngineContext()).ConnectAsync(McpServer.FromUrl(_host.Url, name: "test"), new ConnectOptions { Timeout = TimeSpan.FromSeconds(60) }, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync();
        await _host.DisposeAsync();
        await _tools.DisposeAsync();
    }

    [Fact]
    public async Task A_page_is_extracted_and_logged_as_the_guides_expect()
    {
        var url = new Uri(_host.Url, DemoSite.ArticlePath).ToString();
        var answer = await CallAsync("web_content_extract", new JsonObject { ["url"] = url });
        Assert.True(answer["success"]!.GetValue<bool>());
        Assert.StartsWith("A server that answers its port is not alive.", answer["content"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("Why servers die", answer["metadata"]!["title"]!.GetValue<string>());
        Assert.Contains(_lines, line => line.EndsWith($"mcpops - INFO - Extracting content from URL: {url}", StringComparison.Ordinal));
        Assert.Contains(_lines, line => System.Text.RegularExpressions.Regex.IsMatch(line, @"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} - mcpops - INFO - Successfully extracted \d+ characters from \S+ in \d+ ms$"));
    }

    [Fact]
    public async Task A_site_is_crawled()
    {
        var answer = await CallAsync("domain_deep_crawl_tool", new JsonObject { ["domain_url"] = Site.ToString(), ["max_depth"] = 1, ["exclude_patterns"] = new JsonArray("*duties*") });
        Assert.Equal([Site.ToString(), new Uri(_host.Url, DemoSite.ArticlePath).ToString()], answer["pages"]!.AsArray().Select(page => page!["url"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("short", 10, "short")]
    [InlineData("longer", 4, "long")]
    [InlineData("a\uD83D\uDE00b", 2, "a")]
    [InlineData("none", -3, "")]
    public void A_text_beyond_what_is_left_is_cut_and_says_so(string text, int left, string begin)
    {
        var cut = AnswerBudget.Cut(text, left);
        Assert.StartsWith(begin, cut, StringComparison.Ordinal);
        Assert.Equal(text.Length > left, cut.Contains("cut here", StringComparison.Ordinal));
        Assert.DoesNotContain('\uD83D', cut.Replace("\uD83D\uDE00", "", StringComparison.Ordinal));
    }

    [Fact]
    public void All_answers_together_have_a_limit_and_give_back_what_they_held()
    {
        var budget = new AnswerBudget(mostBytes: 20);
        using (var one = budget.Begin())
        using (var other = budget.Begin())
        {
            Assert.Equal(("sixsix", false), (one.Take("sixsix"), one.IsCut));
            Assert.StartsWith("more\n\n[cut", other.Take("more than is left"), StringComparison.Ordinal);
            Assert.True(other.IsCut && other.Why.Contains("together", StringComparison.Ordinal));
            Assert.False(one.Fits(1));
        }

        using var later = budget.Begin();
        Assert.True(later.Fits(10));
        Assert.InRange(later.Title(new string('t', 5000))!.Length, 1000, 1100);
    }

    [Fact]
    public async Task Links_of_a_page_whose_base_is_long_are_cut_by_their_characters()
    {
        await using var site = Microsoft.AspNetCore.Builder.WebApplication.CreateSlimBuilder().Build();
        site.Urls.Add("http://127.0.0.1:0");
        var links = string.Concat(Enumerable.Range(0, 18_000).Select(number => $"<a href={number}>{number}</a> "));
        Microsoft.AspNetCore.Builder.RunExtensions.Run(site, async context =>
        {
            context.Response.ContentType = "text/html";
            await Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(context.Response, $"<html><head><base href=/{new string('x', 200)}/></head><body><article>{links}</article>");
        });
        await site.StartAsync(TestContext.Current.CancellationToken);
        var answer = await CallAsync("domain_link_preview_tool", new JsonObject { ["domain_url"] = site.Urls.First() });
        Assert.True(answer["truncated"]!.GetValue<bool>());
        Assert.InRange(answer["data"]!["links"]!.AsArray().Count, 5000, 12_000);
        Assert.Equal(18_000, answer["data"]!["metadata"]!["total_links"]!.GetValue<int>());
    }

    [Fact]
    public async Task An_answer_ends_at_its_limit_and_says_so()
    {
        await using var site = Microsoft.AspNetCore.Builder.WebApplication.CreateSlimBuilder().Build();
        site.Urls.Add("http://127.0.0.1:0");
        var paragraph = string.Concat(Enumerable.Repeat("<p>Words and more words of which a page of an article is made, one after another.</p>", 6000));
        Microsoft.AspNetCore.Builder.RunExtensions.Run(site, async context =>
        {
            context.Response.ContentType = "text/html";
            await Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(context.Response, $"<html><body><article>{string.Concat(Enumerable.Range(0, 20).Select(number => $"<a href=/{number}>{number}</a> "))}{paragraph}</article>");
        });
        await site.StartAsync(TestContext.Current.CancellationToken);
        var answer = await CallAsync("domain_deep_crawl_tool", new JsonObject { ["domain_url"] = site.Urls.First(), ["max_pages"] = 20 });
        var pages = answer["pages"]!.AsArray();
        Assert.True(answer["truncated"]!.GetValue<bool>());
        Assert.InRange(pages.Count, 2, 10);
        Assert.InRange(pages.Sum(page => page!["content"]!.GetValue<string>().Length), AnswerBudget.MostCharacters - 1, AnswerBudget.MostCharacters + 100);
        Assert.Contains("cut here", pages[^1]!["content"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Links_are_listed()
    {
        var answer = await CallAsync("domain_link_preview_tool", new JsonObject { ["domain_url"] = Site.ToString() });
        Assert.Equal(3, answer["data"]!["links"]!.AsArray().Count);
        Assert.Equal("127.0.0.1", answer["data"]!["domain"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("http://localhost:1/")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    public async Task What_must_not_be_fetched_is_an_answer_that_says_why(string url)
    {
        var answer = await CallAsync("web_content_extract", new JsonObject { ["url"] = url });
        Assert.False(answer["success"]!.GetValue<bool>());
        Assert.NotEmpty(answer["error"]!.GetValue<string>());
    }

    private async Task<JsonNode> CallAsync(string tool, JsonObject arguments) =>
        JsonNode.Parse((await _session.CallToolAsync(tool, arguments, TestContext.Current.CancellationToken)).Text)!;
}
