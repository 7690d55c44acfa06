using System.CommandLine;
using McpOps.Cli.Output;
using McpOps.Crawling;

namespace McpOps.Cli.Verbs;

/// <summary><c>mcpops crawl</c>: the pages of a site, and its broken links.</summary>
internal static class CrawlVerb
{
    private static readonly IReadOnlyList<Column<McpPage>> Columns = [.. PageColumns.All, new("FoundOn", page => page.Error is null ? null : page.FoundOn) { MaxWidth = 40 }];

    public static Command Create(CliConsole console)
    {
        var urls = new Argument<Uri[]>("URL") { Description = "Where to begin.", Arity = ArgumentArity.OneOrMore, CustomParser = WebAddress.ParseMany };
        var output = SharedOptions.Output();
        var verb = new Command("crawl", "Walk a site politely and read its pages; a page that cannot be read names the page that links to it.") { urls, output };
        var walk = new WalkArguments(verb);
        var pages = new PageArguments(verb);
        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var options = walk.Read(parsed, pages.Read(parsed));
            var read = new SiteWalker(console.Context, options).WalkAsync(parsed.GetValue(urls)!, cancellationToken);
            var (good, bad) = await WriteAsync(console, parsed.GetValue(output), read);
            return bad == 0 && good > 0 ? ExitCodes.Done : good > 0 ? ExitCodes.Partial : ExitCodes.Failed;
        });
        return verb;
    }

    /// <summary>Writes pages as they come. Only a table waits for the end, and it keeps no text: a site may be larger than the memory.</summary>
    private static async Task<(int Good, int Bad)> WriteAsync(CliConsole console, OutputFormat format, IAsyncEnumerable<McpPage> pages)
    {
        var rows = new List<McpPage>();
        var (good, bad) = (0, 0);
        if (format is OutputFormat.Csv)
        {
            ResultWriter.WriteAll(console, format, [], Columns);
        }

        await foreach (var page in pages)
        {
            (good, bad) = page.Error is null ? (good + 1, bad) : (good, bad + 1);
            switch (format)
            {
                case OutputFormat.Json:
                    console.Out.Write(good + bad == 1 ? "[\n" : ",\n");
                    console.Out.Write(JsonText.OneLine(page));
                    break;
                case OutputFormat.Ndjson:
                    console.Out.WriteLine(JsonText.OneLine(page));
                    break;
                case OutputFormat.Csv:
                    console.Out.WriteLine(ResultWriter.CsvLine(page, Columns));
                    break;
                default:
                    rows.Add(page with { Text = "", Markdown = "", Links = [], Images = [], JsonLd = [] });
                    break;
            }

            await console.Out.FlushAsync();
        }

        if (format is OutputFormat.Json)
        {
            console.Out.WriteLine(good + bad == 0 ? "[]" : "\n]");
        }
        else if (format is OutputFormat.Table)
        {
            ResultWriter.WriteAll(console, format, rows, Columns);
        }

        return (good, bad);
    }
}
