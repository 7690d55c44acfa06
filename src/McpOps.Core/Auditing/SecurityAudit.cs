using System.Runtime.CompilerServices;
using McpOps.Auditing.Areas;
using McpOps.Auditing.Files;
using McpOps.Auditing.Records;
using McpOps.Auditing.Suppressions;
using McpOps.Files;
using McpOps.Servers;

namespace McpOps.Auditing;

/// <summary>Is it safe, and did somebody change it? It only looks, and it sends nothing to anybody but the servers themselves.</summary>
/// <param name="context">The clock, notices and progress.</param>
public sealed class SecurityAudit(EngineContext context)
{
    /// <summary>Looks at the areas, one after the other.</summary>
    /// <param name="options">What to look at.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The findings; among them, as rows of rule <c>AUDIT001</c>, what was asked for and could not be looked at.</returns>
    /// <exception cref="McpOpsException">AuditAreaUnknown, LockNotReadable, SuppressionInvalid or BaselineNotReadable.</exception>
    public async IAsyncEnumerable<McpFinding> RunAsync(AuditOptions options, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var areas = Chosen(options.Areas);
        var findings = new FindingMaker(context.Time, context.Host);
        var suppressions = await SuppressionFile.ReadAsync(options.SuppressionPath ?? options.Beside(SuppressionFile.FileName), cancellationToken);
        var known = await Baseline.ReadAsync(options.BaselinePath, cancellationToken);
        var filter = new FindingFilter(suppressions, known, findings, context.Time.GetUtcNow());
        var silent = areas.Any(area => options.Servers.Any(area.Reads)) ? await SilentServers.FindAsync(options.Servers, cancellationToken) : new Dictionary<McpServer, string>();
        var scope = new AuditScope(context, options, findings) { Local = [.. options.Servers.Where(server => !silent.ContainsKey(server))] };
        var found = new List<McpFinding>();
        for (var index = 0; index < areas.Count; index++)
        {
            context.Progress?.Report(new McpProgress("Auditing", areas[index].Name, index, areas.Count));
            foreach (var (server, path) in silent.Where(pair => areas[index].Reads(pair.Key)))
            {
                found.Add(filter.Apply(findings.NotChecked(areas[index].Name, path, AnsweringFolders.Silence, server.Name)));
                yield return found[^1];
            }

            await foreach (var finding in areas[index].InspectAsync(scope, cancellationToken))
            {
                found.Add(filter.Apply(finding));
                yield return found[^1];
            }
        }

        foreach (var finding in filter.Rest([.. areas.Select(area => area.Name)]))
        {
            found.Add(finding);
            yield return finding;
        }

        if (options.Remember)
        {
            Remember(options, found, [.. areas.Select(area => area.Name)]);
        }
    }

    private void Remember(AuditOptions options, List<McpFinding> found, IReadOnlyList<string> areas)
    {
        try
        {
            var plan = options.Servers.Concat(options.Inventory).FirstOrDefault()?.History ?? new McpHistoryPlan();
            var folder = StateFolder.Of(null, plan, options.Paths ?? ServerPaths.FromProcess());
            new AuditJournal(folder).Write(AuditRecord.Of(found, [.. options.Servers.Select(server => server.Name)], areas, context.Time.GetUtcNow()));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or McpOpsException)
        {
            context.Warn("AuditNotRemembered", $"What was found could not be written down for the health check 'audit', which goes on with what it knew before: {exception.Message.TrimEnd('.')}. What is written here is whole. Give this account the right to write into the folder of the history (\"history\" in the inventory), and audit again.");
        }
    }

    private static IReadOnlyList<IAuditArea> Chosen(IReadOnlyList<string> names)
    {
        IReadOnlyList<IAuditArea> all = AuditAreas.All();
        foreach (var name in names.Where(name => !all.Any(area => string.Equals(area.Name, name, StringComparison.OrdinalIgnoreCase))))
        {
            throw new McpOpsException("AuditAreaUnknown", McpErrorCategory.InvalidArgument, $"There is no area '{name}'. There are {string.Join(", ", all.Select(area => area.Name))}.", name);
        }

        return names.Count == 0 ? all : [.. all.Where(area => names.Contains(area.Name, StringComparer.OrdinalIgnoreCase))];
    }
}
