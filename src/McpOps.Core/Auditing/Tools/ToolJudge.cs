using McpOps.Auditing.Tools.Text;
using McpOps.Protocol;

namespace McpOps.Auditing.Tools;

/// <summary>Judges what was read of the servers' tools. Pure: it neither reads nor writes.</summary>
/// <param name="findings">Makes findings.</param>
internal sealed class ToolJudge(FindingMaker findings)
{
    private static readonly HashSet<string> Nobody = [];
    private readonly TextJudge _texts = new();

    /// <summary>What the texts of a server say and hide.</summary>
    /// <param name="list">The server's tools.</param>
    /// <param name="otherTools">Names of other servers' tools, in lower case.</param>
    public IEnumerable<McpFinding> Texts(ServerTools list, IReadOnlySet<string> otherTools)
    {
        var server = list.Server.Name;
        if (list.Instructions is { } instructions)
        {
            foreach (var finding in Text(server, server, new ToolText("instructions", instructions), Nobody))
            {
                yield return finding;
            }
        }

        foreach (var tool in list.Tools)
        {
            foreach (var finding in ToolText.Of(tool).SelectMany(text => Text(server, $"{server}/{tool.Name}", text, otherTools)).DistinctBy(finding => (finding.RuleId, finding.Location)))
            {
                yield return finding;
            }
        }

        foreach (var finding in list.Offered.Texts.SelectMany(offered => Text(server, $"{server}/{offered.Target}", offered.Text, otherTools)).DistinctBy(finding => (finding.RuleId, finding.Target, finding.Location)))
        {
            yield return finding;
        }
    }

    /// <summary>Why a part of its texts was not understood; null when all was.</summary>
    public static string? Unread(ServerTools list)
    {
        var texts = list.Tools.SelectMany(tool => ToolText.Of(tool).Select(text => (Target: tool.Name, Text: text))).Concat(list.Offered.Texts.Select(offered => (offered.Target, offered.Text))).ToList();
        var foreign = texts.Where(one => PlainWords.IsForeign(one.Text.Value)).Select(one => one.Target).Distinct().ToList();
        var long_ = texts.Where(one => one.Text.Value.Length > PlainWords.MaxLength).Select(one => one.Target).Distinct().ToList();
        var said = new[]
        {
            foreign.Count > 0 ? $"Texts of {ServerNames.Of(foreign)} are not in Latin letters: they were looked at for what they hide, and not for what they say, for this reads English." : null,
            long_.Count > 0 ? $"Texts of {ServerNames.Of(long_)} are longer than 1 MiB: only their beginnings were read." : null,
        };
        return said.OfType<string>().Any() ? string.Join(' ', said.OfType<string>()) : null;
    }

    /// <summary>What changed since it was accepted, and between the two answers.</summary>
    /// <param name="list">The server's tools.</param>
    /// <param name="accepted">What was accepted; null when nothing was.</param>
    public IEnumerable<McpFinding> Changes(ServerTools list, LockedServer? accepted)
    {
        var server = list.Server.Name;
        if (Drift.Unlike(list.Locked, list.Again) is { } unlike)
        {
            yield return findings.Make("DRIFT005", server, unlike, server);
        }

        foreach (var drift in accepted is null ? [] : Drift.Between(accepted, list.Locked))
        {
            var identity = drift.Name is not { } name ? list.Locked.Instructions
                : list.Locked.Tools.TryGetValue(name, out var tool) ? tool.Text + tool.Schema + tool.Annotations : list.Locked.Offered?.GetValueOrDefault(name);
            yield return findings.Make(drift.RuleId, drift.Name is null ? server : $"{server}/{drift.Name}", drift.Evidence, server, severity: drift.Severity, identity: identity ?? "");
        }
    }

    /// <summary>Tools of one name, or of names that read alike, on several servers: which one a model calls is chance, or somebody's plan.</summary>
    /// <param name="lists">The tools of all servers.</param>
    public IEnumerable<McpFinding> SharedNames(IReadOnlyList<ServerTools> lists) =>
        lists.SelectMany(list => list.Tools.Select(tool => (list.Server, tool.Name))).Distinct()
            .GroupBy(pair => PlainWords.Of(pair.Name), StringComparer.OrdinalIgnoreCase)
            .Where(group => group.DistinctBy(pair => pair.Server.Connection.Describe()).Count() > 1 && SharesClient([.. group.Select(pair => pair.Server)]))
            .Select(group => Shared([.. group.OrderBy(pair => pair.Server.Name, StringComparer.Ordinal).ThenBy(pair => pair.Name, StringComparer.Ordinal)]));

    private McpFinding Shared(IReadOnlyList<(Servers.McpServer Server, string Name)> offers)
    {
        var unlike = offers.DistinctBy(pair => pair.Name, StringComparer.OrdinalIgnoreCase).Count() > 1;
        var servers = string.Join(" and ", offers.Select(pair => pair.Server.Name));
        return findings.Make("SHAD001", $"{offers[^1].Server.Name}/{offers[^1].Name}", $"{(unlike ? "its letters read like another's, " : "")}offered by {servers}", offers[^1].Server.Name, identity: servers);
    }

    // Servers of an inventory may be of different clients; those that a client names meet in it.
    private static bool SharesClient(IReadOnlyList<Servers.McpServer> servers) =>
        servers.All(server => server.Sources.Count == 0 || server.Sources.All(source => source.Client == "mcpops"))
        || servers.SelectMany(server => server.Sources.Select(source => source.Path).Distinct()).GroupBy(path => path, StringComparer.Ordinal).Any(group => group.Count() > 1);

    private IEnumerable<McpFinding> Text(string server, string target, ToolText text, IReadOnlySet<string> otherTools)
    {
        foreach (var mark in HiddenText.Find(text.Value))
        {
            yield return findings.Make(mark.RuleId, target, mark.Shown, server, text.Field, mark.Severity, identity: $"{text.Field} {mark.Decoded ?? mark.Shown}");
            if (mark.Decoded is { Length: > 3 } decoded && _texts.Judge(text.Field, PlainWords.Of(decoded), otherTools) is { } hidden)
            {
                yield return findings.Make(AuditRules.HiddenDirective, target, $"hidden: \"{hidden.Quote}\" ({hidden.Why})", server, text.Field, AuditSeverity.Critical, identity: $"{text.Field} {hidden.Quote}");
            }
        }

        var plain = PlainWords.Of(text.Value);
        foreach (var (rule, severity, evidence) in OutOfSight.Find(text.Value, plain, inner => _texts.Judge(text.Field, inner, otherTools) is not null))
        {
            yield return findings.Make(rule, target, evidence, server, text.Field, severity, AuditConfidence.Medium, $"{text.Field} {evidence}");
        }

        if (_texts.Judge(text.Field, plain, otherTools) is { } verdict)
        {
            var rule = verdict.Signs.Contains("POIS008") && verdict.Signs.Count > 1 && verdict.Words.Count == 0 ? "SHAD002" : verdict.RuleId;
            yield return findings.Make(rule, target, $"\"{verdict.Quote}\" ({verdict.Why})", server, text.Field, verdict.Severity, verdict.Confidence, $"{text.Field} {verdict.Quote}");
        }
    }
}
