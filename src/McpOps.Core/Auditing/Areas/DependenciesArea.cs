using System.Globalization;
using System.Runtime.CompilerServices;
using McpOps.Auditing.Dependencies;
using McpOps.Auditing.Dependencies.Osv;
using McpOps.Auditing.Host;

namespace McpOps.Auditing.Areas;

/// <summary>Known vulnerabilities of what the servers are made of, held against a dump of OSV advisories on this machine.</summary>
internal sealed class DependenciesArea : IAuditArea
{
    private const int OldDays = 14;

    public string Name => "dependencies";

    public async IAsyncEnumerable<McpFinding> InspectAsync(AuditScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (scope.Options.OsvPath is not { } osv)
        {
            yield return scope.Findings.NotChecked(Name, "osv", "Dependencies are held against a dump of OSV advisories: name its folder with --osv (-Osv).");
            yield break;
        }

        if (!Directory.Exists(osv))
        {
            throw new McpOpsException("OsvNotFound", McpErrorCategory.ObjectNotFound, $"There is no folder '{osv}'. Name one that holds ECOSYSTEM/all.zip, or JSON files.", osv);
        }

        var finder = new DependencyFinder();
        var dependencies = await Task.Run(() => Find(finder, scope, cancellationToken), cancellationToken);
        foreach (var (file, why) in finder.Problems)
        {
            yield return scope.Findings.NotChecked(Name, file, why);
        }

        var dump = new OsvDump(osv);
        var found = await Task.Run(() => Vulnerability.Merge(Match(dump, dependencies, cancellationToken)), cancellationToken);
        foreach (var (file, why) in dump.Problems)
        {
            yield return scope.Findings.NotChecked(Name, file, why);
        }

        foreach (var ecosystem in dependencies.Select(dependency => Ecosystems.Family(dependency.Ecosystem)).Distinct().Where(ecosystem => !dump.Ecosystems.Contains(ecosystem)))
        {
            yield return scope.Findings.NotChecked(Name, ecosystem, $"The dump in {osv} has no advisories of {ecosystem}.");
        }

        if (dump.NewestUtc is { } newest && (scope.Context.Time.GetUtcNow().UtcDateTime - newest).TotalDays is var days and > OldDays)
        {
            yield return scope.Findings.Make("VULN003", osv, string.Create(CultureInfo.InvariantCulture, $"the dump is {days:0} days old"));
        }

        foreach (var one in found)
        {
            var dependency = one.Dependency;
            yield return scope.Findings.Make(one.IsMalware ? "VULN002" : dependency.Name.StartsWith("@modelcontextprotocol/", StringComparison.Ordinal) || dependency.Name is "mcp" or "modelcontextprotocol.core" or "mcp-remote" ? "VULN004" : "VULN001",
                dependency.File, $"{dependency.Name} {dependency.Version}: {string.Join(", ", one.Ids.Take(4))}: {one.Summary}", severity: one.IsMalware ? AuditSeverity.Critical : one.Severity,
                identity: $"{dependency.Ecosystem} {dependency.Name} {dependency.Version} {one.Ids[0]}", fix: one.Fixed is { } version ? $"Update {dependency.Name} to {version}." : null);
        }
    }

    private static IReadOnlyList<Dependency> Find(DependencyFinder finder, AuditScope scope, CancellationToken cancellationToken)
    {
        var folders = scope.Options.ProjectPaths.Concat(scope.Options.Servers.SelectMany(server => RunFiles.Of(server, [])).Select(path => Directory.Exists(path) ? path : Path.GetDirectoryName(path)!))
            .Where(folder => Directory.Exists(folder) && Path.GetDirectoryName(Path.GetFullPath(folder)) is not (null or "/")).Distinct(StringComparer.Ordinal);
        return [.. folders.SelectMany(folder => finder.Below(folder, cancellationToken)).Concat(finder.OfSystem(scope.Host)).Distinct()];
    }

    private static IEnumerable<Vulnerability> Match(OsvDump dump, IReadOnlyList<Dependency> dependencies, CancellationToken cancellationToken)
    {
        var byName = dependencies.ToLookup(dependency => dependency.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var record in dump.Read(byName.Select(group => group.Key).ToHashSet(StringComparer.OrdinalIgnoreCase), cancellationToken).Where(record => record.Withdrawn is null))
        {
            foreach (var affected in record.Affected ?? [])
            {
                foreach (var dependency in affected.Package?.Name is { } name ? byName[name].Concat(byName[Ecosystems.Fold(Ecosystems.PyPI, name)]).Distinct() : [])
                {
                    if (OsvMatch.Of(affected, dependency) is { } hit)
                    {
                        yield return new Vulnerability(dependency, [record.Id, .. record.Aliases ?? []], AdvisorySeverity.Of(record), record.Summary ?? "", hit.Fixed, "OSV");
                    }
                }
            }
        }
    }
}
