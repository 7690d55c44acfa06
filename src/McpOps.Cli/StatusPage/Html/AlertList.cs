using McpOps.Monitoring;

namespace McpOps.Cli.StatusPage.Html;

/// <summary>An alert in a list.</summary>
internal static class AlertList
{
    public static string Render(McpAlert alert, DateTimeOffset now, bool withServer)
    {
        var what = withServer ? $"<b>{HtmlText.Of(alert.Server)}</b> {HtmlText.Of(alert.Rule)}" : $"<b>{HtmlText.Of(alert.Rule)}</b>";
        var when = alert.Until is { } until ? $"from {HtmlText.Time(alert.Since)} to {HtmlText.Time(until)}" : $"since {HtmlText.Time(alert.Since)} ({HtmlText.Ago(now - new DateTimeOffset(alert.Since))})";
        var note = alert.AcknowledgedBy is { } who ? $" · {HtmlText.Of(who)} knows{(alert.Comment is { Length: > 0 } comment ? $": {HtmlText.Of(comment)}" : "")}" : alert.Muted is { } muted ? $" · held: {HtmlText.Of(muted)}" : "";
        note += alert.Note is { } more ? $" · {HtmlText.Of(more)}" : "";
        var message = alert.Message.Length > 0 ? $"<br>{HtmlText.Of(alert.Message)}" : "";
        return $"<li class=\"{(alert.Severity is AlertSeverity.Critical ? "bad" : "warn")}\">{what} · {HtmlText.Of(alert.Severity)} · {HtmlText.Of(alert.State)} {when}{note}{message}</li>";
    }
}
