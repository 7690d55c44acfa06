using System.Globalization;
using McpOps.Backups;
using McpOps.Monitoring;
using McpOps.Probing;
using McpOps.Servers;

namespace McpOps.Maintenance.Diagnosis;

/// <summary>Since when is it ill, how did its memory go, and what of its files was changed since it was last well?</summary>
internal sealed class ChangeArea : IDiagnosisArea
{
    private const int Listed = 5;

    public string Name => "changes";

    public async Task<IReadOnlyList<Observation>> LookAsync(DiagnosisScope scope, CancellationToken cancellationToken)
    {
        var seen = new List<Observation>();
        var since = scope.Context.Time.GetUtcNow() - scope.Options.Window;
        try
        {
            var alerts = await new AlertDesk(scope.Context with { Notices = null }, scope.Paths).FindAsync(new AlertQuery { Servers = [scope.Server.Name], ConfigPath = scope.Options.ConfigPath, History = scope.Options.History }, cancellationToken);
            seen.AddRange(Told(alerts));
            since = alerts.Count > 0 ? new DateTimeOffset(alerts.Min(alert => alert.Since)) : since;

            await foreach (var metric in new MetricReader(scope.Context with { Notices = null }, scope.Paths).ReadAsync(Memory(scope), cancellationToken))
            {
                seen.Add(Slope(metric));
            }
        }
        catch (McpOpsException)
        {
            // Nobody watched it: there is no history.
        }

        seen.AddRange(Files(scope, since, cancellationToken));
        return seen;
    }

    // All that is open, for the oldest may be the smallest of it; the first is where to look for what was changed.
    private IEnumerable<Observation> Told(IReadOnlyList<McpAlert> alerts) => alerts.OrderBy(alert => alert.Since).Select((alert, index) => new Observation(Name,
        alert.Severity is AlertSeverity.Critical ? HealthStatus.Unhealthy : HealthStatus.Degraded, $"The watch has it as ill since {alert.Since:yyyy-MM-dd HH:mm}: {alert.Rule}: {alert.Message}",
        index == 0 ? "What was changed shortly before is the first suspect." : ""));

    private static MetricQuery Memory(DiagnosisScope scope) => new()
    {
        Servers = [scope.Server.Name], Metrics = ["process-memory"], Statistics = ["max"], ConfigPath = scope.Options.ConfigPath, History = scope.Options.History,
        Since = scope.Context.Time.GetUtcNow() - scope.Options.Window,
    };

    private Observation Slope(McpMetric metric) => new(Name, HealthStatus.Healthy, string.Create(CultureInfo.InvariantCulture, $"The most memory that it had since {metric.From:yyyy-MM-dd HH:mm}: {metric.Value / 1048576.0:0} MB ({metric.Samples} samples)."),
        "Whether it grows: 'mcpops metrics --metric process-memory --window 1h' (Get-McpMetric).");

    // What its backups save, but for logs and data: programs and configuration.
    private IEnumerable<Observation> Files(DiagnosisScope scope, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var border = since.AddHours(-1).UtcDateTime;
        var changed = SavedConfiguration.Files(scope.Server)
            .TakeWhile(_ => !cancellationToken.IsCancellationRequested).Where(file => file.LastWriteTimeUtc >= border && SavedPaths.Has(scope.Server, file.FullName)).OrderByDescending(file => file.LastWriteTimeUtc).ToList();
        yield return changed.Count == 0
            ? new Observation(Name, HealthStatus.Healthy, $"None of its saved files was changed since {border.ToLocalTime():yyyy-MM-dd HH:mm}.", "")
            : new Observation(Name, HealthStatus.Degraded, $"{changed.Count} of its saved files {(changed.Count == 1 ? "was" : "were")} changed since {border.ToLocalTime():yyyy-MM-dd HH:mm}: {string.Join(", ", changed.Take(Listed).Select(file => $"{file.FullName} ({file.LastWriteTime:MM-dd HH:mm})"))}{(changed.Count > Listed ? " …" : "")}", "If it broke then: compare with the last backup before it.");
    }
}
