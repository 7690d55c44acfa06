using System.Globalization;
using System.Text;
using McpOps.Charts;
using McpOps.Monitoring;
using McpOps.Probing;

namespace McpOps.Cli.StatusPage.Html;

/// <summary>Pictures in SVG: strips of checks and days, curves of response times. Each says in words what it shows.</summary>
internal static class StatusCharts
{
    private static readonly string[] Statuses = [HealthStatus.Healthy, HealthStatus.Degraded, HealthStatus.Unhealthy, HealthStatus.Unknown];

    /// <summary>The last checks: high and low bars, so that nobody needs their colours.</summary>
    public static string Strip(IReadOnlyList<McpPastCheck> checks)
    {
        var words = string.Join(", ", Statuses.Select(status => (Status: status, Count: checks.Count(check => check.Status == status))).Where(one => one.Count > 0).Select(one => $"{one.Count} {one.Status}"));
        var label = checks.Count == 0 ? "No checks yet" : checks.Count == 1 ? $"The last check: {words}" : $"The last {checks.Count} checks, oldest first: {words}";
        var text = new StringBuilder($"<svg class=\"strip\" viewBox=\"0 0 {WatchBoard.StripLength * 5} 20\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{label}\">");
        foreach (var status in Statuses)
        {
            var path = new StringBuilder();
            for (var index = 0; index < checks.Count; index++)
            {
                if (checks[index].Status == status)
                {
                    var height = Height(status);
                    path.Append(CultureInfo.InvariantCulture, $"M{(WatchBoard.StripLength - checks.Count + index) * 5} {20 - height}h4v{height}h-4z");
                }
            }

            text.Append(path.Length > 0 ? $"<path class=\"{HtmlText.ClassOf(status)}\" d=\"{path}\"/>" : "");
        }

        return text.Append("</svg>").ToString();
    }

    /// <summary>Days by their availability; days of which nothing is known are hatched.</summary>
    public static string Days(IReadOnlyList<McpPastStretch> days)
    {
        var text = new ChartText($"Availability of the last {days.Count} days", $"{days.Count(day => day.Achieved is not null)} days are known, on {days.Count(day => day.Achieved < 99.9)} of them it was below 99.9 %.");
        return HeatStrip.Draw(text,
        [
            .. days.Select(day => (string.Create(CultureInfo.InvariantCulture, $"{day.From:yyyy-MM-dd}: {HtmlText.Percent(day.Achieved)}{(day.UnknownShare >= 1 ? $", {day.UnknownShare:0} % unknown" : "")}"),
                day.Achieved switch { null => ChartTone.Unknown, >= 99.9 => ChartTone.Good, >= 95 => ChartTone.Warning, _ => ChartTone.Bad })),
        ]);
    }

    /// <summary>A small curve of response times, without axes.</summary>
    public static string Spark(IReadOnlyList<McpPastStretch> hours, double? p50, double? p95)
    {
        var most = hours.Max(hour => hour.P95Ms) ?? 0;
        return $"<svg class=\"spark\" viewBox=\"0 0 {(hours.Count - 1) * 8} 32\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"Response time by the hour over {hours.Count} hours: median {HtmlText.Milliseconds(p50)}, 95th percentile {HtmlText.Milliseconds(p95)}\">{Curve(hours, hour => hour.P95Ms, "p95", most)}{Curve(hours, hour => hour.P50Ms, "p50", most)}</svg>";
    }

    /// <summary>The median of the response times, and the band up to the 95th percentile, with axes.</summary>
    public static string Response(IReadOnlyList<McpPastStretch> hours, string label, string format)
    {
        var text = new ChartText(label, $"The median, and the band up to the 95th percentile, by the hour: at most {HtmlText.Milliseconds(hours.Max(hour => hour.P95Ms))}.");
        return LineChart.Draw(text, [.. hours.Select(hour => new ChartValue(hour.From.ToString(format, CultureInfo.InvariantCulture), hour.P50Ms, hour.P50Ms, hour.P95Ms))], "ms");
    }

    // A gap is a gap: no line leads over it. An hour between two gaps is a dot.
    private static string Curve(IReadOnlyList<McpPastStretch> hours, Func<McpPastStretch, double?> value, string style, double most)
    {
        var path = new StringBuilder();
        for (var index = 0; index < hours.Count; index++)
        {
            if (value(hours[index]) is not { } one)
            {
                continue;
            }

            var begins = index == 0 || value(hours[index - 1]) is null;
            path.Append(CultureInfo.InvariantCulture, $"{(begins ? 'M' : 'L')}{index * 8} {32 - (26 * one / Math.Max(most, 0.001)):0.#}");
            path.Append(begins && (index + 1 == hours.Count || value(hours[index + 1]) is null) ? "h.1" : "");
        }

        return path.Length == 0 ? "" : $"<path class=\"{style}\" d=\"{path}\"/>";
    }

    private static int Height(string status) => status switch { HealthStatus.Healthy => 20, HealthStatus.Degraded => 14, HealthStatus.Unhealthy => 8, _ => 3 };
}
