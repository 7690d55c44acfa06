using McpOps.Maintenance.Reports;
using McpOps.Monitoring;
using McpOps.Reporting;

namespace McpOps.Maintenance.Plans.Steps;

/// <summary><c>report</c>: makes the report of a day, a week or a month, of all servers, writes it to a file and sends it to channels.</summary>
internal sealed class ReportStep : IPlanStep
{
    public string Name => "report";

    public IReadOnlyList<string> Words => ["period", "path", "to"];

    public bool OnlyLooks => false;

    public bool IsOfHost => true;

    public bool SumsUp => true;

    public void Check(StepWords with)
    {
        if (with.Text("period") is { } period && !ReportPeriod.All.Contains(period, StringComparer.Ordinal))
        {
            throw with.Wrong("period", $"must be one of {string.Join(", ", ReportPeriod.All)}");
        }

        if (with.Text("path") is { } path && ReportFormats.Of(path) is null)
        {
            throw with.Wrong("path", "must end in .html, .md, .json or .csv");
        }

        if (with.Text("path") is null && with.Texts("to").Count == 0)
        {
            throw with.Wrong("to", "or with.path must say where the report goes");
        }
    }

    public async Task<StepResult> RunAsync(StepScope scope, CancellationToken cancellationToken)
    {
        var (path, channels, sender) = (scope.With.Text("path"), scope.With.Texts("to"), new ReportSender(scope.Context, scope.Paths));
        if (channels.Count > 0)
        {
            await sender.CheckAsync(channels, scope.Options.ConfigPath, cancellationToken);
        }

        if (scope.DryRun)
        {
            return StepResult.Change(dryRun: true, [.. path is null ? [] : new[] { path }, .. channels.Select(channel => $"a message to '{channel}'")], "It would make the report.");
        }

        // Where the plan is a day's, a week's or a month's, so is its report.
        var period = scope.With.Text("period") ?? (ReportPeriod.All.Contains(scope.Options.Plan, StringComparer.Ordinal) ? scope.Options.Plan : ReportPeriod.Daily);
        var options = new ReportOptions { Period = period, ConfigPath = scope.Options.ConfigPath, History = scope.Options.History };
        var report = await new ReportReader(scope.Context, scope.Paths).ReadAsync(options, cancellationToken);
        if (path is not null)
        {
            var whole = scope.Paths.Whole(path, scope.Paths.WorkingDirectory);
            // Nobody who could mend it sees a plan of a profile run for the first time.
            await ReportFile.WriteAsync(whole, ReportFormats.Write(report, ReportFile.FormatOf(whole, null)), cancellationToken, makeFolder: true);
        }

        var sent = await sender.SendAsync(report, channels, scope.Options.ConfigPath, cancellationToken);
        var failed = sent.Where(delivery => delivery.Outcome is not DeliveryOutcome.Sent).ToList();
        return failed.Count > 0 ? StepResult.Fail($"It did not reach {string.Join(", ", failed.Select(delivery => $"'{delivery.Channel}': {delivery.Detail}"))}")
            : StepResult.Change(dryRun: false, [.. path is null ? [] : new[] { path }, .. sent.Select(delivery => $"a message to '{delivery.Channel}'")], report.Verdict);
    }
}
