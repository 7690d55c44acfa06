using System.Text;
using McpOps.Monitoring;
using McpOps.Probing;

namespace McpOps.Cli.StatusPage.Html;

/// <summary>The page with all servers.</summary>
internal static class IndexPage
{
    /// <summary>What marks the part that speaks of all servers.</summary>
    public const string HeadId = "head";

    private const int MostAlerts = 50;

    public static string Render(WatchBoard board, bool isFull, DateTimeOffset now)
    {
        var version = board.Version;
        var text = new StringBuilder(Head(board, isFull, now)).Append("<main id=\"main\"><h2>Servers</h2><ul class=\"servers\">");
        foreach (var server in board.Servers())
        {
            text.Append(ServerRow.Render(PublicView.Of(server, isFull), board.Past(server.Server, days: false, hours: 24), now));
        }

        return PageFrame.Wrap("MCP servers", "", version, text.Append("</ul></main>").Append(Foot).ToString());
    }

    /// <summary>How they are together, and what is wrong.</summary>
    public static string Head(WatchBoard board, bool isFull, DateTimeOffset now)
    {
        var servers = board.Servers();
        var worst = HealthStatus.Worst(servers.Select(server => server.Status));
        var text = new StringBuilder($"<header id=\"{HeadId}\"><h1>MCP servers</h1><p class=\"state whole\">{HtmlText.Shape(worst)} {Sentence(servers)}</p>");
        var alerts = board.Alerts();
        if (alerts.Count > 0)
        {
            text.Append("<section aria-labelledby=\"alerts\"><h2 id=\"alerts\">Open alerts</h2><ul class=\"alerts\">");
            foreach (var alert in alerts.Take(MostAlerts))
            {
                text.Append(AlertList.Render(PublicView.Of(alert, isFull), now, withServer: true));
            }

            text.Append(alerts.Count > MostAlerts ? $"<li>and {alerts.Count - MostAlerts} more</li>" : "").Append("</ul></section>");
        }

        var looked = board.LastRun is { } run ? $"The watch last ran {HtmlText.Time(run)}." : "The watch has just begun.";
        return text.Append($"<p class=\"note\">{looked} <span class=\"noscript\">This page was made at {HtmlText.Time(now.LocalDateTime)}.</span></p></header>").ToString();
    }

    private const string Foot = "<footer><p>Colours and shapes: a circle works, a triangle needs a look, a square does not work or needs a look at once, a rhombus could not be found out. <a href=\"feed.xml\">Alerts as a feed</a> · <a href=\"api/v1/servers\">JSON</a></p></footer>";

    private static string Sentence(IReadOnlyList<McpServerStatus> servers)
    {
        int Count(string status) => servers.Count(server => server.Status == status);
        // A certificate that ends in days wants somebody at once, and is no outage.
        var urgent = servers.Count(server => server is { Works: true, Status: HealthStatus.Unhealthy });
        var (bad, warn, unknown) = (Count(HealthStatus.Unhealthy) - urgent, Count(HealthStatus.Degraded), Count(HealthStatus.Unknown));
        var parts = new List<string>();
        if (bad > 0)
        {
            parts.Add($"{bad} of {servers.Count} {(bad == 1 ? "does" : "do")} not work");
        }

        if (urgent > 0)
        {
            parts.Add(bad > 0 ? $"{urgent} {(urgent == 1 ? "works and needs" : "work and need")} a look at once" : $"{urgent} of {servers.Count} {(urgent == 1 ? "needs" : "need")} a look at once");
        }

        if (warn > 0)
        {
            parts.Add($"{warn} {(warn == 1 ? "needs" : "need")} a look");
        }

        if (unknown > 0)
        {
            parts.Add($"of {unknown} it is not known");
        }

        return servers.Count == 0 ? "No server is watched." : parts.Count == 0 ? $"All {servers.Count} work." : string.Join(", ", parts) + ".";
    }
}
