using System.Globalization;
using McpOps.Servers;

namespace McpOps.Maintenance.Plans.Steps;

/// <summary><c>db.maintain</c> (vacuum and analyze by need, indexes on evidence) and <c>db.retain</c> (rows by retention). A retention that is run for the first time only counts.</summary>
internal sealed class DatabaseStep(bool retain) : IPlanStep
{
    public string Name => retain ? "db.retain" : "db.maintain";

    public IReadOnlyList<string> Words => ["databases"];

    public bool OnlyLooks => false;

    public void Check(StepWords with) => with.Texts("databases");

    public void CheckNames(StepWords with, IReadOnlyList<McpServer> inventory) =>
        with.Known("databases", "database below \"maintain\"", inventory.SelectMany(server => server.Maintain).Select(rule => rule.Database));

    public async Task<StepResult> RunAsync(StepScope scope, CancellationToken cancellationToken)
    {
        var rules = scope.Server.Maintain.Where(rule => scope.With.Texts("databases") is not { Count: > 0 } named || named.Contains(rule.Database, StringComparer.Ordinal)).Where(rule => retain ? rule.Retain.Count > 0 : rule.Vacuum || rule.Reindex).ToList();
        if (rules.Count == 0)
        {
            return StepResult.Skip($"The inventory names no such upkeep of its databases (maintain{(retain ? ", retain" : "")}).");
        }

        var known = new KnownRules(scope.StateFolder);
        var (works, fresh) = (new List<McpDatabaseWork>(), new List<string>());
        foreach (var rule in rules)
        {
            var isNew = retain && !scope.DryRun && !known.Contains(scope.Server.Name, rule.ToString());

            // One run for all that is asked of a database: one that is dead fails once.
            var server = scope.Server with { Maintain = [retain ? rule : rule with { Retain = [] }] };
            await foreach (var work in new DatabaseMaintenance(scope.Context).RunAsync(new DatabaseOptions { Servers = [server], Action = retain ? "retain" : null, DryRun = scope.DryRun || isNew }, cancellationToken))
            {
                works.Add(work);
            }

            if (isNew && works.TrueForAll(work => work.Outcome is not StepOutcome.Failed))
            {
                fresh.Add(rule.Database);
                known.Add(scope.Server.Name, rule.ToString());
            }
        }

        var done = works.Where(work => work.Outcome is StepOutcome.Changed or StepOutcome.WouldChange).ToList();
        var said = string.Create(CultureInfo.InvariantCulture, $"{done.Count} of {works.Count} {(retain ? $"tables, {done.Sum(work => work.Rows)} rows" : "tables and files")}.")
            + (fresh.Count > 0 ? $" First run of {string.Join(", ", fresh)}: it was only counted, the next run removes." : "");
        var result = StepResult.Change(scope.DryRun || fresh.Count > 0, [.. done.Select(work => FormattableString.Invariant($"{work.Database}: {work.Action} {work.Target}{(work.Rows > 0 ? $", {work.Rows} rows" : "")}: {work.Message}"))], said);
        return works.Find(work => work.Outcome is StepOutcome.Failed) is { } failed ? result with { Outcome = StepOutcome.Failed, Message = $"{said} {failed.Database}, {failed.Target}: {failed.Message}" } : result;
    }
}
