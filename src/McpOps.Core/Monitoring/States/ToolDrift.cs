using McpOps.Probing;
using McpOps.Protocol;

namespace McpOps.Monitoring;

/// <summary>
/// Whether a server still offers what was accepted: what the lock file says that audits write, or, of a server that it does not name, what it offered when it was
/// first seen: that is what two looks in a row agreed on. Looking never overwrites either; who accepts a change says so. One look proves nothing: on a busy machine
/// a server may be spoken to in an older version of the protocol, in which it offers less.
/// </summary>
internal static class ToolDrift
{
    /// <summary>The name of the rule.</summary>
    public const string Rule = "drift";

    private const string Steering = "what changed reads as if it were to steer a model";

    /// <summary>Compares a probe with what was accepted, or takes it at first sight. It changes the state that it is given and nothing else.</summary>
    public static IEnumerable<Observation> Observe(WatchState state, WatchPlan plan, WatchedServer server, McpHealth health, McpSample sample)
    {
        // What was accepted and cannot be read says neither that something changed nor that nothing did.
        if (health.Tools is not { } tools || plan.Accepted is not { } accepted)
        {
            return [];
        }

        var now = LockedServer.Of(tools, health.ServerVersion, health.ProtocolVersion, health.Instructions);
        (string Severity, string Text) Compared(LockedServer before, LockedServer after) => Changes(before, after, (names, instructed) =>
            plan.Texts?.Suspect(server.Server, [.. tools.Where(tool => names.Contains(tool.Name))], instructed ? health.Instructions : null));

        var known = state.Servers.Find(server.Name) ?? new ServerState { Server = server.Name };
        if (accepted.GetValueOrDefault(server.Name) is { } locked)
        {
            if (known is { FirstSeen: not null } or { Seen: not null })
            {
                state.Servers.Put(known with { FirstSeen = null, Confirmed = false, Seen = null, Drift = "" });
            }

            return [Judge(server, sample, Compared(locked, now), $"mcpops audit {server.Name} --accept --reason \"…\"")];
        }

        if (known.FirstSeen is not { } first)
        {
            state.Servers.Put(known with { FirstSeen = now.Brief() });
            return [];
        }

        var brief = now.Brief();
        var changes = Compared(first, brief);
        if (!known.Confirmed && changes.Severity is not AlertSeverity.Critical)
        {
            // The first two looks differ: the second is as good as the first, unless it reads as an attack does.
            known = known with { Confirmed = changes.Text.Length == 0, FirstSeen = brief };
            state.Servers.Put(known);
            return known.Confirmed ? [Judge(server, sample, changes, $"mcpops watch --accept {server.Name}")] : [];
        }

        if (changes.Text != known.Drift)
        {
            state.Servers.Put(known with { Drift = changes.Text, Seen = changes.Text.Length > 0 ? brief : null });
        }

        return [Judge(server, sample, changes, $"mcpops watch --accept {server.Name}")];
    }

    /// <summary>Takes what a server offered last for what it should offer.</summary>
    /// <returns>What was accepted, in words, where it reads as if it were to steer a model; null otherwise.</returns>
    public static string? Accept(WatchState state, string server)
    {
        if (state.Servers.Find(server) is not { Seen: { } seen } known)
        {
            return null;
        }

        state.Servers.Put(known with { FirstSeen = seen, Confirmed = true, Seen = null, Drift = "" });
        return known.Drift.StartsWith(Steering, StringComparison.Ordinal) ? known.Drift : null;
    }

    /// <summary>What changed, in words, and how grave the worst of it is.</summary>
    private static (string Severity, string Text) Changes(LockedServer accepted, LockedServer now, Func<IReadOnlySet<string>, bool, string?> suspect)
    {
        var drift = Drift.Between(accepted, now).ToList();
        var changes = Versions(accepted, now).Concat(drift.Select(one => (Severity: Severity(one, now), Text: Words(one)))).ToList();

        // The rest of a changed text may be as it was: what matters most stands first, as texts are cut at their end.
        if (drift.Count > 0 && suspect(drift.Select(one => one.Name).OfType<string>().ToHashSet(StringComparer.Ordinal), drift.Exists(one => one.Name is null)) is { } suspicion)
        {
            changes.Insert(0, (AlertSeverity.Critical, $"{Steering} ({Plain.Text(suspicion)})"));
        }

        return (changes.Select(change => change.Severity).Aggregate(AlertSeverity.None, AlertSeverity.Worse), MessageText.Cut(string.Join("; ", changes.Select(change => change.Text)), 1000));
    }

    private static Observation Judge(WatchedServer server, McpSample sample, (string Severity, string Text) changes, string accept) =>
        new(server.Name, Rule, sample.Slot, changes.Text.Length > 0 ? ObservedResult.Bad : ObservedResult.Good)
        {
            Severity = changes.Severity,
            Message = changes.Text.Length > 0 ? $"It is not what was accepted: {changes.Text}. Look at it first: mcpops audit {server.Name} --area tools. If that is meant, accept it: {accept}" : "",
            Failures = server.Failures,
            Successes = server.Successes,
            FlapsUnseen = false,
            Swings = Observation.SettlesAt(server.Every),
        };

    private static IEnumerable<(string Severity, string Text)> Versions(LockedServer accepted, LockedServer now) =>
        new[] { ("version", accepted.Version, now.Version), ("protocol version", accepted.ProtocolVersion, now.ProtocolVersion) }
            .Where(one => one.Item2 is not null && one.Item3 is not null && one.Item2 != one.Item3).Select(one => (AlertSeverity.Warning, $"its {one.Item1} was {Plain.Text(one.Item2!)} and is {Plain.Text(one.Item3!)}"));

    // A text that changed with the version, and a tool that is new, are for whoever reads; the rest breaks callers, or is what an attack looks like too.
    private static string Severity(Difference one, LockedServer now) =>
        one.RuleId is "DRIFT002" || (one.RuleId is "DRIFT003" && now.Tools.ContainsKey(one.Name!)) ? AlertSeverity.Information : AlertSeverity.Warning;

    private static string Words(Difference one) => Plain.Text(one.Name is { } tool ? $"the tool '{tool}': {one.Evidence}" : $"its instructions: {one.Evidence}");
}
