using McpOps.Crawling;

namespace McpOps.Core.Tests.Crawling;

public sealed class RenderTests
{
    private const string Shell = """
        <html><head><title>Shell</title></head><body><div id="root"></div><script>
        setTimeout(() => { document.getElementById('root').innerHTML = '<article><h1>Shell</h1><p>These words were written by a script, and they are enough to be an article.</p></article>'; }, 50);
        </script></body></html>
        """;

    [Fact]
    public async Task A_shell_is_rendered_when_that_is_allowed()
    {
        Assert.SkipUnless(Command.Find("chromium") is not null && Command.Find("node") is not null, "chromium or node is not installed.");
        await using var site = RawSite.OfPages(new Dictionary<string, string> { ["/"] = Shell });
        await using var reader = new PageReader(new EngineContext(), new PageOptions { Render = PageRender.Auto });
        var page = await reader.ReadAsync(site.Uri);
        Assert.True(page.Rendered);
        Assert.StartsWith("These words were written by a script", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_needs_no_script_is_not_rendered()
    {
        var html = "<html><head><title>T</title><script>1</script></head><body><article>" + string.Concat(Enumerable.Repeat("<p>Plain words that need no script at all, and there are enough of them.</p>", 10)) + "</article></body></html>";
        await using var site = RawSite.OfPages(new Dictionary<string, string> { ["/"] = html });
        await using var reader = new PageReader(new EngineContext(), new PageOptions { Render = PageRender.Auto, BrowserPath = "/no/such/browser" });
        Assert.False((await reader.ReadAsync(site.Uri)).Rendered);
    }

    [Fact]
    public async Task Without_a_browser_it_is_said_and_other_pages_are_read()
    {
        await using var site = RawSite.OfPages(new Dictionary<string, string> { ["/"] = Shell });
        await using var reader = new PageReader(new EngineContext(), new PageOptions { Render = PageRender.Always, BrowserPath = "/no/such/browser" });
        Assert.Equal("BrowserNotFound", (await Assert.ThrowsAsync<McpOpsException>(() => reader.ReadAsync(site.Uri))).ErrorId);
        Assert.Equal("Shell", reader.Read(Shell, null).Title);
    }
}
