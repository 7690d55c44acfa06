using System.Globalization;
using McpOps.Logs;

namespace McpOps.Maintenance.Plans.Steps;

/// <summary><c>logs.summary</c>: what the logs say of the last day.</summary>
internal sealed class LogSummaryStep : IPlanStep
{
    private const int Named = 3;

    public string Name => "logs.summary";

    public IReadOnlyList<string> Words => ["last"];

    public bool OnlyLooks => true;

    public void Check(StepWords with) => with.Age("last");

    public async Task<StepResult> RunAsync(StepScope scope, CancellationToken cancellationToken)
    {
        if (scope.Server.LogSources() is not { Count: > 0 } sources)
        {
            return StepResult.Skip("The inventory names no logs of it.");
        }

        var last = scope.With.Age("last") ?? TimeSpan.FromDays(1);
        McpLogSummary summary;
        try
        {
            summary = await new LogReader(scope.Context).SummarizeAsync(new LogOptions { Paths = sources, Rotated = true, Server = scope.Server.Name, Since = scope.Context.Time.GetUtcNow() - last, Format = scope.Server.LogFormat }, cancellationToken);
        }
        catch (McpOpsException exception) when (exception.ErrorId is "LogsNotFound")
        {
            return StepResult.Fail(exception.Message);
        }

        // Nothing of what no time is known of is of the last day; that must not pass for a quiet one.
        var untold = summary.Formats.Where(format => format.Untold > 0).ToList();
        if (untold.Count > 0 && summary.Entries == 0)
        {
            return StepResult.Fail(string.Create(CultureInfo.InvariantCulture, $"{untold.Sum(format => format.Untold)} entries have no times, so none can be told to be of that time: {string.Join(", ", untold.Take(Named).Select(format => format.Path))}. Have them log date and time (LogNoTimes)."));
        }

        var errors = string.Join("; ", summary.TopErrors.Take(Named).Select(error => error.ToString()));
        return StepResult.Ok(string.Create(CultureInfo.InvariantCulture,
            $"{summary.Entries} entries, {summary.Errors} errors, {summary.Warnings} warnings in {summary.Files} files{(errors.Length > 0 ? $": {errors}" : "")}{(untold.Count > 0 ? $"; not counted, for they have no times: {untold.Sum(format => format.Untold)} entries of {string.Join(", ", untold.Take(Named).Select(format => format.Path))}" : "")}"));
    }
}
