using System.CommandLine;
using McpOps.Cli.Output;
using McpOps.Crawling;

namespace McpOps.Cli.Verbs;

/// <summary><c>mcpops page</c>: one page, its content and what it says about itself.</summary>
internal static class PageVerb
{
    private enum PageFormat
    {
        Table,
        Json,
        Ndjson,
        Markdown,
        Text,
    }

    public static Command Create(CliConsole console)
    {
        var target = new Argument<string>("URL|FILE") { Description = "The address of a page, a saved HTML file (also .gz), or - for standard input." };
        var baseUrl = new Option<Uri?>("--base-url")
        {
            Description = "Where a saved page came from: its relative links are made absolute with it.",
            HelpName = "URL",
            CustomParser = WebAddress.Parse,
        };
        var output = new Option<PageFormat>("--output", "-o") { Description = "table, json, ndjson, markdown or text.", DefaultValueFactory = _ => PageFormat.Table };
        var verb = new Command("page", "Read a page: title, byline, dates, links, and the main content as Markdown or text.") { target, baseUrl, output };
        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var page = await ReadAsync(console, parsed.GetValue(target)!, parsed.GetValue(baseUrl), cancellationToken);
            Write(console, parsed.GetValue(output), page);
            return ExitCodes.Done;
        });
        return verb;
    }

    private static async Task<McpPage> ReadAsync(CliConsole console, string target, Uri? baseUrl, CancellationToken cancellationToken)
    {
        var reader = new PageReader(console.Context);
        if (target == "-")
        {
            await using var input = Console.OpenStandardInput();
            return await reader.ReadStreamAsync(input, baseUrl, new PageOptions(), cancellationToken);
        }

        return await reader.ReadFileAsync(target, baseUrl, new PageOptions(), cancellationToken);
    }

    private static void Write(CliConsole console, PageFormat format, McpPage page)
    {
        switch (format)
        {
            case PageFormat.Markdown:
                console.Out.Write(page.Markdown);
                break;
            case PageFormat.Text:
                console.Out.Write(page.Text);
                break;
            case PageFormat.Json:
                console.Out.WriteLine(JsonText.Pretty(page));
                break;
            case PageFormat.Ndjson:
                console.Out.WriteLine(JsonText.OneLine(page));
                break;
            default:
                ResultWriter.WriteOne(console, OutputFormat.Table, page, PageColumns.All);
                break;
        }
    }
}
