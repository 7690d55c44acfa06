using System.CommandLine;
using McpOps.Cli.Output;
using System.CommandLine.Parsing;
using McpOps.Crawling;

namespace McpOps.Cli.Verbs;

/// <summary>The options that <c>page</c> and <c>crawl</c> share: how pages are fetched.</summary>
internal sealed class PageArguments
{
    private const double LongestTimeout = 86400;

    private readonly Option<PageRender> _render = new("--render") { Description = "When a browser renders a page: never, auto (when the page is a shell that scripts fill) or always." };
    private readonly Option<string?> _browser = new("--browser-path") { Description = "The Chromium, Chrome or Edge to render with.", HelpName = "PATH" };
    private readonly Option<double?> _timeout = SecondsOption.Create("--timeout", "Seconds that one page may take; 30 by default.");
    private readonly Option<long?> _maxBytes = new("--max-bytes") { Description = "Most bytes of one page after decoding; 10485760 by default.", HelpName = "N" };
    private readonly Option<string?> _userAgent = new("--user-agent") { Description = "What the requests say they come from.", HelpName = "TEXT" };
    private readonly Option<bool> _publicOnly = new("--public-only") { Description = "Refuse addresses that are not public." };

    public PageArguments(Command verb)
    {
        _timeout.Validators.Add(result => Positive(result, LongestTimeout));
        _maxBytes.Validators.Add(result => Positive(result, 1L << 31));
        foreach (var option in (ReadOnlySpan<Option>)[_render, _browser, _timeout, _maxBytes, _userAgent, _publicOnly])
        {
            verb.Options.Add(option);
        }
    }

    public PageOptions Read(ParseResult parsed)
    {
        var options = new PageOptions { Render = parsed.GetValue(_render), BrowserPath = parsed.GetValue(_browser), PublicOnly = parsed.GetValue(_publicOnly) };
        return options with
        {
            Timeout = parsed.GetValue(_timeout) is { } seconds ? TimeSpan.FromSeconds(seconds) : options.Timeout,
            MaxBytes = parsed.GetValue(_maxBytes) ?? options.MaxBytes,
            UserAgent = parsed.GetValue(_userAgent) ?? options.UserAgent,
        };
    }

    /// <summary>Adds an error for a number that is not above 0, or above the most that makes sense.</summary>
    public static void Positive(OptionResult result, double most)
    {
        if (result.Tokens.Count > 0 && double.TryParse(result.Tokens[0].Value, System.Globalization.CultureInfo.InvariantCulture, out var number) && !(number > 0 && number <= most))
        {
            result.AddError($"{result.Option.Name} takes a number above 0 and at most {most:0}; not {result.Tokens[0].Value}.");
        }
    }
}
