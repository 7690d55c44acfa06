namespace McpOps.Monitoring;

/// <summary>Tells again what fires to receivers that take silence for its end, as Alertmanager does. They know an alert by its labels, so this needs no outbox.</summary>
/// <param name="session">The inventory under watch.</param>
/// <param name="channels">The channels by name.</param>
/// <param name="composer">Makes messages.</param>
internal sealed class Refresher(TurnKeeper session, IReadOnlyDictionary<string, IAlertChannel> channels, MessageComposer composer)
{
    /// <summary>Tells them; who does not answer is told the next time.</summary>
    public async Task RefreshAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var receivers = composer.Fleet.Channels.Where(channel => channel.Kind is "alertmanager").Select(channel => channel.Name).ToList();
        if (receivers.Count == 0)
        {
            return;
        }

        var messages = await session.RunAsync(turn => receivers.Select(channel => (channel, Message: Of(turn.State, channel, now))).Where(one => one.Message.Alerts.Count > 0).ToList(), cancellationToken);
        await Task.WhenAll(messages.Select(one => TellAsync(channels[one.channel], one.Message, cancellationToken)));
    }

    private static async Task TellAsync(IAlertChannel channel, AlertMessage message, CancellationToken cancellationToken)
    {
        try
        {
            await channel.SendAsync(message, cancellationToken);
        }
        catch (McpOpsException)
        {
            // Such as a variable that is no longer set: the next message of the outbox says so.
        }
    }

    private AlertMessage Of(WatchState state, string channel, DateTimeOffset now)
    {
        var alerts = state.Rules.All
            .Where(rule => rule.Announced && rule.IsActive && state.Deliveries.Find(Delivery.KeyOf(rule.Server, rule.Rule, channel)) is { Over: false } told && told.Episode == rule.Episode)
            .Select(rule => composer.Alert(new AlertEvent
            {
                Kind = AlertEventKind.Fired, Server = rule.Server, Rule = rule.Rule, Episode = rule.Episode, Severity = rule.Severity, At = now, Since = rule.Since ?? now,
                Message = rule.Message, Verdict = rule.Verdict, Value = rule.Value, BadSamples = rule.BadSamples,
            }))
            .ToList();
        return MessageComposer.Message("refresh", AlertEventKind.Fired, alerts, now);
    }
}
