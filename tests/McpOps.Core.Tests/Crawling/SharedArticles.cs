using System.IO.Compression;
using System.Text.Json;

namespace McpOps.Core.Tests.Crawling;

/// <summary>The 54 pages with true article bodies of scrapinghub's article-extraction-benchmark, where they are at hand.</summary>
internal static class SharedArticles
{
    public sealed record Article(string Id, Uri Url, string Body, byte[] Html);

    public static IReadOnlyList<Article> ReadOrSkip()
    {
        var folder = Find();
        Assert.SkipUnless(folder is not null, "The articles are not at hand: set MCPOPS_SHARED_DATA to the folder that holds articles/.");
        using var truth = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder!, "ground-truth.json")));
        return [.. truth.RootElement.EnumerateObject().Select(page => new Article(
            page.Name,
            new Uri(page.Value.GetProperty("url").GetString()!),
            page.Value.GetProperty("articleBody").GetString()!,
            Unpack(Path.Combine(folder!, "html", page.Name + ".html.gz"))))];
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("MCPOPS_SHARED_DATA") is { Length: > 0 } given)
        {
            return Existing(Path.Combine(given, "articles"));
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Existing(Path.Combine(folder.FullName, "shared", "data", "articles")) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static string? Existing(string folder) => File.Exists(Path.Combine(folder, "ground-truth.json")) ? folder : null;

    private static byte[] Unpack(string path)
    {
        using var unpacked = new MemoryStream();
        using var packed = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        packed.CopyTo(unpacked);
        return unpacked.ToArray();
    }
}
