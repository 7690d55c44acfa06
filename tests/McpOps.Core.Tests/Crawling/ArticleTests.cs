using McpOps.Crawling;

namespace McpOps.Core.Tests.Crawling;

public sealed class ArticleTests
{
    private const double Promised = 0.970;

    [Fact]
    public async Task The_text_of_articles_is_found_as_well_as_promised()
    {
        await using var reader = new PageReader(new EngineContext());
        var pages = new List<(string, string)>();
        foreach (var article in SharedArticles.ReadOrSkip())
        {
            var page = await reader.ReadStreamAsync(new MemoryStream(article.Html), article.Url);
            pages.Add((article.Body, page.Text));
        }

        var score = ShingleScore.F1(pages);
        Assert.True(score >= Promised, $"F1 is {score:0.0000}");
    }

    [Fact]
    public async Task Markdown_read_back_has_the_words_of_the_text_on_every_article()
    {
        await using var reader = new PageReader(new EngineContext());
        foreach (var article in SharedArticles.ReadOrSkip())
        {
            var page = await reader.ReadStreamAsync(new MemoryStream(article.Html), article.Url);
            MarkdownReading.AssertSameWords(page.Text, page.Markdown, article.Url.AbsoluteUri);
        }
    }

    [Fact]
    public async Task Readers_who_write_more_than_the_author_are_left_out()
    {
        const string said = "The author says something about the subject, in a sentence that is long enough to be one of an article. ";
        const string remark = "A reader answers at length, and means well, but what is said here stands below the article and not in it. ";
        var html = $"<html><body><div class=\"post-body\"><p>{said}</p><p>{said}{said}</p></div><div id=\"comments\"><h2>Top comments</h2>{string.Concat(Enumerable.Repeat($"<div class=\"comment\"><p>{remark}{remark}</p></div>", 3))}</div></body></html>";
        await using var reader = new PageReader(new EngineContext());
        var page = await reader.ReadStreamAsync(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(html)), null);
        Assert.Contains("The author says", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("A reader answers", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_page_gives_the_same_result()
    {
        await using var reader = new PageReader(new EngineContext());
        foreach (var article in SharedArticles.ReadOrSkip().Take(5))
        {
            var first = await reader.ReadStreamAsync(new MemoryStream(article.Html), article.Url);
            var second = await reader.ReadStreamAsync(new MemoryStream(article.Html), article.Url);
            Assert.Equal((first.Text, first.Markdown, first.Confidence), (second.Text, second.Markdown, second.Confidence));
        }
    }
}
