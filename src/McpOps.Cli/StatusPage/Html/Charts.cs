using System.Globalization;
using System.Text;
using McpOps.Monitoring;
using McpOps.Probing;

namespace McpOps.Cli.StatusPage.Html;

/// <summary>Pictures in SVG: strips of checks and days, curves of response times. Each says in words what it shows.</summary>
internal static class Charts
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

    /// <summary>Days by their availability; days of which nothing is known are empty.</summary>
    public static string Days(IReadOnlyList<McpPastStretch> days)
    {
        var known = days.Count(day => day.Achieved is not null);
        var bad = days.Count(day => day.Achieved < 99.9);
        var text = new StringBuilder($"<svg class=\"days\" viewBox=\"0 0 {days.Count * 10} 40\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"Availability of the last {days.Count} days: {known} days are known, on {bad} of them it was below 99.9 %\">");
        for (var index = 0; index < days.Count; index++)
        {
            var day = days[index];
            var (style, height) = day.Achieved switch { null => ("none", 40), >= 99.9 => ("ok", 40), >= 95 => ("warn", 32), _ => ("bad", 24) };
            text.Append(CultureInfo.InvariantCulture, $"<path class=\"{style}\" d=\"M{index * 10} {40 - height}h8v{height}h-8z\"><title>{day.From:yyyy-MM-dd}: {HtmlText.Percent(day.Achieved)}{(day.UnknownShare >= 1 ? $", {day.UnknownShare:0} % unknown" : "")}</title></path>");
        }

        return text.Append("</svg>").ToString();
    }

    /// <summary>A small curve of response times, without axes.</summary>
    public static string Spark(IReadOnlyList<McpPastStretch> hours, double? p50, double? p95)
    {
        var most = hours.Max(hour => hour.P95Ms) ?? 0;
        return $"<svg class=\"spark\" viewBox=\"0 0 {(hours.Count - 1) * 8} 32\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"Response time by the hour over {hours.Count} hours: median {HtmlText.Milliseconds(p50)}, 95th percentile {HtmlText.Milliseconds(p95)}\">{Curves(hours, most, 8, 32, 0)}</svg>";
    }

    /// <summary>A curve of response times with axes.</summary>
    public static string Response(IReadOnlyList<McpPastStretch> hours, string label, string format)
    {
        const int Width = 720, Height = 160, Left = 60;
        var most = Ceiling(hours.Max(hour => hour.P95Ms) ?? 0);
        var step = (double)Width / Math.Max(1, hours.Count - 1);
        var text = new StringBuilder($"<svg class=\"chart\" viewBox=\"0 0 {Left + Width + 20} {Height + 28}\" role=\"img\" aria-label=\"{label}: the median and the 95th percentile by the hour, at most {HtmlText.Milliseconds(hours.Max(hour => hour.P95Ms))}\">");
        for (var line = 0; line <= 2; line++)
        {
            var y = 6 + ((Height - 6) * (2 - line) / 2.0);
            text.Append(CultureInfo.InvariantCulture, $"<path class=\"grid\" d=\"M{Left} {y:0.#}h{Width}\"/><text x=\"{Left - 8}\" y=\"{y + 4:0.#}\" text-anchor=\"end\">{HtmlText.Milliseconds(most * line / 2)}</text>");
        }

        for (var tick = 0; tick <= 4; tick++)
        {
            var at = hours[(int)((hours.Count - 1) * tick / 4.0)].From;
            text.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left + (Width * tick / 4.0):0.#}\" y=\"{Height + 20}\" text-anchor=\"{(tick is 0 ? "start" : tick is 4 ? "end" : "middle")}\">{at.ToString(format, CultureInfo.InvariantCulture)}</text>");
        }

        return text.Append(Curves(hours, most, step, Height, Left)).Append("</svg>").ToString();
    }

    private static string Curves(IReadOnlyList<McpPastStretch> hours, double most, double step, int height, int left) =>
        Curve(hours, hour => hour.P95Ms, "p95", most, step, height, left) + Curve(hours, hour => hour.P50Ms, "p50", most, step, height, left);

    // A gap is a gap: no line leads over it. An hour between two gaps is a dot.
    private static string Curve(IReadOnlyList<McpPastStretch> hours, Func<McpPastStretch, double?> value, string style, double most, double step, int height, int left)
    {
        var path = new StringBuilder();
        for (var index = 0; index < hours.Count; index++)
        {
            if (value(hours[index]) is not { } one)
            {
                continue;
            }

            var begins = index == 0 || value(hours[index - 1]) is null;
            path.Append(CultureInfo.InvariantCulture, $"{(begins ? 'M' : 'L')}{left + (index * step):0.#} {height - ((height - 6) * one / Math.Max(most, 0.001)):0.#}");
            path.Append(begins && (index + 1 == hours.Count || value(hours[index + 1]) is null) ? "h.1" : "");
        }

        return path.Length == 0 ? "" : $"<path class=\"{style}\" d=\"{path}\"/>";
    }

    private static int Height(string status) => status switch { HealthStatus.Healthy => 20, HealthStatus.Degraded => 14, HealthStatus.Unhealthy => 8, _ => 3 };

    // 1, 2 or 5 of a power of ten.
    private static double Ceiling(double value)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(value, 1))));
        return new[] { 1, 2, 5, 10 }.First(factor => factor * power >= value) * power;
    }
}
