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
        _session = await new McpConnector(new EngineContext()).ConnectAsync(McpServer.FromUrl(_host.Url, name: "test"), new ConnectOptions(), TestContext.Current.CancellationToken);
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
