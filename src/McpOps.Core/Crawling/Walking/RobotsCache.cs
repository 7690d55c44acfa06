using System.Collections.Concurrent;
using McpOps.Crawling.Fetching;

namespace McpOps.Crawling.Walking;

/// <summary>The robots.txt of each site that is met, read once.</summary>
internal sealed class RobotsCache(PageFetcher fetcher, WalkOptions options, EngineContext context)
{
    private readonly ConcurrentDictionary<string, Lazy<Task<RobotsFile>>> _files = new(StringComparer.OrdinalIgnoreCase);

    private string Agent => options.Page.UserAgent.Split('/', ' ')[0];

    public async Task<bool> AllowsAsync(Uri uri, CancellationToken cancellationToken) =>
        !options.ObeyRobots || (await FileAsync(uri, cancellationToken)).Allows(uri);

    /// <summary>The addresses in the sitemaps of the sites: those that robots.txt names, else the one at the usual place.</summary>
    public async Task<IReadOnlyList<Uri>> SitemapsAsync(IEnumerable<Uri> starts, int most, CancellationToken cancellationToken)
    {
        var files = new List<Uri>();
        foreach (var start in starts.DistinctBy(start => start.Authority))
        {
            var named = (await FileAsync(start, cancellationToken)).Sitemaps;
            files.AddRange(named.Count > 0 ? named : [new Uri(start, "/sitemap.xml")]);
        }

        return await new Sitemaps(fetcher, context).ReadAsync(files, most, cancellationToken);
    }

    private Task<RobotsFile> FileAsync(Uri uri, CancellationToken cancellationToken) =>
        _files.GetOrAdd(uri.GetLeftPart(UriPartial.Authority), site => new Lazy<Task<RobotsFile>>(() => ReadAsync(new Uri(site), cancellationToken))).Value;

    private async Task<RobotsFile> ReadAsync(Uri site, CancellationToken cancellationToken)
    {
        var uri = new Uri(site, "/robots.txt");
        RobotsFile file;
        try
        {
            var fetched = await fetcher.FetchAsync(uri, _ => true, cancellationToken);
            file = fetched.IsSuccess ? RobotsFile.Parse(PageText.Decode(fetched.Body, fetched.Charset), Agent, site)
                : fetched.Status >= 500 ? RobotsFile.DisallowAll : RobotsFile.AllowAll;
        }
        catch (McpOpsException exception) when (exception.ErrorId is "PageTooLarge" or "TooManyRedirects")
        {
            file = RobotsFile.AllowAll;
        }
        catch (McpOpsException exception)
        {
            // The site itself will say what is wrong, page by page.
            context.Warn("RobotsUnreadable", $"{uri} cannot be read: {exception.Message}", uri.AbsoluteUri);
            return RobotsFile.AllowAll;
        }

        if (ReferenceEquals(file, RobotsFile.DisallowAll))
        {
            context.Warn("RobotsUnavailable", $"{uri} failed, and so nothing there may be read (RFC 9309).", uri.AbsoluteUri);
        }

        if (options.ObeyRobots && file.CrawlDelay is { } delay)
        {
            fetcher.Gate.SlowDown(site, delay);
        }

        return file;
    }
}
