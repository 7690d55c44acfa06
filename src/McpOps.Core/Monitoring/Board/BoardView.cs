using McpOps.Probing;

namespace McpOps.Monitoring;

/// <summary>Makes what is shown of what is remembered. Pure functions.</summary>
internal static class BoardView
{
    /// <summary>What people see of a server.</summary>
    public static McpServerStatus Of(BoardEntry entry, BoardState state, WatchPlan plan, DateTimeOffset now)
    {
        var (sample, health, name) = (entry.Sample, entry.Health, entry.Server.Name);
        var known = state.Servers.GetValueOrDefault(name);
        return new McpServerStatus
        {
            Server = name,
            Status = sample?.Status ?? HealthStatus.Unknown,
            Verdict = sample?.Verdict ?? "",
            Works = sample is { Works: true },
            Message = sample?.Message ?? "",
            Since = known is { Status.Length: > 0 } ? (known.UnknownSince ?? known.Since).LocalDateTime : null,
            CheckedAt = sample?.Slot.LocalDateTime,
            EverySeconds = entry.Server.Every.TotalSeconds,
            LatencyMs = sample is not null && sample.Values.TryGetValue("latency", out var latency) ? latency : null,
            P50Ms = entry.Timeline.Percentile("p50", now),
            P95Ms = entry.Timeline.Percentile("p95", now),
            Target = health?.Target ?? entry.Server.Server.Target,
            ToolCount = health?.ToolCount,
            Drift = known?.Drift ?? "",
            Maintenance = AlertWindows.Open(plan.Fleet.Alerts.Windows, name, now)?.Name,
            BackupAgeDays = sample is not null && sample.Values.TryGetValue("backup", out var age) ? age : null,
            Findings = health?.Checks.FirstOrDefault(check => check.Name is "audit")?.Message,
            Availability = entry.Timeline.Availability(now),
            Alerts = [.. state.ByServer[name]],
            Objectives = entry.Objectives,
            Checks = entry.Timeline.Checks(WatchBoard.StripLength),
            IsComplete = entry.Timeline.IsComplete,
        };
    }

    /// <summary>What metrics are made of.</summary>
    public static ServerFigures Figures(BoardEntry entry, BoardState state, WatchPlan plan, DateTimeOffset now) => new(entry.Server.Name)
    {
        Sample = entry.Sample,
        Checks = entry.Health?.Checks ?? [],
        Counts = (entry.Counts.Since, entry.Counts.Good, entry.Counts.Bad),
        Own = [.. entry.Server.Server.Metrics.Select(metric => metric.Name).Distinct(StringComparer.Ordinal)],
        Drift = state.Servers.GetValueOrDefault(entry.Server.Name)?.Drift.Length > 0,
        DriftSince = state.ByServer[entry.Server.Name].FirstOrDefault(alert => alert.Rule is ToolDrift.Rule)?.SinceMoment,
        InMaintenance = AlertWindows.Open(plan.Fleet.Alerts.Windows, entry.Server.Name, now) is not null,
        Objectives = entry.Objectives,
    };
}

/// <summary>What is known of one server at a moment, for metrics.</summary>
/// <param name="Server">Its name.</param>
internal sealed record ServerFigures(string Server)
{
    /// <summary>The newest sample; null where there is none.</summary>
    public McpSample? Sample { get; init; }

    /// <summary>The checks of the newest probe; none where it is only known from the history.</summary>
    public IReadOnlyList<McpCheckResult> Checks { get; init; } = [];

    /// <summary>The samples of the calendar month.</summary>
    public (DateTimeOffset Since, long Good, long Bad) Counts { get; init; }

    /// <summary>The figures that the inventory names.</summary>
    public IReadOnlyList<string> Own { get; init; } = [];

    public bool Drift { get; init; }

    public DateTimeOffset? DriftSince { get; init; }

    public bool InMaintenance { get; init; }

    public IReadOnlyList<McpObjective> Objectives { get; init; } = [];

    /// <summary>How long requests took over the month; none where nobody asks for it.</summary>
    public IReadOnlyList<OperationTimes> Operations { get; init; } = [];

    /// <summary>Its address; null where it has none.</summary>
    public Uri? Address { get; init; }
}
