using System.Text.Json.Nodes;
using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>PagerDuty's Events API v2. The key of an alert is ours, so that a repeated message is the same alert there; a summary has 1,024 characters, a key 255, an event 512 KB.</summary>
internal sealed class PagerDutyChannel(EngineContext context, McpChannel channel) : JsonChannel(context, channel)
{
    private const int MostSummary = 1024;
    private const int MostKey = 255;
    private const int MostAlerts = 50;
    private const int MostText = 300;

    public override bool HasKey => true;

    protected override Uri Address() => new(ChannelText.Find(Channel, "url") ?? "https://events.pagerduty.com/v2/enqueue");

    protected override IEnumerable<JsonNode> Bodies(AlertMessage message)
    {
        // A group is one alert there, and is closed when the last of it is well.
        if (message.IsOver && !message.Closes)
        {
            yield break;
        }

        var key = new JsonObject
        {
            ["routing_key"] = ChannelText.Find(Channel, "key"),
            ["event_action"] = message.Closes ? "resolve" : "trigger",
            ["dedup_key"] = Key(message.DedupKey.Length > 0 ? message.DedupKey : message.Id),
        };
        if (!message.Closes)
        {
            key["payload"] = new JsonObject
            {
                ["summary"] = Runes(message.Title, MostSummary),
                ["source"] = message.Alerts is [var only] && only.Server.Length > 0 ? MessageText.Cut(HostWatch.Is(only.Server, only.Rule) && only.Host.Length > 0 ? only.Host : only.Server, MostText) : Environment.MachineName,
                ["severity"] = message.Severity switch { AlertSeverity.Critical => "critical", AlertSeverity.Warning => "warning", _ => "info" },
                ["timestamp"] = AlertJson.Time(message.At),
                ["component"] = message.Alerts is [var first, ..] ? first.Rule : "mcpops",
                ["custom_details"] = AlertJson.Whole(message, MostAlerts, MostText),
            };
        }

        yield return key;
    }

    private static string Key(string key) => key.Length <= MostKey ? key : string.Concat(key.AsSpan(0, MostKey - 9), "#", StableHash.Of(key).ToString("x8", System.Globalization.CultureInfo.InvariantCulture));

    // The limit is one of code points.
    private static string Runes(string text, int most) => text.EnumerateRunes().Count() <= most ? text : string.Concat(text.EnumerateRunes().Take(most - 1).Select(rune => rune.ToString())) + "…";
}
