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
