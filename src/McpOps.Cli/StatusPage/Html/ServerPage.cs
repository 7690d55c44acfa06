using System.Globalization;
using System.Text;
using McpOps.Monitoring;

namespace McpOps.Cli.StatusPage.Html;

/// <summary>The page of one server.</summary>
internal static class ServerPage
{
    private const int MostAlerts = 20;

    public static string Render(WatchBoard board, McpServerStatus all, bool isFull, DateTimeOffset now)
    {
        var (version, server) = (board.Version, PublicView.Of(all, isFull));
        var (days, hours, week) = (board.Past(server.Server, days: true), board.Past(server.Server, days: false), board.Past(server.Server, days: false, hours: 48));
        var text = new StringBuilder($"<header><p><a href=\"../\">All servers</a></p><h1>{HtmlText.Of(server.Server)}</h1></header><main id=\"main\" data-watch=\"{ServerRow.IdOf(server.Server)}\">");
        text.Append(ServerRow.State(server, now)).Append(server.Message.Length > 0 ? $"<p class=\"message\">{HtmlText.Of(server.Message)}</p>" : "").Append(ServerRow.Tags(server)).Append(Facts(server));
        text.Append("<section><h2>Availability</h2>").Append(ServerRow.Availability(server)).Append(server.IsComplete ? "" : "<p class=\"note\">The history is being read.</p>")
            .Append($"<h3>Last {days.Count} days</h3>").Append(StatusCharts.Days(days)).Append("<p class=\"note\">Dotted days are unknown: nobody looked, or our own network was down.</p>").Append(DayTable(days)).Append("</section>");
        text.Append("<section><h2>Response time</h2><p class=\"note\"><span class=\"key\"></span> p50, the median <span class=\"key band\"></span> up to p95</p><h3>48 hours</h3>").Append(StatusCharts.Response(week, "Response time of 48 hours", "dd MMM HH:mm"))
            .Append($"<h3>{days.Count} days</h3>").Append(StatusCharts.Response(hours, $"Response time of {days.Count} days", "dd MMM")).Append("</section>");
        text.Append(Objectives(server)).Append(isFull ? Checks(board, server) : "").Append(Alerts(board, server, isFull, now)).Append("</main>");
        return PageFrame.Wrap($"{server.Server}: {server.Status}", "../", version, text.ToString());
    }

    private static string Facts(McpServerStatus server)
    {
        var facts = new List<(string Name, string? Value)>
        {
            ("Address", server.Target), ("Tools", server.ToolCount?.ToString(CultureInfo.InvariantCulture)), ("Looked at", string.Create(CultureInfo.InvariantCulture, $"every {server.EverySeconds:0.##} s")),
            ("Changed", server.Drift.Length > 0 ? server.Drift : null), ("Audit", server.Findings),
        };
        return $"<dl class=\"facts\">{string.Concat(facts.Where(fact => !string.IsNullOrEmpty(fact.Value)).Select(fact => $"<div><dt>{fact.Name}</dt><dd>{HtmlText.Of(fact.Value)}</dd></div>"))}</dl>";
    }

    private static string DayTable(IReadOnlyList<McpPastStretch> days) => Table("The days in figures", ["Day", "Available", "Unknown"],
        days.Where(day => day.Achieved is not null).Reverse().Select(day => new[] { day.From.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), HtmlText.Percent(day.Achieved), string.Create(CultureInfo.InvariantCulture, $"{day.UnknownShare:0.#} %") }), isOpen: false);

    private static string Objectives(McpServerStatus server) => server.Objectives.Count == 0 ? "" : "<section><h2>Objectives</h2>" + Table("Objectives", ["Objective", "Status", "Window", "Target", "Achieved", "Errors left", "Burn rate", "Unknown"],
        server.Objectives.Select(objective => new[]
        {
            objective.Objective, objective.Status, objective.Window, HtmlText.Percent(objective.Target), HtmlText.Percent(objective.Achieved), objective.BudgetLeft is { } left ? string.Create(CultureInfo.InvariantCulture, $"{left:0.#} %") : "–",
            objective.BurnRate?.ToString("0.##", CultureInfo.InvariantCulture) ?? "–", HtmlText.Percent(objective.UnknownShare),
        }), isOpen: true) + "</section>";

    private static string Checks(WatchBoard board, McpServerStatus server) => board.Health(server.Server) is not { Checks.Count: > 0 } health ? "" : "<section><h2>Checks</h2>" + Table("Checks", ["Check", "Status", "Value", "What was found"],
        health.Checks.Select(check => new[] { check.Name, check.Status, check.Value is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value:0.##} {check.Unit}") : "", check.Message }), isOpen: true) + "</section>";

    private static string Alerts(WatchBoard board, McpServerStatus server, bool isFull, DateTimeOffset now)
    {
        var past = board.PastAlerts(int.MaxValue).Where(alert => alert.Server == server.Server).Take(MostAlerts).Select(alert => PublicView.Of(alert, isFull)).ToList();
        var text = new StringBuilder("<section><h2>Alerts</h2>");
        foreach (var (title, alerts) in new[] { ("Open", server.Alerts), ("Over", past) })
        {
            text.Append(alerts.Count == 0 ? "" : $"<h3>{title}</h3><ul class=\"alerts\">{string.Concat(alerts.Select(alert => AlertList.Render(alert, now, withServer: false)))}</ul>");
        }

        return text.Append(server.Alerts.Count + past.Count == 0 ? "<p>None.</p>" : "").Append("</section>").ToString();
    }

    // One that is too wide is scrolled by itself, also with the keyboard.
    private static string Table(string caption, string[] heads, IEnumerable<string[]> rows, bool isOpen)
    {
        var table = $"<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"{caption}\"><table><thead><tr>{string.Concat(heads.Select(head => $"<th scope=\"col\">{head}</th>"))}</tr></thead><tbody>{string.Concat(rows.Select(row => $"<tr><th scope=\"row\">{HtmlText.Of(row[0])}</th>{string.Concat(row.Skip(1).Select(cell => $"<td>{HtmlText.Of(cell)}</td>"))}</tr>"))}</tbody></table></div>";
        return isOpen ? table : $"<details><summary>{caption}</summary>{table}</details>";
    }
}
