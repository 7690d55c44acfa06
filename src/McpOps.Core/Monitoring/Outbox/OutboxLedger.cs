using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>Notes what became of a try. It changes the state that it is given and nothing else.</summary>
internal static class OutboxLedger
{
    /// <summary>Notes a result.</summary>
    public static void Note(WatchState state, McpFleet fleet, OutboxEntry entry, AlertMessage message, SendResult result, DateTimeOffset now)
    {
        var name = Result(entry.Channel, result.Outcome is SendOutcome.Sent);
        state.Runs.Put(new WatchRun(name, now, (state.Runs.Find(name)?.EverySeconds ?? 0) + 1));
        switch (result.Outcome)
        {
            case SendOutcome.Sent:
                NoteSent(state, entry, message, now);
                break;
            case SendOutcome.Never:
                state.Outbox.Put(entry with { Dead = true, Error = result.Detail, Owner = "", LeaseUntil = null });
                TellFailure(state, fleet, entry, $"A message to the channel '{entry.Channel}' was refused for good and is a dead letter: {Sentences.Ended(result.Detail)} It was to say: {MessageText.Cut(message.Title, 200)}", now);
                Reroute(state, fleet, entry, now);
                break;
            case var outcome when now - entry.CreatedAt > OutboxSchedule.Expiry:
                state.Outbox.Put(entry with { Dead = true, Error = $"Not delivered within {OutboxSchedule.Expiry.TotalHours:0} h: {result.Detail}", Owner = "", LeaseUntil = null, Unclear = entry.Unclear || outcome is SendOutcome.Unclear });
                Reroute(state, fleet, entry, now);
                break;
            case var outcome:
                if (result.After is { } wanted)
                {
                    // The receiver means all that is sent to it, not this message.
                    state.Runs.Put(new WatchRun(OutboxSchedule.PauseOf(entry.Channel), now + wanted, 1));
                }

                var pause = result.After ?? OutboxSchedule.Pause(entry.Attempts, entry.Id);
                state.Outbox.Put(entry with { Owner = "", LeaseUntil = null, NotBefore = now + pause, Error = result.Detail, Unclear = entry.Unclear || outcome is SendOutcome.Unclear });
                if (now - (entry.TriedAt ?? now) > OutboxSchedule.FailingFor)
                {
                    TellFailure(state, fleet, entry, $"The channel '{entry.Channel}' has failed since {entry.TriedAt:yyyy-MM-dd HH:mm}Z: {result.Detail}", now);
                }

                break;
        }
    }

    /// <summary>The name under which the sent and failed messages of a channel are counted.</summary>
    public static string Result(string channel, bool sent) => $"{(sent ? "sent" : "failed")} {channel}";

    /// <summary>How many messages each channel took or refused.</summary>
    public static IEnumerable<(string Channel, bool Sent, long Count)> Results(WatchState state) => state.Runs.All
        .Where(run => run.Name.StartsWith("sent ", StringComparison.Ordinal) || run.Name.StartsWith("failed ", StringComparison.Ordinal))
        .Select(run => (run.Name[(run.Name.IndexOf(' ') + 1)..], run.Name[0] is 's', (long)run.EverySeconds));

    /// <summary>The channels of the inventory that did not take the last message that they were sent, and when that was.</summary>
    public static IEnumerable<(string Channel, DateTimeOffset At)> Refusing(WatchState state, McpFleet fleet) => fleet.Channels
        .Select(channel => (channel.Name, Failed: state.Runs.Find(Result(channel.Name, sent: false))?.At, Sent: state.Runs.Find(Result(channel.Name, sent: true))?.At))
        .Where(one => one.Failed is { } failed && !(one.Sent >= failed)).Select(one => (one.Name, one.Failed!.Value));

