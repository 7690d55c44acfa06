using System.Runtime.CompilerServices;
using McpOps.Auditing.Tools;
using McpOps.Auditing.Tools.Lock;

namespace McpOps.Auditing.Areas;

/// <summary>The tools of the servers: what their texts say and hide, and what changed since they were accepted.</summary>
internal sealed class ToolsArea : IAuditArea
{
    public string Name => "tools";

    public async IAsyncEnumerable<McpFinding> InspectAsync(AuditScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var servers = scope.Options.Servers.Where(server => server.Enabled).ToList();
        if (servers.Count == 0)
        {
            yield return scope.Findings.NotChecked(Name, "servers", "There is no server to ask. Name one, or write an inventory with 'mcpops init' (New-McpInventory).");
            yield break;
        }

        var accepted = await ToolLock.ReadAsync(scope.Options.LockPath ?? scope.Options.Beside(ToolLock.FileName), cancellationToken);
        var lists = await new ToolReader(scope.Context).ReadAsync(servers, scope.Options, cancellationToken);
        var judge = new ToolJudge(scope.Findings);
        foreach (var list in lists)
        {
            if (list.Failure is { } failure)
            {
                yield return scope.Findings.NotChecked(Name, list.Server.Target, $"{failure.Message} ({failure.ErrorId})", list.Server.Name);
                continue;
            }

            var others = lists.Where(other => other != list).SelectMany(other => other.Tools.Select(tool => tool.Name.ToLowerInvariant())).Except(list.Tools.Select(tool => tool.Name.ToLowerInvariant())).ToHashSet(StringComparer.Ordinal);
            foreach (var finding in judge.Texts(list, others).Concat(judge.Changes(list, accepted.Servers.GetValueOrDefault(list.Server.Name))))
            {
                yield return finding;
            }
        }

        foreach (var finding in judge.SharedNames(lists))
        {
            yield return finding;
        }
    }
}
