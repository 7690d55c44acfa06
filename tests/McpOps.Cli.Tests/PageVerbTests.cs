using System.Text.Json;

namespace McpOps.Cli.Tests;

public sealed class PageVerbTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N") + ".html");

    public PageVerbTests() => File.WriteAllText(_file, """
        <html lang="en"><head><title>Saved</title></head><body><nav><a href="/home">Home</a></nav>
        <article><h1>Saved</h1><p>The text of the saved page is here, with a stop or two. It is long enough to be the content.</p><h2>More</h2>
        <p>And a <a href="next">second</a> paragraph, which is long enough too, so that nobody takes it for a caption or a note.</p></article></body></html>
        """);

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task Text_is_the_main_content_alone()
    {
        var (code, output, _) = await Cli.RunAsync("page", _file, "--output", "text");
        Assert.Equal(ExitCodes.Done, code);
        Assert.StartsWith("The text of the saved page", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Home", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Markdown_has_absolute_links()
    {
        var (_, output, _) = await Cli.RunAsync("page", _file, "--base-url", "https://example.org/a/", "--output", "markdown");
        Assert.Contains("## More", output, StringComparison.Ordinal);
        Assert.Contains("[second](https://example.org/a/next)", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_is_one_object()
    {
        var (_, output, _) = await Cli.RunAsync("page", _file, "--base-url", "https://example.org/a/", "--output", "json");
        using var json = JsonDocument.Parse(output);
        Assert.Equal("Saved", json.RootElement.GetProperty("title").GetString());
        Assert.Equal("https://example.org/home", json.RootElement.GetProperty("links")[0].GetProperty("uri").GetString());
    }

    [Theory]
    [InlineData(ExitCodes.Failed, "PageFileNotFound", "page", "no-such-file.html")]
    [InlineData(ExitCodes.Usage, "AddressNotSupported", "page", "ftp://example.org/x")]
    [InlineData(ExitCodes.Usage, "'nonsense' is no address", "page", "x.html", "--base-url", "nonsense")]
    [InlineData(ExitCodes.Usage, "'example.org' is no address", "crawl", "example.org")]
    [InlineData(ExitCodes.Failed, "AddressNotPublic", "page", "http://127.0.0.1:9/", "--public-only")]
    public async Task What_cannot_be_done_is_said(int code, string says, params string[] arguments)
    {
        var (actual, output, error) = await Cli.RunAsync(arguments);
        Assert.Equal(code, actual);
        Assert.Empty(output);
        Assert.Contains(says, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_site_that_cannot_be_reached_is_a_failure_with_its_page()
    {
        var (code, output, _) = await Cli.RunAsync("crawl", "http://127.0.0.1:9/", "--output", "ndjson");
        Assert.Equal(ExitCodes.Failed, code);
        Assert.Contains("\"error\":\"PageUnreachable\"", output, StringComparison.Ordinal);
    }
}
