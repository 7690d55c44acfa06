using System.Text.Json.Nodes;
using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>A Slack incoming webhook. A header has 150 characters, a section 3,000, a message 50 blocks and some 13,000 characters in all.</summary>
internal sealed class SlackChannel(EngineContext context, McpChannel channel) : JsonChannel(context, channel)
{
    private const int MostHeader = 150;
    private const int MostSection = 2900;
    private const int MostText = 10_000;

    public override async Task<SendResult> SendAsync(AlertMessage message, CancellationToken cancellationToken)
    {
        var result = await base.SendAsync(message, cancellationToken);

        // Blocks that it does not like are left out: the alert must arrive.
        return result.Outcome is SendOutcome.Never && result.Detail.Contains("invalid_", StringComparison.Ordinal)
            ? await PostAsync(new JsonObject { ["text"] = Text(message) }, cancellationToken)
            : result;
    }

    protected override IEnumerable<JsonNode> Bodies(AlertMessage message)
    {
        var blocks = new JsonArray(new JsonObject { ["type"] = "header", ["text"] = Plain(MessageText.Cut(message.Title, MostHeader)) });
        var left = MostText - message.Title.Length;
        foreach (var part in Parts(MessageText.Lines(message)))
        {
            if (left < part.Length)
            {
                break;
            }

            left -= part.Length;
            blocks.Add((JsonNode)new JsonObject { ["type"] = "section", ["text"] = new JsonObject { ["type"] = "mrkdwn", ["text"] = part } });
        }

        yield return new JsonObject { ["text"] = Escape(MessageText.Cut(message.Title, MostSection)), ["blocks"] = blocks };
    }

    private static string Text(AlertMessage message) => Escape(MessageText.Cut(message.Title + "\n" + string.Join('\n', MessageText.Lines(message)), MostSection));

    // Lines are kept together as long as a section takes them.
    private static IEnumerable<string> Parts(IEnumerable<string> lines)
    {
        var part = "";
        foreach (var line in lines.Select(line => CutEscaped(line)))
        {
            if (part.Length + line.Length + 1 > MostSection)
            {
                yield return part;
                part = "";
            }

            part = part.Length == 0 ? line : part + "\n" + line;
        }

        if (part.Length > 0)
        {
            yield return part;
        }
    }

    // An escaped character is up to five: cut before, so that none is torn.
    private static string CutEscaped(string line) => Escape(line) is { Length: <= MostSection } whole ? whole : Escape(MessageText.Cut(line, MostSection / 5));

    private static JsonObject Plain(string text) => new() { ["type"] = "plain_text", ["text"] = text };

    private static string Escape(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
}
