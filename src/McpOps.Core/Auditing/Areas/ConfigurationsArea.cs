using System.Runtime.CompilerServices;
using McpOps.Auditing.Configurations;
using McpOps.Auditing.Rules.Configurations;
using McpOps.Servers;

namespace McpOps.Auditing.Areas;

/// <summary>How servers are configured, in the inventory and in every client on this machine.</summary>
internal sealed class ConfigurationsArea : IAuditArea
{
    private readonly IReadOnlyList<IServerRule> _rules = [new UnpinnedPackage(), new ShellWrapper(), new TooBroad(), new PlainHttp(), new LookAlike()];

    public string Name => "configurations";

    public async IAsyncEnumerable<McpFinding> InspectAsync(AuditScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var paths = scope.Options.Paths ?? ServerPaths.FromProcess();
        var documents = ClientDocument.ReadAll(paths, scope.Options.InventoryPath, cancellationToken);
        if (documents.All(document => document.Client is "mcpops"))
        {
            yield return scope.Findings.NotChecked(Name, "clients", "No MCP client of this account has a configuration file here. Run the audit as the account that uses the client, or in the project's folder.");
        }

        if (scope.Options.Inventory.Count == 0)
        {
            yield return scope.Findings.NotChecked(Name, "inventory", "There is no inventory, so nobody knows which servers are meant to be used (CONF008). Write one with 'mcpops init' (New-McpInventory).");
        }

        foreach (var document in documents)
        {
            if (document.Problem is { } problem)
            {
                yield return scope.Findings.NotChecked(Name, document.Path, $"It cannot be read: {problem}");
            }

            foreach (var (line, within, evidence) in document.Client is "mcpops" ? [] : ApprovalOff.Judge(document))
            {
                yield return scope.Findings.Make(ApprovalOff.Id, document.Path, $"{document.Client}: {(within.Length > 0 ? $"{within}: " : "")}{evidence}", location: $"{document.Path}:{line}", identity: $"{within} {evidence}");
            }
        }

        var found = await new ServerCatalog(scope.Context with { Notices = null }, paths).LoadAsync(new ServerQuery { Discover = true }, cancellationToken);
        foreach (var server in scope.Options.Servers.Concat(found.Servers).DistinctBy(server => (server.Name, server.Connection.Describe())))
        {
            var line = LaunchLine.Of(server);
            foreach (var rule in _rules)
            {
                if (rule.Judge(server, line) is { } evidence)
                {
                    yield return scope.Findings.Make(rule.Id, server.Target, evidence, server.Name, Place(server)) with { Fingerprint = FindingMaker.Fingerprint(rule.Id, OwnName(server), server.Target, evidence) };
                }
            }
        }

        foreach (var finding in Names(scope, found.Servers))
        {
            yield return finding;
        }
    }

    // A name is looked at as the client's file has it: of namesakes the catalogue renames the later ones.
    private static IEnumerable<McpFinding> Names(AuditScope scope, IReadOnlyList<McpServer> found)
    {
        foreach (var group in found.GroupBy(server => server.Name.Split('@')[0], StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
        {
            var second = group.Last();
            yield return scope.Findings.Make("CONF006", group.Key, string.Join("; ", group.Select(server => $"{server.Sources[0].Client}: {server.Target}")), second.Name, Place(second)) with { Fingerprint = FindingMaker.Fingerprint("CONF006", null, group.Key, string.Join(' ', group.Select(server => server.Target).Order(StringComparer.Ordinal))) };
        }

        foreach (var server in scope.Options.Inventory.Count == 0 ? [] : found.Where(server => !scope.Options.Inventory.Any(known => known.Connection.IsSameAs(server.Connection) || known.Target == server.Target)))
        {
            yield return scope.Findings.Make("CONF008", server.Target, $"{server.Sources[0].Client} names it '{server.Name}'", server.Name, Place(server)) with { Fingerprint = FindingMaker.Fingerprint("CONF008", OwnName(server), server.Target, "") };
        }
    }

    // The catalogue names namesakes after their clients, the first excepted: what a finding is recognised by must not change when another comes or goes.
    private static string OwnName(McpServer server) => server.Origin is ServerOrigin.Discovered ? server.Name.Split('@')[0] : server.Name;

    private static string? Place(McpServer server) => server.Sources is [var source, ..] ? $"{source.Path}{(source.Line is { } line ? $":{line}" : "")}" : null;
}
