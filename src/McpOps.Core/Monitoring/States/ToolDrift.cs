using McpOps.Probing;
using McpOps.Protocol;

namespace McpOps.Monitoring;

/// <summary>
/// Whether a server still offers what it offered when it was first seen. The baseline is what two looks in a row agreed on, and is never overwritten by looking; who accepts a change says so.
/// One look proves nothing: on a busy machine a server may be spoken to in an older version of the protocol, in which it offers less.
/// </summary>
internal static class ToolDrift
{
    /// <summary>The name of the rule.</summary>
    public const string Rule = "drift";

    /// <summary>Compares a probe with the baseline, or makes it at first sight. It changes the state that it is given and nothing else.</summary>
    public static IEnumerable<Observation> Observe(WatchState state, WatchedServer server, McpHealth health, McpSample sample)
    {
        if (health.Tools is not { } tools)
        {
            return [];
        }

        var now = Describe(health, tools);
        var known = state.Servers.Find(server.Name) ?? new ServerState { Server = server.Name };
        if (known.Baseline is not { } baseline || (!known.Confirmed && Compare(baseline, now).Text.Length > 0))
        {
            state.Servers.Put(known with { Baseline = now });
            return [];
        }

        var (severity, text) = Compare(baseline, now);
        if (!known.Confirmed)
        {
            known = known with { Confirmed = true };
            state.Servers.Put(known);
        }

        if (text != known.Drift)
        {
            state.Servers.Put(known with { Drift = text, Seen = text.Length > 0 ? now : null });
        }

        return
        [
            new Observation(server.Name, Rule, sample.Slot, text.Length > 0 ? ObservedResult.Bad : ObservedResult.Good)
            {
                Severity = severity,
                Message = text.Length > 0 ? $"It is not what it was: {text}. If that is meant, accept it: mcpops watch --accept {server.Name}" : "",
                Failures = server.Failures,
                Successes = server.Successes,
                FlapsUnseen = false,
            },
        ];
    }

    /// <summary>Takes what a server offered last for its new baseline.</summary>
    /// <returns>True when something was accepted.</returns>
    public static bool Accept(WatchState state, string server)
    {
        if (state.Servers.Find(server) is not { Seen: { } seen } known)
        {
            return false;
        }

        state.Servers.Put(known with { Baseline = seen, Confirmed = true, Seen = null, Drift = "" });
        return true;
    }

    /// <summary>What changed, in words, and how grave the worst of it is.</summary>
    internal static (string Severity, string Text) Compare(IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> now)
    {
        var changes = new List<(string Severity, string Text)>();
        foreach (var (name, value) in before.Where(pair => pair.Key[0] is '=' && now.GetValueOrDefault(pair.Key) is { } other && other != pair.Value))
        {
            changes.Add((AlertSeverity.Warning, $"its {name[1..]} was {value} and is {now[name]}"));
        }

        var (old, present) = (Tools(before), Tools(now));
        foreach (var (name, parts) in old)
        {
            if (present.TryGetValue(name, out var other))
            {
                changes.AddRange(Parts(name, parts, other));
            }
            else
            {
                var renamed = present.FirstOrDefault(pair => !old.ContainsKey(pair.Key) && pair.Value == parts).Key;
                changes.Add((AlertSeverity.Warning, renamed is null ? $"the tool '{name}' is gone" : $"the tool '{name}' is now called '{renamed}'"));
            }
        }

        var renamedTo = present.Where(pair => !old.ContainsKey(pair.Key) && old.Any(gone => !present.ContainsKey(gone.Key) && gone.Value == pair.Value)).Select(pair => pair.Key).ToHashSet(StringComparer.Ordinal);
        changes.AddRange(present.Keys.Where(name => !old.ContainsKey(name) && !renamedTo.Contains(name)).Select(name => (AlertSeverity.Information, $"the tool '{name}' is new")));
        return (changes.Select(change => change.Severity).Aggregate(AlertSeverity.None, AlertSeverity.Worse), MessageText.Cut(string.Join("; ", changes.Select(change => change.Text)), 1000));
    }

    private static IEnumerable<(string Severity, string Text)> Parts(string name, string before, string now)
    {
        var (old, present) = (before.Split(' '), now.Split(' '));
        if (old[0] != present[0])
        {
            yield return (AlertSeverity.Warning, $"the schema or the annotations of the tool '{name}' changed");
        }
        else if (old[1] != present[1])
        {
            yield return (AlertSeverity.Information, $"the description of the tool '{name}' changed");
        }
    }

    private static Dictionary<string, string> Tools(IReadOnlyDictionary<string, string> parts) =>
        parts.Where(pair => pair.Key[0] is '+').ToDictionary(pair => pair.Key[1..], pair => pair.Value, StringComparer.Ordinal);

    private static Dictionary<string, string> Describe(McpHealth health, IReadOnlyList<McpTool> tools)
    {
        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        if (health.ServerVersion is { } version)
        {
            parts["=version"] = version;
        }

        if (health.ProtocolVersion is { } protocol)
        {
            parts["=protocol version"] = protocol;
        }

        foreach (var tool in tools)
        {
            var print = ToolPrint.Of(tool);
            parts["+" + tool.Name] = $"{Short(print.Schema)}{Short(print.Annotations)} {Short(print.Text)}";
        }

        return parts;
    }

    // Enough to tell versions of one tool apart; the state is read by each run.
    private static string Short(string hash) => hash[..16];
}
