using System.Security.Cryptography;
using System.Text;
using McpOps.Charts;

namespace McpOps.Cli.StatusPage.Html;

/// <summary>What every page has around it. Nothing is loaded from elsewhere, and no script runs but our own.</summary>
internal static class PageFrame
{
    private static readonly string Style = ChartStyle.Css + Read("page.css");
    private static readonly string Script = Read("page.js");

    /// <summary>What a browser may do with a page: our style and our script, by their hashes, and nothing else.</summary>
    public static string Policy { get; } = $"default-src 'none'; style-src '{Hash(Style)}'; script-src '{Hash(Script)}'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>A page.</summary>
    /// <param name="title">Its title, not yet escaped.</param>
    /// <param name="root">The way to the first page: empty, or <c>../</c>.</param>
    /// <param name="version">The board's version that it shows.</param>
    /// <param name="body">Its content.</param>
    public static string Wrap(string title, string root, long version, string body) => $"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>{HtmlText.Of(title)}</title>
        <link rel="icon" href="data:,">
        <link rel="alternate" type="application/atom+xml" title="Alerts" href="{root}feed.xml">
        <noscript><meta http-equiv="refresh" content="60"></noscript>
        <style>{Style}</style>
        </head>
        <body data-events="{root}events?since={version}">
        <a class="skip" href="#main">To the servers</a>
        {body}
        <p id="live" class="hidden" role="status"></p>
        <script>{Script}</script>
        </body>
        </html>

        """;

    private static string Read(string name)
    {
        using var stream = typeof(PageFrame).Assembly.GetManifestResourceStream("statuspage:" + name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n").Trim();
    }

    private static string Hash(string text) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
