using McpOps.Auditing;

namespace McpOps.Maintenance.Plans.Steps;

/// <summary><c>audit</c>, and <c>tools.drift</c> for the area of tools alone: looks for what is unsafe, and for what was changed.</summary>
internal sealed class AuditStep(bool drift) : IPlanStep
{
    private const int Named = 3;

    public string Name => drift ? "tools.drift" : "audit";

    public IReadOnlyList<string> Words => drift ? ["failOn"] : ["areas", "failOn"];

    public bool OnlyLooks => true;

    public void Check(StepWords with)
    {
        if (!drift && with.Texts("areas").FirstOrDefault(area => !AuditRules.Areas.Contains(area, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            throw with.Wrong("areas", $"names '{unknown}', which is no area of an audit. There are {string.Join(", ", AuditRules.Areas)}");
        }

        if (with.Text("failOn") is { } word && AuditSeverity.Rank(word) < 0)
        {
            throw with.Wrong("failOn", $"must be one of {string.Join(", ", AuditSeverity.All)}");
        }
    }

    public async Task<StepResult> RunAsync(StepScope scope, CancellationToken cancellationToken)
    {
        var failOn = scope.With.Text("failOn") ?? AuditSeverity.High;
        var options = new AuditOptions
        {
            Areas = drift ? ["tools"] : scope.With.Texts("areas"),
            Servers = [scope.Server],
            Inventory = scope.Inventory,
            Remember = true,
            InventoryPath = scope.Server.Sources.Select(source => source.Path).FirstOrDefault(),
        };
        var findings = new List<McpFinding>();
        await foreach (var finding in new SecurityAudit(scope.Context).RunAsync(options, cancellationToken))
        {
            findings.Add(finding);
        }

        var bad = findings.Where(finding => AuditOutcome.Counts(finding, failOn, newOnly: false)).OrderByDescending(finding => AuditSeverity.Rank(finding.Severity)).ToList();
        var unchecked_ = findings.Count(finding => finding.NotChecked);
        var said = $"{findings.Count - unchecked_} findings, {bad.Count} of them {failOn} or worse{(unchecked_ > 0 ? $"; {unchecked_} things could not be looked at" : "")}.";
        return bad.Count == 0 ? StepResult.Ok(said) : StepResult.Fail($"{said} {string.Join("; ", bad.Take(Named).Select(finding => $"{finding.RuleId} {finding.Target}: {finding.Title}"))}");
    }
}
