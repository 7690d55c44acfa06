using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>Makes the message of an entry of the outbox, at the moment of sending.</summary>
/// <param name="fleet">The inventory's channels.</param>
/// <param name="servers">The servers by name, for their addresses and logs.</param>
/// <param name="tails">Reads the last error lines of a server's logs; null for none.</param>
internal sealed class MessageComposer(McpFleet fleet, IReadOnlyDictionary<string, McpServer> servers, Func<McpServer, CancellationToken, Task<IReadOnlyList<string>>>? tails = null)
{
    /// <summary>The kind of a message that is about no alert.</summary>
    public const string Note = "note";

    private const int WithLogs = 3;
    private static readonly TimeSpan WorthAWord = TimeSpan.FromMinutes(2);

    public McpFleet Fleet => fleet;

    /// <summary>The machine that looks.</summary>
    public string Host { get; init; } = new EngineContext().Host;

    public AlertMessage Compose(WatchState state, OutboxEntry entry, DateTimeOffset now)
    {
        var alerts = state.MembersOf(entry.Id).Select(member => Alert(member.Event) with { Severity = member.Event.State is AlertState.Resolved ? AlertList.ToldSeverity(member.Event, state) : member.Event.Severity }).OrderByDescending(alert => AlertSeverity.Gravity(alert.Severity)).ToList();
        return Message(entry.Id, entry.Kind, alerts, entry.CreatedAt, entry.Text) with
        {
            DedupKey = entry.DedupKey,
            Repeated = entry.Unclear,
            Delayed = now - entry.CreatedAt is var late && late > WorthAWord && !entry.Suppressed ? late : null,
            Closes = entry.Kind is AlertEventKind.Resolved or AlertEventKind.Unwatched && !state.Deliveries.All.Any(delivery => delivery.Channel == entry.Channel && delivery.DedupKey == entry.DedupKey && !delivery.Over
                && state.Members.Find(new OutboxMember(entry.Id, new AlertEvent { Kind = "", Server = delivery.Server, Rule = delivery.Rule, Episode = "", Severity = "", At = now }).Key) is null),
        };
    }

    /// <summary>A message of alerts, however they came to be.</summary>
    public static AlertMessage Message(string id, string kind, IReadOnlyList<MessageAlert> alerts, DateTimeOffset at, string text = "") => new()
    {
        Id = id,
        Kind = kind,
        Title = Title(kind, alerts, text),
        Severity = alerts.Count == 0 ? AlertSeverity.Warning : alerts.Select(alert => alert.Severity).Aggregate(AlertSeverity.Worse),
        At = at,
        Alerts = alerts,
        Text = text,
    };

    /// <summary>With what takes time to find out: the last lines of the logs of the first few servers.</summary>
    public async Task<AlertMessage> CompleteAsync(AlertMessage message, CancellationToken cancellationToken)
    {
        if (tails is null || message.IsOver)
        {
            return message;
        }

        var alerts = new List<MessageAlert>(message.Alerts.Count);
        foreach (var alert in message.Alerts)
        {
            alerts.Add(alerts.Count < WithLogs && servers.TryGetValue(alert.Server, out var server) ? alert with { LogLines = await tails(server, cancellationToken) } : alert);
        }

        return message with { Alerts = alerts };
    }

    public MessageAlert Alert(AlertEvent one) => new()
    {
        Server = one.Server,
        Rule = one.Rule,
        Severity = one.Severity,
        State = one.State,
        Since = one.Since,
        Until = one.Until,
        Episode = one.Episode,
        Message = one.Message,
        Note = one.Note,
        Verdict = one.Verdict,
        Value = one.Value,
        BadSamples = one.BadSamples,
        Host = HostWatch.MachineOf(one.Server, one.Rule) ?? Host,
        Target = servers.TryGetValue(one.Server, out var server) ? server.Target : "",
        Command = !servers.ContainsKey(one.Server) ? OfMachine(one) : one.Rule switch
        {
            ToolDrift.Rule => $"mcpops audit {Quote(one.Server)} --area tools",
            var slo when ObjectiveAlerts.Is(slo) => $"mcpops slo {Quote(one.Server)}",
            "audit" => $"mcpops audit {Quote(one.Server)}",
            MetricGaps.Rule => $"mcpops watch --once --no-send {Quote(one.Server)}",
            _ => $"mcpops health {Quote(one.Server)} --details",
        },
    };

    private static string OfMachine(AlertEvent one) => !HostWatch.Is(one.Server, one.Rule) ? ""
        : one.Rule switch { HostWatch.Audit => "mcpops audit", OwnNetwork.Rule => "mcpops watch --status", _ => "mcpops health --details" };

    private static string Quote(string name) => name.All(letter => char.IsLetterOrDigit(letter) || letter is '-' or '_' or '.') ? name : $"'{name.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string Title(string kind, IReadOnlyList<MessageAlert> alerts, string text)
    {
        var head = kind switch
        {
            AlertEventKind.Resolved => "Resolved",
            AlertEventKind.Passed => "Was down",
            AlertEventKind.Unwatched => "No longer watched",
            AlertEventKind.Reminded => "Still " + Word(alerts),
            AlertEventKind.Escalated => "Escalated, " + Word(alerts),
            AlertEventKind.FlappingStarted => "Flapping",
            AlertEventKind.Lowered => "No longer critical, " + Word(alerts),
            Note => "McpOps",
            "test" => "Test",
            _ => Word(alerts),
        };
        return alerts switch
        {
            [] => $"[{head}] {(text.Length > 120 ? string.Concat(text.AsSpan(0, 119), "…") : text)}",
            [var one] => $"[{head}] {one.Summary}",
            _ => $"[{head}] {alerts.Count} alerts: {Counts(alerts)}",
        };
    }

    private static string Word(IReadOnlyList<MessageAlert> alerts) => alerts.Count == 0 ? AlertSeverity.Warning : alerts.Select(alert => alert.Severity).Aggregate(AlertSeverity.Worse);

    private static string Counts(IReadOnlyList<MessageAlert> alerts) => string.Join(", ", alerts
        .GroupBy(alert => alert.Rule is Observations.Health && alert.Verdict.Length > 0 ? alert.Verdict : alert.Rule, StringComparer.Ordinal)
        .OrderByDescending(group => group.Count()).Take(5).Select(group => $"{group.Count()} {group.Key}"));
}
