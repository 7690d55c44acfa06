using System.Security.Cryptography;
using System.Text;
using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>Makes messages of events: which channel is told, together with what, and from when on. It changes the state that it is given and nothing else.</summary>
/// <param name="fleet">Channels and routes.</param>
/// <param name="state">What is remembered; changed.</param>
/// <param name="now">Now.</param>
/// <param name="waits">False for a single run: its round is the group.</param>
internal sealed class Dispatcher(McpFleet fleet, WatchState state, DateTimeOffset now, bool waits = true)
{
    private static readonly TimeSpan UpdateEvery = TimeSpan.FromMinutes(5);

    // Somebody should know soon of one more that is down, and still not be called for each.
    private static readonly TimeSpan OutageEvery = TimeSpan.FromMinutes(1);

    // From so many alerts on a message was about something that many have in common, and the next of it can wait.
    private const int Many = 5;

    public void Dispatch(IEnumerable<AlertEvent> events)
    {
        foreach (var one in events)
        {
            switch (one.Kind)
            {
                case AlertEventKind.Resolved or AlertEventKind.Unwatched:
                case AlertEventKind.FlappingEnded when one.State is AlertState.Resolved:
                    TellOver(one);
                    break;
                case AlertEventKind.Lowered when one.Rule is Observations.Health:
                    // Who was called because it is down is told that it works, though something milder is still the matter.
                    Told(one).Distinct(StringComparer.Ordinal).ToList().ForEach(channel => Tell(channel, one));
                    break;
                case AlertEventKind.Joined:
                    // By how grave it is itself: nobody is woken because a warning came to what they were woken for.
                    Routes.Of(fleet, one.Server, one.Rule, one.Severity).ToList().ForEach(channel => Tell(channel, one));
                    break;
                case AlertEventKind.Muted or AlertEventKind.Passed or AlertEventKind.Lowered:
                    break;
                default:
                    foreach (var channel in Routes.Of(fleet, one.Server, one.Rule, one.Severity).Concat(Told(one)).Distinct(StringComparer.Ordinal))
                    {
                        // Nobody is reminded of what is still on its way.
                        if (one.Kind is AlertEventKind.Reminded && OutboxLedger.IsWaiting(state, channel, one))
                        {
                            continue;
                        }

                        if (one.Kind is AlertEventKind.Raised || one is { Kind: AlertEventKind.FlappingStarted, IsNews: true })
                        {
                            Overtake(channel, one);
                        }

                        Tell(channel, one);
                    }

                    break;
            }
        }
    }

    /// <summary>What waits for others of its group waits no longer, such as what a watch that was killed left: after a single run nobody may come for long.</summary>
    public void EndWaiting()
    {
        foreach (var entry in state.Outbox.All.Where(entry => entry is { Attempts: 0, Dead: false, Suppressed: false } && entry.NotBefore > now).ToList())
        {
            state.Outbox.Put(entry with { NotBefore = now });
        }
    }

    /// <summary>Tells one channel; for escalations and for what a user sends.</summary>
    public void Tell(string channel, AlertEvent one)
    {
        var (notBefore, suppressed) = From(channel, one);
        var key = DeliveredKey(one, channel) ?? AlertKey(one);
        var entry = suppressed ? null : Waiting(channel, one.Kind, Cause(one), key);
        if (entry is null)
        {
            entry = new OutboxEntry
            {
                Id = IdOf(one, channel),
                Channel = channel,
                Kind = one.Kind,
                Cause = Cause(one),
                DedupKey = key,
                CreatedAt = one.At,
                NotBefore = notBefore,
                Suppressed = suppressed,
            };
            state.Outbox.Put(entry);
        }

        state.Members.Put(new OutboxMember(entry.Id, one));
    }

    // Those who were told of the episode are told what becomes of it, whatever its severity is now.
    private IEnumerable<string> Told(AlertEvent one) => one.Kind is AlertEventKind.Fired or AlertEventKind.Escalated ? []
        : state.Deliveries.All.Where(delivery => delivery.Server == one.Server && delivery.Rule == one.Rule && delivery.Episode == one.Episode && !delivery.Over).Select(delivery => delivery.Channel);

    // Told behind what it has become, what still waits for its group would read as if it were milder again.
    private void Overtake(string channel, AlertEvent one)
    {
        foreach (var entry in state.Outbox.All.Where(entry => entry.Channel == channel && entry is { Attempts: 0, Dead: false, Unclear: false, Kind: AlertEventKind.Fired or AlertEventKind.FlappingStarted or AlertEventKind.Lowered } && !(entry.LeaseUntil > now)).ToList())
        {
            if (state.Members.Find(new OutboxMember(entry.Id, one).Key) is { } member && member.Event.Episode == one.Episode)
            {
                Leave(entry, member);
            }
        }
    }

