using System.Text;
using System.Text.Json;

namespace McpOps.Core.Tests.Monitoring;

/// <summary>The limits of the receivers' formats, as their makers document them: what would be refused, and why.</summary>
internal static class Limits
{
    public static IEnumerable<string> Of(string kind, string body)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        return [.. kind switch { "slack" => Slack(root), "teams" => Teams(body, root), "discord" => Discord(root), "pagerduty" => PagerDuty(body, root), "alertmanager" => Alertmanager(root), _ => Webhook(body, root) }];
    }

    private static IEnumerable<string> Slack(JsonElement root)
    {
        if (root.GetProperty("text").GetString() is not { Length: > 0 } fallback || fallback.Contains('<', StringComparison.Ordinal))
        {
            yield return "text";
        }

        var blocks = root.GetProperty("blocks").EnumerateArray().ToList();
        var texts = blocks.Select(block => (Type: block.GetProperty("type").GetString(), Text: block.GetProperty("text").GetProperty("text").GetString()!)).ToList();
        if (blocks.Count > 50 || texts.Any(block => block.Text.Length is 0 || block.Text.Length > (block.Type == "header" ? 150 : 3000)) || texts.Sum(block => block.Text.Length) > 13_000)
        {
            yield return $"invalid_blocks: {blocks.Count}, {string.Join(' ', texts.Select(block => block.Text.Length))}";
        }

        if (texts.Where(block => block.Type == "section").Any(block => block.Text.Contains('<', StringComparison.Ordinal)))
        {
            yield return "a tag that was not escaped";
        }
    }

    private static IEnumerable<string> Teams(string body, JsonElement root)
    {
        var content = root.GetProperty("attachments")[0].GetProperty("content");
        if (Encoding.UTF8.GetByteCount(body) > 20_480 || content.GetProperty("version").GetString() != "1.4" || root.GetProperty("type").GetString() != "message")
        {
            yield return $"{Encoding.UTF8.GetByteCount(body)} bytes";
        }
    }

    private static IEnumerable<string> Discord(JsonElement root)
    {
        var embed = root.GetProperty("embeds")[0];
        var (title, description) = (embed.GetProperty("title").GetString()!, embed.GetProperty("description").GetString()!);
        if (title.Length > 256 || description.Length > 4096 || title.Length + description.Length > 6000 || root.GetProperty("content").GetString()!.Length > 2000)
        {
            yield return $"{title.Length} {description.Length}";
        }

        if (root.GetProperty("allowed_mentions").GetProperty("parse").GetArrayLength() != 0)
        {
            yield return "it may ping";
        }
    }

    private static IEnumerable<string> PagerDuty(string body, JsonElement root)
    {
        if (Encoding.UTF8.GetByteCount(body) > 512 * 1024 || root.GetProperty("routing_key").GetString()!.Length != 32 || root.GetProperty("dedup_key").GetString()!.Length > 255)
        {
            yield return $"{body.Length} bytes, or a key";
        }

        if (root.GetProperty("event_action").GetString() is "resolve")
        {
            yield break;
        }

        var payload = root.GetProperty("payload");
        if (payload.GetProperty("summary").GetString() is not { Length: > 0 } summary || summary.EnumerateRunes().Count() > 1024 || payload.GetProperty("source").GetString() is not { Length: > 0 }
            || payload.GetProperty("severity").GetString() is not ("critical" or "error" or "warning" or "info"))
        {
            yield return "payload";
        }
    }

    private static IEnumerable<string> Alertmanager(JsonElement root)
    {
        foreach (var alert in root.EnumerateArray())
        {
            if (alert.GetProperty("labels").GetProperty("alertname").GetString() is not { Length: > 0 } || alert.GetProperty("endsAt").GetDateTimeOffset() < alert.GetProperty("startsAt").GetDateTimeOffset())
            {
                yield return alert.ToString();
            }
        }
    }

    private static IEnumerable<string> Webhook(string body, JsonElement root)
    {
        if (Encoding.UTF8.GetByteCount(body) > 20_480 || root.GetProperty("type").GetString() is not { Length: > 0 } || !root.TryGetProperty("data", out _))
        {
            yield return $"{Encoding.UTF8.GetByteCount(body)} bytes";
        }
    }
}
