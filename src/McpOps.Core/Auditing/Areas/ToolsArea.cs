using System.Runtime.CompilerServices;
using McpOps.Auditing.Tools;
using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Auditing.Areas;

/// <summary>The tools of the servers: what their texts say and hide, and what changed since they were accepted.</summary>
internal sealed class ToolsArea : IAuditArea
{
    public string Name => "tools";

    // A program that lies there cannot be started, and whoever tries waits for ever.
    public bool Reads(McpServer server) => server.Transport is McpTransport.Stdio;

    public async IAsyncEnumerable<McpFinding> InspectAsync(AuditScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var servers = scope.Options.Servers.Where(server => server.Enabled && server.Transport is not McpTransport.None && (scope.Local.Contains(server) || !Reads(server))).ToList();
        if (servers.Count == 0)
        {
            yield return scope.Findings.NotChecked(Name, "servers", scope.SwitchedOff(_ => true) ?? "There is no server to ask. Name one, or write an inventory with 'mcpops init' (New-McpInventory).");
            yield break;
        }

        if (scope.SwitchedOff(_ => true) is { } off)
        {
            yield return scope.Findings.NotChecked(Name, "switched off", off);
        }

        var accepted = await ToolLock.ReadAsync(scope.Options.LockPath ?? scope.Options.Beside(ToolLock.FileName), cancellationToken);
        var lists = await new ToolReader(scope.Context).ReadAsync(servers, scope.Options, cancellationToken);
        var judge = new ToolJudge(scope.Findings);
        var owners = lists.SelectMany(list => list.Tools.Select(tool => (Name: tool.Name.ToLowerInvariant(), Server: list.Server.Name))).Distinct().GroupBy(pair => pair.Name, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Select(pair => pair.Server).ToList(), StringComparer.Ordinal);
        foreach (var list in lists)
        {
            if (list.Failure is { } failure)
            {
                yield return scope.Findings.NotChecked(Name, list.Server.Target, $"{failure.Message} ({failure.ErrorId})", list.Server.Name);
                continue;
            }

            foreach (var problem in list.Offered.Problems.Concat(ToolJudge.Unread(list) is { } unread ? [unread] : []))
            {
                yield return scope.Findings.NotChecked(Name, list.Server.Target, problem, list.Server.Name);
            }

            var others = owners.Where(pair => pair.Value.Any(server => server != list.Server.Name)).Select(pair => pair.Key).Except(list.Tools.Select(tool => tool.Name.ToLowerInvariant())).ToHashSet(StringComparer.Ordinal);
            foreach (var finding in judge.Texts(list, others).Concat(judge.Changes(list, accepted.Servers.GetValueOrDefault(list.Server.Name))))
            {
                yield return finding;
            }
        }

        var unaccepted = lists.Where(list => list.Failure is null && !accepted.Servers.ContainsKey(list.Server.Name)).Select(list => list.Server.Name).ToList();
        if (unaccepted.Count > 0)
        {
            yield return scope.Findings.NotCheckedOf(Name, "accepted tools", $"No tools of {ServerNames.Of(unaccepted)} were accepted yet, so what changed cannot be told. Take them with 'mcpops audit --accept --reason …' (Test-McpSecurity -Accept -Reason …).", unaccepted);
        }

        var partly = lists.Where(list => list.Offered.Prints is { Count: > 0 } && accepted.Servers.GetValueOrDefault(list.Server.Name) is { Offered: null }).Select(list => list.Server.Name).ToList();
        if (partly.Count > 0)
        {
            yield return scope.Findings.NotCheckedOf(Name, "accepted prompts", $"Of {ServerNames.Of(partly)} the tools were accepted, but not the prompts and resources, so what changed of these cannot be told. Take them with 'mcpops audit --accept --reason …' (Test-McpSecurity -Accept -Reason …).", partly);
        }

        foreach (var finding in judge.SharedNames(lists))
        {
            yield return finding;
        }
    }
}
