using System.Text.Json.Nodes;
using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>
/// Alertmanager's <c>/api/v2/alerts</c>. Its labels are the identity of an alert, so nothing that changes is in them. It takes an alert for over when it is not told again, so one that fires is
/// given an end far ahead and is told again each round.
/// </summary>
internal sealed class AlertmanagerChannel(EngineContext context, McpChannel channel) : JsonChannel(context, channel)
{
    /// <summary>How far ahead the end of an alert is that fires: more than three rounds of a timer that runs each quarter of an hour.</summary>
    internal static readonly TimeSpan Ahead = TimeSpan.FromHours(1);

    public override bool HasKey => true;

    protected override Uri Address() => base.Address() is var url && url.AbsolutePath.EndsWith("/alerts", StringComparison.Ordinal) ? url : new Uri(url.AbsoluteUri.TrimEnd('/') + "/api/v2/alerts");

    protected override IEnumerable<JsonNode> Bodies(AlertMessage message)
    {
        yield return message.Alerts.Count == 0
            ? new JsonArray(Of(message, new MessageAlert { Server = "", Rule = message.Kind, Severity = message.Severity, State = AlertState.Firing, Since = message.At, Message = message.Text }))
            : new JsonArray([.. message.Alerts.Select(alert => Of(message, alert))]);
    }

    private JsonObject Of(AlertMessage message, MessageAlert alert)
    {
        var labels = new JsonObject { ["alertname"] = $"mcpops_{alert.Rule}", ["rule"] = alert.Rule };
        if (alert.Server.Length > 0)
        {
            labels["server"] = alert.Server;
        }

        return new JsonObject
        {
            ["labels"] = labels,
            ["annotations"] = new JsonObject
            {
                ["summary"] = MessageText.Cut(alert.Summary, 1000),
                ["description"] = MessageText.Cut(alert.Message, 4000),
                ["severity"] = alert.Severity,
                ["verdict"] = alert.Verdict,
                ["command"] = alert.Command,
            },
            ["startsAt"] = AlertJson.Time(alert.Since),
            ["endsAt"] = AlertJson.Time(message.IsOver || alert.State is AlertState.Resolved ? alert.Until ?? message.At : Context.Time.GetUtcNow() + Ahead),
        };
    }
}
