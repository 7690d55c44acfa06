using McpOps.Logs;
using McpOps.Probing;

namespace McpOps.Maintenance.Diagnosis;

/// <summary>Which errors did it log last, by template, and which are new?</summary>
internal sealed class LogArea : IDiagnosisArea
{
    private const int Listed = 5;

    // What was there in the day before is not new.
    private static readonly TimeSpan Known = TimeSpan.FromDays(1);

    public string Name => "logs";

    public async Task<IReadOnlyList<Observation>> LookAsync(DiagnosisScope scope, CancellationToken cancellationToken)
    {
        if (scope.Server.LogSources() is not { Count: > 0 } sources)
        {
            return [new Observation(Name, HealthStatus.Unknown, "The inventory names no logs of it.", "Name them: most causes stand there.")];
        }

        try
        {
            var since = scope.Context.Time.GetUtcNow() - scope.Options.Window;
            var summary = await new LogReader(scope.Context with { Notices = null }).SummarizeAsync(
                new LogOptions { Paths = sources, Rotated = true, Server = scope.Server.Name, Since = since, PreviousSince = since - Known, Format = scope.Server.LogFormat, Top = Listed }, cancellationToken);
            if (summary.Entries == 0 && summary.Formats.Sum(format => format.Untold) is > 0 and var untold)
            {
                return [new Observation(Name, HealthStatus.Unknown, $"Its {untold} entries have no times: what it wrote last cannot be told.", "Have it log date and time.")];
            }

            return summary.Errors == 0
                ? [new Observation(Name, HealthStatus.Healthy, $"No errors among {summary.Entries} entries of the last {(scope.Options.Window.TotalHours < 1.5 ? "hour" : $"{scope.Options.Window.TotalHours:0} hours")}.", summary.Entries == 0 ? "It has not logged at all: is it asked, and does it write where the inventory says?" : "")]
                : [.. summary.TopErrors.Select(error => new Observation(Name, error.IsNew ? HealthStatus.Degraded : HealthStatus.Healthy, $"{error.Count} {(error.Count == 1 ? "time" : "times")}{(error.IsNew ? ", new" : "")}, last {error.Last:yyyy-MM-dd HH:mm:ss}: {error.Template}", error.IsNew ? $"It is new: see {error.Path}{(error.Line is { } line ? $":{line}" : "")}." : ""))];
        }
        catch (McpOpsException exception)
        {
            return [new Observation(Name, HealthStatus.Unknown, exception.Message, "")];
        }
    }
}
