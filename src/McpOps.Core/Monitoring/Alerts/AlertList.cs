namespace McpOps.Monitoring;

/// <summary>Makes the alerts that people see of what is remembered.</summary>
internal static class AlertList
{
    /// <summary>What is wrong now.</summary>
    public static IEnumerable<McpAlert> Active(WatchState state, DateTimeOffset now) =>
        state.Rules.All.Where(rule => rule.IsActive).Select(rule => Of(rule, state, now)).OrderBy(alert => alert.Since).ThenBy(alert => alert.Id, StringComparer.Ordinal);

    /// <summary>What is bad, and not often enough yet to be told.</summary>
    public static IEnumerable<McpAlert> Pending(WatchState state, DateTimeOffset now) =>
        state.Rules.All.Where(rule => rule is { Phase: RulePhase.Pending, Flapping: false }).Select(rule => Of(rule, state, now) with { State = AlertState.Pending });

    /// <summary>The messages that are not tried any more: one alert for each.</summary>
    public static IEnumerable<McpAlert> Dead(WatchState state) => state.Outbox.All.Where(entry => entry.Dead).Select(entry =>
    {
        var members = state.MembersOf(entry.Id);
        return new McpAlert
        {
            Id = entry.Id,
            Server = string.Join(", ", members.Select(member => member.Event.Server).Distinct(StringComparer.Ordinal).Take(3)),
            Rule = members.Count == 0 ? entry.Cause : string.Join(", ", members.Select(member => member.Event.Rule).Distinct(StringComparer.Ordinal).Take(3)),
            Severity = members.Select(member => member.Event.Severity).Aggregate(AlertSeverity.Warning, AlertSeverity.Worse),
            State = AlertState.DeadLetter,
            Since = entry.CreatedAt.LocalDateTime,
            Message = $"{entry.Kind} to the channel '{entry.Channel}' after {entry.Attempts} tries: {entry.Error}{Lost(entry, members)}",
        };
    });

    // What nobody was told can be read here.
    private static string Lost(OutboxEntry entry, IReadOnlyList<OutboxMember> members) =>
        members.Select(member => member.Event.Message).Prepend(entry.Text).FirstOrDefault(text => text.Length > 0) is { } text ? $" It was to say: {MessageText.Cut(text, 300)}" : "";

    /// <summary>The alert of a rule that is bad.</summary>
    public static McpAlert Of(RuleState rule, WatchState state, DateTimeOffset now) => new()
    {
        Id = IdOf(rule.Server, rule.Rule, rule.Episode),
        Server = rule.Server,
        Rule = rule.Rule,
        Severity = rule.Severity,
        State = rule switch
        {
            { AcknowledgedAt: not null } => AlertState.Acknowledged,
            { Muted: not null } => AlertState.Muted,
            { Flapping: true } => AlertState.Flapping,
            { Phase: RulePhase.Recovering } => AlertState.Recovering,
            _ => AlertState.Firing,
        },
        Since = (rule.Since ?? now).LocalDateTime,
        DurationSeconds = Seconds(now - (rule.Since ?? now)),
        Message = rule.Message,
        Verdict = rule.Verdict,
        Value = rule.Value,
        BadSamples = rule.BadSamples,
        Muted = rule.Muted,
        SentTo = SentTo(state, rule.Server, rule.Rule, rule.Episode),
        AcknowledgedAt = rule.AcknowledgedAt?.LocalDateTime,
        AcknowledgedBy = rule.AcknowledgedBy,
        Comment = rule.Comment,
    };

    /// <summary>The alert of an event that ended it.</summary>
    public static McpAlert Past(AlertEvent ended, WatchState state) => new()
    {
        Id = IdOf(ended.Server, ended.Rule, ended.Episode),
        Server = ended.Server,
        Rule = ended.Rule,

        // What people were woken for, however mild it was at its end.
        Severity = ToldSeverity(ended, state),
        State = AlertState.Resolved,
        Since = ended.Since.LocalDateTime,
        Until = ended.Until?.LocalDateTime,
        DurationSeconds = Seconds((ended.Until ?? ended.At) - ended.Since),
        Message = ended.Message,
        Verdict = ended.Verdict,
        Value = ended.Value,
        BadSamples = ended.BadSamples,
        SentTo = SentTo(state, ended.Server, ended.Rule, ended.Episode),
        Note = ended.Note.Length > 0 ? ended.Note : null,
    };

    /// <summary>How grave it was told to be, where that is graver than it is now.</summary>
    public static string ToldSeverity(AlertEvent one, WatchState state) =>
        Told(state, one.Server, one.Rule, one.Episode).Select(delivery => delivery.Severity).Aggregate(one.Severity, AlertSeverity.Worse);

    /// <summary>The id of an alert: the same for each run that looks at the same outage.</summary>
    public static string IdOf(string server, string rule, string episode) => $"{server}/{rule}/{episode}";

    private static double Seconds(TimeSpan time) => Math.Max(0, Math.Round(time.TotalSeconds));

    private static IReadOnlyList<string> SentTo(WatchState state, string server, string rule, string episode) =>
        [.. Told(state, server, rule, episode).Select(delivery => delivery.Channel).Order(StringComparer.Ordinal)];

    private static IEnumerable<Delivery> Told(WatchState state, string server, string rule, string episode) =>
        state.Deliveries.All.Where(delivery => delivery.Server == server && delivery.Rule == rule && delivery.Episode == episode);
}
