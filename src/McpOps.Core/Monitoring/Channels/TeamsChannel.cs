using System.Text;
using System.Text.Json.Nodes;
using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>
/// A Teams workflow that takes an adaptive card. 28,672 bytes count after the receiver has expanded the card, so 20 KB are sent at most; cards of version 1.5 may not be shown.
/// </summary>
internal sealed class TeamsChannel(EngineContext context, McpChannel channel) : JsonChannel(context, channel)
{
    private const int MostBytes = 20_000;

    protected override IEnumerable<JsonNode> Bodies(AlertMessage message)
    {
        var lines = MessageText.Lines(message).ToList();
        var body = Card(message, lines);
        while (lines.Count > 1 && Encoding.UTF8.GetByteCount(AlertJson.Text(body)) > MostBytes)
        {
            lines.RemoveRange(lines.Count - Math.Max(1, lines.Count / 4), Math.Max(1, lines.Count / 4));
            body = Card(message, [.. lines, "… the rest was too long; 'mcpops alerts' lists all."]);
        }

        yield return body;
    }

    private static JsonObject Card(AlertMessage message, IEnumerable<string> lines)
    {
        var blocks = new JsonArray(new JsonObject { ["type"] = "TextBlock", ["text"] = Escape(MessageText.Cut(message.Title, 300)), ["weight"] = "Bolder", ["size"] = "Medium", ["wrap"] = true, ["color"] = Color(message) });
        foreach (var line in lines)
        {
            blocks.Add((JsonNode)new JsonObject { ["type"] = "TextBlock", ["text"] = Escape(MessageText.Cut(line, 1500)), ["wrap"] = true, ["spacing"] = "Small" });
        }

        return new JsonObject
        {
            ["type"] = "message",
            ["attachments"] = new JsonArray(new JsonObject
            {
                ["contentType"] = "application/vnd.microsoft.card.adaptive",
                ["contentUrl"] = null,
                ["content"] = new JsonObject { ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json", ["type"] = "AdaptiveCard", ["version"] = "1.4", ["body"] = blocks },
            }),
        };
    }

    private static string Color(AlertMessage message) => message.IsOver ? "Good" : message.Severity is AlertSeverity.Critical ? "Attention" : "Warning";

    // A text block reads Markdown: what a server says must not become a link or a picture.
    private static string Escape(string text) => text.Replace("[", "\\[", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
}
