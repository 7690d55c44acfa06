using System.ComponentModel;
using System.Text.Json;
using AngleSharp.Html.Parser;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpOps.Cli.Serve;

/// <summary>The tools of the embedded server.</summary>
internal static class CrawlTools
{
    /// <summary>The options of a server that offers the tools.</summary>
    /// <param name="http">What pages are fetched with.</param>
    public static McpServerOptions CreateOptions(HttpClient http)
    {
        var extract = McpServerTool.Create(
            [Description("Fetches a web page and returns its visible text.")] async ([Description("The page's http or https address.")] string url, CancellationToken cancellationToken) =>
                await ExtractAsync(http, url, cancellationToken),
            new McpServerToolCreateOptions { Name = "web_content_extract", Title = "Extract a page's content", ReadOnly = true, OpenWorld = true, Destructive = false });

        return new McpServerOptions
        {
            ServerInfo = new Implementation { Name = "mcpops", Version = typeof(CrawlTools).Assembly.GetName().Version?.ToString(3) ?? "0" },
            ToolCollection = [extract],
        };
    }

    private static async Task<string> ExtractAsync(HttpClient http, string url, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            return Failure($"'{url}' is not an absolute http or https address.");
        }

        try
        {
            var html = await http.GetStringAsync(uri, cancellationToken);
            var document = await new HtmlParser().ParseDocumentAsync(html, cancellationToken);
            foreach (var hidden in document.QuerySelectorAll("script,style,noscript,template"))
            {
                hidden.Remove();
            }

            var words = (document.Body?.TextContent ?? "").Split(default(char[]), StringSplitOptions.RemoveEmptyEntries);
            return JsonSerializer.Serialize(new
            {
                success = true,
                content = string.Join(' ', words),
                metadata = new { title = document.Title, word_count = words.Length, extraction_method = "visible-text" },
            });
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return Failure(exception.Message);
        }
    }

    private static string Failure(string error) => JsonSerializer.Serialize(new { success = false, error });
}
