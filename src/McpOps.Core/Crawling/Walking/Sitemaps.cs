using System.IO.Compression;
using System.Xml;
using McpOps.Crawling.Fetching;

namespace McpOps.Crawling.Walking;

/// <summary>Reads sitemaps and sitemap indexes (sitemaps.org), as XML or plain lines, also gzip.</summary>
internal sealed class Sitemaps(PageFetcher fetcher, EngineContext context)
{
    private const int MostFiles = 100;
    private const int MostAddresses = 50_000;
    private static readonly XmlReaderSettings Safe = new() { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null, MaxCharactersFromEntities = 1000, Async = false };

    /// <summary>All addresses that the sitemaps name.</summary>
    /// <param name="first">The sitemaps to begin with.</param>
    /// <param name="most">Most addresses that are wanted.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<IReadOnlyList<Uri>> ReadAsync(IEnumerable<Uri> first, int most, CancellationToken cancellationToken)
    {
        var files = new Queue<Uri>(first);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var found = new List<Uri>();
        while (files.TryDequeue(out var file) && seen.Count < MostFiles && found.Count < Math.Min(most, MostAddresses))
        {
            if (!seen.Add(file.AbsoluteUri))
            {
                continue;
            }

            try
            {
                var fetched = await fetcher.FetchAsync(file, _ => true, cancellationToken);
                if (fetched.IsSuccess)
                {
                    await ParseAsync(fetched, files, found, cancellationToken);
                }
            }
            catch (Exception exception) when (exception is McpOpsException or XmlException or InvalidDataException)
            {
                context.Warn("SitemapUnreadable", $"The sitemap {file} cannot be read: {exception.Message}", file.AbsoluteUri);
            }
        }

        return found;
    }

    private static async Task ParseAsync(FetchedPage fetched, Queue<Uri> files, List<Uri> found, CancellationToken cancellationToken)
    {
        var body = fetched.Body;
        if (body is [0x1F, 0x8B, ..])
        {
            await using var unpacked = new GZipStream(new MemoryStream(body), CompressionMode.Decompress);
            body = await LimitedReader.ReadAsync(unpacked, 50L * 1024 * 1024, fetched.FinalUri.AbsoluteUri, cancellationToken);
        }

        var text = PageText.Decode(body, fetched.Charset);
        if (!text.AsSpan().TrimStart().StartsWith("<"))
        {
            foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                Add(found, fetched.FinalUri, line);
            }

            return;
        }

        using var xml = XmlReader.Create(new StringReader(text.TrimStart()), Safe);
        var inIndex = false;
        while (xml.Read())
        {
            if (xml.NodeType is not XmlNodeType.Element)
            {
                continue;
            }

            if (xml.LocalName is "sitemap" or "url")
            {
                inIndex = xml.LocalName == "sitemap";
            }
            else if (xml.LocalName == "loc" && xml.Read() && xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA)
            {
                if (!inIndex)
                {
                    Add(found, fetched.FinalUri, xml.Value);
                }
                else if (Uri.TryCreate(fetched.FinalUri, xml.Value.Trim(), out var file))
                {
                    files.Enqueue(file);
                }
            }
        }
    }

    private static void Add(List<Uri> found, Uri file, string address)
    {
        if (found.Count < MostAddresses && Uri.TryCreate(file, address.Trim(), out var uri) && uri.Scheme is "http" or "https")
        {
            found.Add(uri);
        }
    }
}
