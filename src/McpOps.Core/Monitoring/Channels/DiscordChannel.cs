using System.Text.Json.Nodes;
using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>A Discord webhook. A title has 256 characters, a description 4,096, all embeds together 6,000. Nobody is pinged by what a server says.</summary>
internal sealed class DiscordChannel(EngineContext context, McpChannel channel) : JsonChannel(context, channel)
{
    private const int MostTitle = 256;
    private const int MostDescription = 4000;

    protected override IEnumerable<JsonNode> Bodies(AlertMessage message)
    {
        yield return new JsonObject
        {
            ["content"] = "",
            ["embeds"] = new JsonArray(new JsonObject
            {
                ["title"] = MessageText.Cut(message.Title, MostTitle),
                ["description"] = MessageText.Cut(string.Join('\n', MessageText.Lines(message)), MostDescription),
                ["color"] = message.IsOver ? 0x2E7D32 : message.Severity is AlertSeverity.Critical ? 0xC62828 : 0xF9A825,
                ["timestamp"] = AlertJson.Time(message.At),
            }),
            ["allowed_mentions"] = new JsonObject { ["parse"] = new JsonArray() },
        };
    }
}
