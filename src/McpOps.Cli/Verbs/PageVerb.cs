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
        var output = new Option<PageFormat>("--output", "-o") { Description = "How the page is written: table, json, ndjson (one object a line), markdown or text; table when omitted.", HelpName = "FORMAT" };
        var tag = new Option<string?>("--etag") { Description = "The entity tag of the copy at hand; a page that has not changed has status 304 and no content.", HelpName = "TAG" };
        var since = new Option<DateTimeOffset?>("--modified-since") { Description = "When the copy at hand was last changed, for the same purpose.", HelpName = "TIME" };
        var verb = new Command("page", "Read a page: title, byline, dates, links, and the main content as Markdown or text.") { target, baseUrl, tag, since, output };
        var arguments = new PageArguments(verb);
        verb.SetAction(async (parsed, cancellationToken) =>
        {
            await using var reader = new PageReader(console.Context, arguments.Read(parsed) with { ETag = parsed.GetValue(tag), ModifiedSince = parsed.GetValue(since) });
            var page = await ReadAsync(reader, parsed.GetValue(target)!, parsed.GetValue(baseUrl), cancellationToken);
            if (page.Error is not null)
            {
                console.WriteError($"error {page.Error}: {page.Uri}: {page.ErrorMessage}");
            }

            Write(console, parsed.GetValue(output), page);
            return page.Error is null ? ExitCodes.Done : ExitCodes.Failed;
        });
        return verb;
    }

    private static async Task<McpPage> ReadAsync(PageReader reader, string target, Uri? baseUrl, CancellationToken cancellationToken)
    {
        if (target == "-")
        {
            await using var input = NamedInput.Interruptible(Console.OpenStandardInput(), cancellationToken);
            return await reader.ReadStreamAsync(input, baseUrl, cancellationToken);
        }

        // A file may have any name; what looks like an address and is none is an address all the same.
        if (target.Contains("://", StringComparison.Ordinal) && !File.Exists(target))
        {
            return Uri.TryCreate(target, UriKind.Absolute, out var uri)
                ? await reader.ReadAsync(uri, cancellationToken)
                : throw new McpOpsException("AddressNotSupported", McpErrorCategory.InvalidArgument, $"'{target}' is no address. Write it like https://example.org/page.", target);
        }

        return await reader.ReadFileAsync(target, baseUrl, cancellationToken);
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
