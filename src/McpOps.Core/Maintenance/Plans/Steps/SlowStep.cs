using System.Globalization;
using McpOps.Probing;
using McpOps.Servers;

namespace McpOps.Maintenance.Plans.Steps;

/// <summary><c>db.slow</c>: the statements of the server's PostgreSQL databases that cost most since this step ran last; slow ones are a failure where the plan says so.</summary>
internal sealed class SlowStep : IPlanStep
{
    private const int Named = 3;
    private const double Longest = 86_400_000;

    public string Name => "db.slow";

    public IReadOnlyList<string> Words => ["databases", "slowMs", "fail"];

    public bool OnlyLooks => true;

    public void Check(StepWords with) => _ = (with.Texts("databases"), with.Number("slowMs", 0, Longest), with.Flag("fail"));

    public void CheckNames(StepWords with, IReadOnlyList<McpServer> inventory) =>
        with.Known("databases", "database", inventory.SelectMany(server => server.Databases).Select(database => database.Name));

    public async Task<StepResult> RunAsync(StepScope scope, CancellationToken cancellationToken)
    {
        var meant = scope.Server.Databases.Where(database => database.Kind is not "sqlite" && (scope.With.Texts("databases") is not { Count: > 0 } named || named.Contains(database.Name, StringComparer.Ordinal))).Select(database => database.Name).ToList();
        if (meant.Count == 0)
        {
            return StepResult.Skip("It has no such PostgreSQL database.");
        }

        var lines = new List<McpDatabaseReport>();
        var options = new DatabaseReportOptions { Servers = [scope.Server], Databases = meant, SlowMs = scope.With.Number("slowMs", 0, Longest) ?? 1000, History = scope.Options.History, RemembersStatements = true };
        await foreach (var line in new DatabaseReport(scope.Context, scope.Paths).RunAsync(options, cancellationToken))
        {
            lines.Add(line);
        }

        var slow = lines.Where(line => line.Area is "statements" && line.Status is HealthStatus.Degraded).ToList();
        var said = string.Create(CultureInfo.InvariantCulture, $"{slow.Count} slow statements. {string.Join(" ", (slow.Count > 0 ? slow : lines).Take(Named).Select(line => $"{line.Database}: {(line.Subject.Length > 80 ? line.Subject[..80] + "…" : line.Subject)} {line.Fact}"))}");
        return lines.Exists(line => line.Area is "connect") || (slow.Count > 0 && scope.With.Flag("fail")) ? StepResult.Fail(said)
            : lines.TrueForAll(line => line.Status is HealthStatus.Unknown) ? StepResult.Skip($"{lines[0].Fact} {lines[0].AndSo}")
            : StepResult.Ok(said);
    }
}