    private static void NoteSent(WatchState state, OutboxEntry entry, AlertMessage message, DateTimeOffset now)
    {
        var members = state.MembersOf(entry.Id);
        foreach (var member in members)
        {
            var one = member.Event;
            if (one.State is AlertState.Resolved)
            {
                // From when on the same may be told again is counted from when it was told to be bad.
                if (state.Deliveries.Find(Delivery.KeyOf(one.Server, one.Rule, entry.Channel)) is { } told && told.Episode == one.Episode)
                {
                    state.Deliveries.Put(told with { Over = true });
                }
            }
            else if (one.Kind is not AlertEventKind.Lowered)
            {
                // How grave it was told to be stays until it is over.
                var known = state.Deliveries.Find(Delivery.KeyOf(one.Server, one.Rule, entry.Channel)) is { Over: false } last && last.Episode == one.Episode ? last : null;
                var before = one.Kind is AlertEventKind.Joined && known is not null ? known.Severity : AlertSeverity.None;
                state.Deliveries.Put(new Delivery
                {
                    Server = one.Server, Rule = one.Rule, Channel = entry.Channel, Episode = one.Episode, Severity = AlertSeverity.Worse(one.Severity, before), At = now, First = known?.First ?? now, DedupKey = message.DedupKey,
                    Over = one.Kind is AlertEventKind.Told,
                });
            }

            state.Members.Remove(member.Key);
        }

        state.Outbox.Remove(entry.Id);
        state.Runs.Put(new WatchRun(Dispatcher.GroupName(entry.Channel, entry.Cause), now, members.Count));
    }

    /// <summary>Whether a message of the same alert still waits to be sent.</summary>
    /// <param name="state">What is remembered.</param>
    /// <param name="channel">To this channel; to any when null.</param>
    /// <param name="one">The alert.</param>
    public static bool IsWaiting(WatchState state, string? channel, AlertEvent one) => state.Outbox.All.Any(entry => !entry.Dead && (channel is null || entry.Channel == channel) && Holds(state, entry.Id, one));

    // That a letter is dead is one thing, and that what it told of goes on is another: the next channel that takes messages is told of that. Who sends by hand sees it fail.
    private static void Reroute(WatchState state, McpFleet fleet, OutboxEntry dead, DateTimeOffset now)
    {
        var lost = state.MembersOf(dead.Id).Select(member => member.Event).Where(one => one.State is not AlertState.Resolved && one.Kind is not AlertEventKind.Told).ToList();
        foreach (var channel in lost.Count == 0 ? [] : Others(state, fleet, dead.Channel))
        {
            var letters = state.Outbox.All.Where(entry => entry.Channel == channel).ToLookup(entry => entry.Dead, entry => entry.Id);
            if (lost.Exists(one => letters[true].Any(id => Holds(state, id, one))))
            {
                // It refused the same: so no letter goes round for ever.
                continue;
            }

            var untold = lost.FindAll(one => state.Deliveries.Find(Delivery.KeyOf(one.Server, one.Rule, channel))?.Episode != one.Episode && !letters[false].Any(id => Holds(state, id, one)));
            if (untold.Count > 0)
            {
                var again = new OutboxEntry { Id = $"{dead.Id}_{channel}", Channel = channel, Kind = dead.Kind, Cause = dead.Cause, DedupKey = dead.DedupKey, CreatedAt = dead.CreatedAt, NotBefore = now };
                state.Outbox.Put(again);
                untold.ForEach(one => state.Members.Put(new OutboxMember(again.Id, one)));
            }

            return;
        }
    }

    // Those that take messages before those that did not take their last one.
    private static IReadOnlyList<string> Others(WatchState state, McpFleet fleet, string channel)
    {
        var refusing = Refusing(state, fleet).Select(one => one.Channel).ToHashSet(StringComparer.Ordinal);
        return [.. fleet.Channels.Select(other => other.Name).Where(name => name != channel).OrderBy(refusing.Contains)];
    }

    private static bool Holds(WatchState state, string entry, AlertEvent one) => state.Members.Find(new OutboxMember(entry, one).Key) is { } member && member.Event.Episode == one.Episode;

    // Once for each time that a channel fails, and on another one.
    private static void TellFailure(WatchState state, McpFleet fleet, OutboxEntry entry, string text, DateTimeOffset now)
    {
        var told = $"failure {entry.Channel}";
        if (entry.Kind is MessageComposer.Note || state.Runs.Find(told) is { } last && last.At >= (entry.TriedAt ?? now))
        {
            return;
        }

        state.Runs.Put(new WatchRun(told, now, 1));
        if (Others(state, fleet, entry.Channel).FirstOrDefault() is { } other)
        {
            state.Outbox.Put(new OutboxEntry { Id = $"{entry.Id}_{entry.Attempts}f", Channel = other, Kind = MessageComposer.Note, Cause = told, CreatedAt = now, NotBefore = now, Text = text });
        }
    }
}
