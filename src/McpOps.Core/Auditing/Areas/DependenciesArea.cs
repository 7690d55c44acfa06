using System.Globalization;
using System.Runtime.CompilerServices;
using McpOps.Auditing.Dependencies;
using McpOps.Auditing.Dependencies.Auditors;
using McpOps.Auditing.Dependencies.Osv;
using McpOps.Auditing.Host;
using McpOps.Servers;

namespace McpOps.Auditing.Areas;

/// <summary>Known vulnerabilities of what the servers are made of, held against a dump of OSV advisories on this machine.</summary>
internal sealed class DependenciesArea : IAuditArea
{
    private const int OldDays = 14;

    public string Name => "dependencies";

    public bool Reads(McpServer server) => true;

    public async IAsyncEnumerable<McpFinding> InspectAsync(AuditScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (scope.Options.OsvPath is { } named && !Directory.Exists(named) && !File.Exists(named))
        {
            throw new McpOpsException("OsvNotFound", McpErrorCategory.ObjectNotFound, $"There is no folder or file '{named}'. Name a folder that holds ECOSYSTEM/all.zip, or JSON files, or one such file; it is not fetched from anywhere.", named);
        }

        foreach (var missing in scope.Options.ProjectPaths.Where(path => !Directory.Exists(path)))
        {
            yield return scope.Findings.NotChecked(Name, missing, "There is no such folder that can be read, so none of its lock files was. Correct --project (-Project).");
        }

        var finder = new DependencyFinder();
        var dependencies = await Task.Run(() => Find(finder, scope, cancellationToken), cancellationToken);
        foreach (var (file, why) in finder.Problems)
        {
            yield return scope.Findings.NotChecked(Name, file, why);
        }

        if (dependencies.Count == 0)
        {
            yield return scope.Findings.NotChecked(Name, "lock files", "There are no lock files and no installed packages beside what the servers run. Name the folders of their projects with --project (-Project).");
        }

        var byName = dependencies.ToLookup(dependency => dependency.Name, StringComparer.OrdinalIgnoreCase);
        var all = Match(McpAdvisories.Read(), byName).ToList();
        if (scope.Options.Online)
        {
            var auditors = new EcosystemAuditors(scope.Options.Commands, scope.Options.AuditorTimeout);
            all.AddRange(await auditors.AskAsync(finder.LockFiles, scope.Options.ProjectPaths, dependencies, cancellationToken));
            foreach (var (subject, why) in auditors.Problems)
            {
                yield return scope.Findings.NotChecked(Name, subject, why);
            }
        }

        if (scope.Options.OsvPath is { } osv)
        {
            var dump = new OsvDump(osv, Path.Combine(StateFolder.Default(scope.Options.Paths ?? ServerPaths.FromProcess()), "osv"));
            all.AddRange(await Task.Run(() => Match(dump.Read(byName.Select(group => group.Key).ToHashSet(StringComparer.OrdinalIgnoreCase), cancellationToken), byName).ToList(), cancellationToken));
            foreach (var finding in Lacks(scope, dump, osv, dependencies))
            {
                yield return finding;
            }
        }
        else
        {
            yield return scope.Findings.NotChecked(Name, "osv", scope.Options.Online ? "Only what npm audit, pip-audit and dotnet read was held against advisories, and MCP's own, which are shipped. Name a folder with a dump of OSV advisories with --osv (-Osv) for the rest, the system's packages among it."
                : "Only advisories of MCP's own SDKs and tools, which are shipped, were looked at. Dependencies are held against a dump of OSV advisories: name its folder with --osv (-Osv). Or let npm audit, pip-audit and dotnet ask their registries with --online (-Online).");
        }

        var found = Vulnerability.Merge(all);
        foreach (var one in found)
        {
            var dependency = one.Dependency;
            yield return scope.Findings.Make(one.IsMalware ? "VULN002" : dependency.Name.StartsWith("@modelcontextprotocol/", StringComparison.Ordinal) || dependency.Name is "mcp" or "modelcontextprotocol.core" or "mcp-remote" ? "VULN004" : "VULN001",
                dependency.File, $"{dependency.Name} {dependency.Version}: {string.Join(", ", one.Ids.Take(4))}: {one.Summary}", severity: one.IsMalware ? AuditSeverity.Critical : one.Severity,
                identity: $"{dependency.Ecosystem} {dependency.Name} {dependency.Version} {one.Ids[0]}", fix: one.Fixed is { } version ? $"Update {dependency.Name} to {version}." : null);
        }
    }

    private IEnumerable<McpFinding> Lacks(AuditScope scope, OsvDump dump, string osv, IReadOnlyList<Dependency> dependencies)
    {
        foreach (var (file, why) in dump.Problems)
        {
            yield return scope.Findings.NotChecked(Name, file, why);
        }

        foreach (var ecosystem in dependencies.Select(dependency => Ecosystems.Family(dependency.Ecosystem)).Distinct().Where(ecosystem => !dump.Ecosystems.Contains(ecosystem)))
        {
            yield return scope.Findings.NotChecked(Name, ecosystem, $"The dump in {osv} has no advisories of {ecosystem}.");
        }

        if (!dependencies.Any(dependency => Ecosystems.Family(dependency.Ecosystem) is "Debian"))
        {
            yield return scope.Findings.NotChecked(Name, "system packages", "The packages of the system are read where dpkg keeps them on Debian.");
        }

        if (dump.NewestUtc is { } newest && (scope.Context.Time.GetUtcNow().UtcDateTime - newest).TotalDays is var days and > OldDays)
        {
            yield return scope.Findings.Make("VULN003", osv, string.Create(CultureInfo.InvariantCulture, $"the dump is {days:0} days old"));
        }
    }

    private static IReadOnlyList<Dependency> Find(DependencyFinder finder, AuditScope scope, CancellationToken cancellationToken)
    {
        // What is named is read wherever it lies; beside a program in a folder of the system itself lies that of all others too.
        var beside = scope.Local.SelectMany(server => RunFiles.Of(server, [], scope.Host)).Select(path => Directory.Exists(path) ? path : Path.GetDirectoryName(path)!)
            .Where(folder => Path.GetDirectoryName(Path.GetFullPath(folder)) is not (null or "/"));
        var roots = scope.Local.Select(server => server.Root).OfType<string>();
        var folders = scope.Options.ProjectPaths.Concat(beside).Concat(roots).Where(Directory.Exists).Distinct(StringComparer.Ordinal);
        return [.. folders.SelectMany(folder => finder.Below(folder, cancellationToken)).Concat(finder.OfSystem(scope.Host)).Distinct()];
    }

    private static IEnumerable<Vulnerability> Match(IEnumerable<OsvRecord> records, ILookup<string, Dependency> byName)
    {
        foreach (var record in records.Where(record => record.Withdrawn is null))
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
