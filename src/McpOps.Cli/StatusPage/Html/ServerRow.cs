using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using McpOps.Monitoring;
using McpOps.Probing;
using McpOps.Protocol;

namespace McpOps.Cli.StatusPage.Html;

/// <summary>One server in the list.</summary>
internal static class ServerRow
{
    /// <summary>What marks a server's row, whatever its name holds.</summary>
    public static string IdOf(string name) => "s" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..12];

    public static string Render(McpServerStatus server, IReadOnlyList<McpPastStretch> hours, DateTimeOffset now)
    {
        var text = new StringBuilder();
        text.Append($"<li id=\"{IdOf(server.Server)}\" class=\"server\" data-status=\"{HtmlText.Of(server.Status)}\" data-name=\"{HtmlText.Of(server.Server)}\"><div class=\"what\">")
            .Append($"<h3><a href=\"server/{HtmlText.Address(server.Server)}\">{HtmlText.Of(server.Server)}</a></h3>").Append(State(server, now))
            .Append(server.Message.Length > 0 ? $"<p class=\"message\">{HtmlText.Of(server.Message)}</p>" : "").Append(Tags(server)).Append("</div>");
        text.Append(Availability(server));
        text.Append($"<div class=\"past\">{StatusCharts.Strip(server.Checks)}<p class=\"note\">{Checked(server, now)}</p></div>");
        text.Append($"<div class=\"past\">{StatusCharts.Spark(hours, server.P50Ms, server.P95Ms)}<p class=\"note\">p50 {HtmlText.Milliseconds(server.P50Ms)} · p95 {HtmlText.Milliseconds(server.P95Ms)}</p></div></li>");
        return text.ToString();
    }

    /// <summary>The status in word, shape and colour, and since when.</summary>
    public static string State(McpServerStatus server, DateTimeOffset now)
    {
        // How the conversation ended, where that is why; of one that answers the message says what is the matter.
        var verdict = server.Verdict is { Length: > 0 } and not McpVerdict.Healthy ? $" · {HtmlText.Of(server.Verdict)}" : server is { Works: true, Status: HealthStatus.Unhealthy or HealthStatus.Unknown } ? " · it works" : "";
        var since = server.Since is { } time && server.CheckedAt is not null ? $" · for {HtmlText.Ago(now - new DateTimeOffset(time))}" : "";
        return $"<p class=\"state\">{HtmlText.Shape(server.Status)} <strong class=\"{HtmlText.ClassOf(server.Status)}\">{HtmlText.Of(server.Status)}</strong>{verdict}{since}</p>";
    }

    public static string Availability(McpServerStatus server)
    {
        var text = new StringBuilder("<dl class=\"share\">");
        foreach (var one in server.Availability)
        {
            // A share of an hour is not one of 90 days: what is not known is said.
            var unknown = one.UnknownShare >= 1 ? string.Create(CultureInfo.InvariantCulture, $"<span class=\"gap\">{Math.Floor(one.UnknownShare):0} % unknown</span>") : "";
            text.Append($"<div><dt>{one.Window}</dt><dd>{HtmlText.Percent(one.Achieved)}{unknown}</dd></div>");
        }

        return text.Append("</dl>").ToString();
    }

    /// <summary>What else is to be known.</summary>
    public static string Tags(McpServerStatus server)
    {
        var tags = new List<string>();
        if (server.Maintenance is { } window)
        {
            tags.Add($"Maintenance: {HtmlText.Of(window)}");
        }

        if (server.Alerts.Count > 0)
        {
            tags.Add(server.Alerts.Count == 1 ? "1 open alert" : $"{server.Alerts.Count} open alerts");
        }

        if (server.Drift.Length > 0)
        {
            tags.Add("Tools or version changed");
        }

        if (server.BackupAgeDays is { } age)
        {
            tags.Add($"Backup {HtmlText.Ago(TimeSpan.FromDays(age))} old");
        }

        tags.AddRange(server.Objectives.Where(objective => objective.Status is ObjectiveStatus.Missed or ObjectiveStatus.AtRisk).Select(objective => $"Objective {HtmlText.Of(objective.Objective)}: {objective.Status}"));
        return tags.Count == 0 ? "" : $"<ul class=\"tags\">{string.Concat(tags.Select(tag => $"<li>{tag}</li>"))}</ul>";
    }

    private static string Checked(McpServerStatus server, DateTimeOffset now) => server.CheckedAt is { } time ? $"Last look {HtmlText.Time(time)}{(now - new DateTimeOffset(time) > TimeSpan.FromSeconds(3 * server.EverySeconds) ? ", which is long ago" : "")}" : "Not looked at yet";
}
