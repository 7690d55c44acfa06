using System.Globalization;
using System.Text;
using McpOps.Monitoring;

namespace McpOps.Cli.StatusPage.Html;

/// <summary>Alerts as an Atom feed (RFC 4287).</summary>
internal static class Feed
{
    private const int Most = 100;

    public static string Render(WatchBoard board, bool isFull, string root)
    {
        var alerts = board.Alerts().Concat(board.PastAlerts(Most)).Select(alert => PublicView.Of(alert, isFull)).OrderByDescending(When).Take(Most).ToList();
        var text = new StringBuilder($"""
            <?xml version="1.0" encoding="utf-8"?>
            <feed xmlns="http://www.w3.org/2005/Atom">
            <id>urn:mcpops:alerts</id><title>Alerts of MCP servers</title><link href="{HtmlText.Of(root)}"/><author><name>McpOps</name></author>
            <updated>{Time(alerts.Count > 0 ? When(alerts[0]) : DateTime.UnixEpoch)}</updated>

            """);
        foreach (var alert in alerts)
        {
            text.Append($"<entry><id>urn:mcpops:alert:{HtmlText.Address(alert.Id)}:{(alert.Until is null ? "open" : "over")}</id><title>{HtmlText.Of($"{alert.Server} {alert.Rule}: {(alert.Until is null ? alert.Severity : alert.Note is null ? "well again" : "no longer watched")}")}</title>")
                .Append($"<updated>{Time(When(alert))}</updated><link href=\"{HtmlText.Of(root)}server/{HtmlText.Address(alert.Server)}\"/><summary>{HtmlText.Of(alert.Message)}</summary></entry>\n");
        }

        return text.Append("</feed>\n").ToString();
    }

    private static DateTime When(McpAlert alert) => alert.Until ?? alert.Since;

    private static string Time(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
