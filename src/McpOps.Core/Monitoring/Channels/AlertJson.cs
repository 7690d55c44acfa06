using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpOps.Monitoring;

/// <summary>A message as the JSON that files, programs and webhooks get.</summary>
internal static class AlertJson
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One alert: the fields that tools outside read.</summary>
    /// <param name="message">The message.</param>
    /// <param name="alert">The alert.</param>
    /// <param name="mostText">The most characters of each of its texts.</param>
    public static JsonObject Of(AlertMessage message, MessageAlert alert, int mostText = int.MaxValue) => new()
    {
        ["id"] = MessageText.Cut(AlertList.IdOf(alert.Server, alert.Rule, alert.Episode), mostText),
        ["messageId"] = message.Id,
        ["kind"] = message.Kind,
        ["server"] = MessageText.Cut(alert.Server, mostText),
        ["host"] = alert.Host.Length > 0 ? MessageText.Cut(alert.Host, mostText) : null,
        ["rule"] = alert.Rule,
        ["severity"] = alert.Severity,
        ["state"] = alert.State,
        ["since"] = Time(alert.Since),
        ["until"] = alert.Until is { } until ? Time(until) : null,
        ["at"] = Time(message.At),
        ["message"] = MessageText.Cut(alert.Message, mostText),
        ["note"] = alert.Note.Length > 0 ? alert.Note : null,
        ["verdict"] = alert.Verdict.Length > 0 ? alert.Verdict : null,
        ["value"] = alert.Value is { } value && double.IsFinite(value) ? value : null,
        ["badSamples"] = alert.BadSamples,
        ["command"] = MessageText.Cut(alert.Command, mostText),
        ["logLines"] = new JsonArray([.. alert.LogLines.Select(line => (JsonNode)MessageText.Cut(line, mostText))]),
        ["possiblyRepeated"] = message.Repeated,
    };

    /// <summary>One object for a message without alerts.</summary>
    public static JsonObject Of(AlertMessage message) => new()
    {
        ["messageId"] = message.Id,
        ["kind"] = message.Kind,
        ["severity"] = message.Severity,
        ["at"] = Time(message.At),
        ["message"] = message.Text.Length > 0 ? message.Text : message.Title,
        ["possiblyRepeated"] = message.Repeated,
    };

    /// <summary>The whole message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="mostAlerts">The most alerts.</param>
    /// <param name="mostText">The most characters of each text.</param>
    public static JsonObject Whole(AlertMessage message, int mostAlerts, int mostText = int.MaxValue)
    {
        var whole = Of(message);
        whole["title"] = MessageText.Cut(message.Title, mostText);
        whole["message"] = MessageText.Cut(string.Join('\n', MessageText.Lines(message)), mostText < 10_000 ? 4 * mostText : mostText);
        whole["count"] = message.Alerts.Count;
        whole["alerts"] = new JsonArray([.. message.Alerts.Take(mostAlerts).Select(alert => Of(message, alert, mostText))]);
        return whole;
    }

    public static string Text(JsonNode node) => node.ToJsonString(Readable);

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
