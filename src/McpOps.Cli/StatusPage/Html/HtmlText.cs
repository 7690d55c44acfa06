using System.Globalization;
using McpOps.Charts;
using McpOps.Probing;

namespace McpOps.Cli.StatusPage.Html;

/// <summary>Text as it may stand in HTML, SVG and XML. What comes from servers and inventories is hostile: all of it goes through here.</summary>
internal static class HtmlText
{
    /// <summary>A text, for content and for attributes in quotes. Controls, also of direction, are made visible.</summary>
    public static string Of(string? text) => Markup.Text(text);

    /// <summary>A part of an address.</summary>
    public static string Address(string text) => Markup.Text(Uri.EscapeDataString(text));

    public static string Percent(double? value) => value is { } number ? (number >= 99.995 ? "100" : number.ToString(number >= 99 ? "0.00" : "0.0", CultureInfo.InvariantCulture)) + " %" : "–";

    public static string Milliseconds(double? value) => value switch
    {
        null => "–",
        >= 10_000 => string.Create(CultureInfo.InvariantCulture, $"{value / 1000:0.#} s"),
        >= 10 => string.Create(CultureInfo.InvariantCulture, $"{value:0} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value:0.#} ms"),
    };

    /// <summary>A moment with its machine-readable form.</summary>
    public static string Time(DateTime time) => string.Create(CultureInfo.InvariantCulture, $"<time datetime=\"{time:yyyy-MM-ddTHH:mm:ssK}\">{time:yyyy-MM-dd HH:mm}</time>");

    /// <summary>How long ago something was.</summary>
    public static string Ago(TimeSpan time) => time switch
    {
        { TotalSeconds: < 90 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, time.TotalSeconds):0} s"),
        { TotalMinutes: < 90 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} min"),
        { TotalHours: < 48 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalDays:0} d"),
    };

    /// <summary>The class of a status, for its colour.</summary>
    public static string ClassOf(string status) => status switch { HealthStatus.Healthy => "ok", HealthStatus.Degraded => "warn", HealthStatus.Unhealthy => "bad", _ => "unk" };

    /// <summary>The shape of a status, so that nobody needs its colour.</summary>
    public static string Shape(string status) => $"<svg class=\"shape {ClassOf(status)}\" viewBox=\"0 0 16 16\" width=\"16\" height=\"16\" aria-hidden=\"true\">{status switch
    {
        HealthStatus.Healthy => "<circle cx=\"8\" cy=\"8\" r=\"8\"/><path class=\"in\" d=\"M4 8.2 7 11l5-6\"/>",
        HealthStatus.Degraded => "<path d=\"M8 0l8 15H0z\"/><path class=\"in\" d=\"M8 5v5M8 12v1.6\"/>",
        HealthStatus.Unhealthy => "<path d=\"M0 0h16v16H0z\"/><path class=\"in\" d=\"M4 4l8 8M12 4l-8 8\"/>",
        _ => "<path d=\"M8 0l8 8-8 8-8-8z\"/><path class=\"in\" d=\"M5.8 6.2c0-2.8 4.4-2.8 4.4 0 0 1.6-2.2 1.6-2.2 3.2M8 11.2v1.2\"/>",
    }}</svg>";
}