    private void Leave(OutboxEntry entry, OutboxMember member)
    {
        state.Members.Remove(member.Key);
        if (state.MembersOf(entry.Id).Count == 0)
        {
            state.Outbox.Remove(entry.Id);
        }
    }

    private void TellOver(AlertEvent one)
    {
        var told = Told(one).ToHashSet(StringComparer.Ordinal);
        foreach (var entry in state.Outbox.All.Where(entry => !entry.Dead).ToList())
        {
            if (state.Members.Find(new OutboxMember(entry.Id, one).Key) is not { } member || member.Event.Episode != one.Episode || entry.Kind is AlertEventKind.Resolved or AlertEventKind.Passed or AlertEventKind.Unwatched)
            {
                continue;
            }

            if (entry.Unclear || entry.LeaseUntil > now)
            {
                // It may be there already: then it must be told that it is over, after it.
                told.Add(entry.Channel);
                continue;
            }

            Leave(entry, member);

            // Nobody was told: both become one message, that it was bad and is good again.
            if (!told.Contains(entry.Channel) && !entry.Suppressed && entry.Kind is AlertEventKind.Fired or AlertEventKind.FlappingStarted)
            {
                Tell(entry.Channel, one with { Kind = one.Kind is AlertEventKind.Unwatched ? one.Kind : AlertEventKind.Passed });
            }
        }

        foreach (var channel in told)
        {
            Tell(channel, one with { Kind = one.Kind is AlertEventKind.Unwatched ? one.Kind : AlertEventKind.Resolved });
        }
    }

    private (DateTimeOffset NotBefore, bool Suppressed) From(string channel, AlertEvent one)
    {
        var delivered = state.Deliveries.Find(Delivery.KeyOf(one.Server, one.Rule, channel));
        if (delivered is not null && IsRepetition(one, delivered) && delivered.At + fleet.Alerts.SuppressFor > now && AlertSeverity.Gravity(one.Severity) <= AlertSeverity.Gravity(delivered.Severity))
        {
            return (delivered.At + fleet.Alerts.SuppressFor, true);
        }

        if (one.Kind is AlertEventKind.Raised or AlertEventKind.Escalated or AlertEventKind.Reminded || !waits)
        {
            return (now, false);
        }

        var group = state.Runs.Find(GroupName(channel, Cause(one)));
        var every = one is { Kind: AlertEventKind.Fired, Severity: AlertSeverity.Critical } ? OutageEvery : UpdateEvery;
        return group is { EverySeconds: >= Many } && group.At + every > now + fleet.Alerts.GroupWait ? (group.At + every, false) : (now + fleet.Alerts.GroupWait, false);
    }

    // Another outage is other news, however soon it comes; what comes and goes often is told as flapping. What is sent by hand has no episodes.
    private static bool IsRepetition(AlertEvent one, Delivery delivered) => one.Kind switch
    {
        AlertEventKind.Fired or AlertEventKind.FlappingStarted => one.Episode == delivered.Episode && !one.IsNews,
        AlertEventKind.Told => !one.IsNews,
        _ => false,
    };

    // One that was tried keeps its members: a receiver that has it must be able to tell that it is the same.
    // What is over is told under the key under which it was told, where the receiver has keys.
    private OutboxEntry? Waiting(string channel, string kind, string cause, string key) => state.Outbox.All
        .Where(entry => entry.Channel == channel && entry.Kind == kind && entry.Cause == cause && entry is { Attempts: 0, Dead: false, Suppressed: false }
            && (entry.DedupKey == key || kind is AlertEventKind.Fired || !IsKeyed(channel)))
        .OrderBy(entry => entry.CreatedAt).FirstOrDefault();

    private bool IsKeyed(string channel) => fleet.Channels.Any(known => known.Name == channel && known.Kind is "pagerduty");

    private string? DeliveredKey(AlertEvent one, string channel) =>
        state.Deliveries.Find(Delivery.KeyOf(one.Server, one.Rule, channel)) is { } delivery && delivery.Episode == one.Episode ? delivery.DedupKey : null;

    /// <summary>The name under which it is kept when a group was told last.</summary>
    public static string GroupName(string channel, string cause) => $"group {channel} {cause}";

    private static string Cause(AlertEvent one) => one.Rule is Observations.Health && one.Verdict is { Length: > 0 } verdict and not Protocol.McpVerdict.Healthy ? verdict : one.Rule;

    private static string AlertKey(AlertEvent one) => $"mcpops/{AlertList.IdOf(one.Server, one.Rule, one.Episode)}";

    // No dot is in it, as Standard Webhooks asks of a message's id.
    private static string IdOf(AlertEvent one, string channel)
    {
        var text = string.Join('\n', one.Server, one.Rule, one.Episode, one.Kind, channel, one.Severity, one.Step.ToString(System.Globalization.CultureInfo.InvariantCulture), one.At.ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture));
        return "msg_" + Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..24].ToLowerInvariant();
    }
}
