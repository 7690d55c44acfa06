using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace McpOps.Cli.Serve;

/// <summary>The small site that the demo reads: what a site has in small, a home page, an article and a list.</summary>
internal static class DemoSite
{
    public const string ArticlePath = "/site/why-servers-die.html";

    private const string Home = """
        <!doctype html><html lang="en"><head><title>The Lighthouse</title></head>
        <body><nav><a href="/site/">Home</a> <a href="/site/why-servers-die.html">Why servers die</a> <a href="/site/duties.html">Duties</a></nav>
        <main><h1>The Lighthouse</h1><p>Notes of people who keep servers alive.</p></main></body></html>
        """;

    private const string Article = """
        <!doctype html><html lang="en"><head><title>Why servers die</title><meta name="author" content="The keeper"></head>
        <body><nav><a href="/site/">Home</a> <a href="/site/duties.html">Duties</a></nav>
        <article><h1>Why servers die</h1>
        <p>A server that answers its port is not alive. It is alive when it does its work: when a tool that is called gives the answer that was
        asked for, within the time that was promised.</p>
        <p>Most of them do not crash. A disk fills, a certificate runs out, a pool has no connection left, and the process sits there and says
        nothing. That is why a probe speaks the protocol to its end, and why it looks at what the server stands on.</p>
        <ul><li>Watch the disk before it is full.</li><li>Restore a backup before it is needed.</li></ul></article>
        <footer>Made for the demonstration.</footer></body></html>
        """;

    private const string Duties = """
        <!doctype html><html lang="en"><head><title>Duties</title></head>
        <body><nav><a href="/site/">Home</a> <a href="/site/why-servers-die.html">Why servers die</a></nav>
        <main><h1>Duties</h1><table><tr><th>When</th><th>What</th></tr><tr><td>Daily</td><td>Health and logs</td></tr>
        <tr><td>Weekly</td><td>A restore drill</td></tr><tr><td>Monthly</td><td>Capacity</td></tr></table></main></body></html>
        """;

    public static void Map(WebApplication app)
    {
        app.MapGet("/site/", context => Results.Text(Home, "text/html; charset=utf-8").ExecuteAsync(context));
        app.MapGet(ArticlePath, context => Results.Text(Article, "text/html; charset=utf-8").ExecuteAsync(context));
        app.MapGet("/site/duties.html", context => Results.Text(Duties, "text/html; charset=utf-8").ExecuteAsync(context));
    }
}
