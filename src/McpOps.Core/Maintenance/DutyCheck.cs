using McpOps.Maintenance.Plans;
using McpOps.Probing;
using McpOps.Servers;

namespace McpOps.Maintenance;

/// <summary>The check <c>duties</c>: whether a plan that has run here before has missed its time, or failed when it ran last. Better than mail on failure: it also notices what did not run at all.</summary>
/// <param name="context">The clock.</param>
public sealed class DutyCheck(EngineContext context) : IHealthCheck
{
    /// <summary>The name of the check, and of the watch's rule about it.</summary>
    internal const string CheckName = "duties";

    /// <inheritdoc/>
    public string Name => CheckName;

    /// <inheritdoc/>
    /// <remarks>A plan that never ran here is in nobody's schedule, and not late.</remarks>
    public bool AppliesTo(McpServer server)
    {
        ArgumentNullException.ThrowIfNull(server);
        var (records, problem) = Read(server);
        return server.Plans.Count > 0 && (problem is not null || records.Any(record => record.Server == server.Name));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<McpCheckResult>> CheckAsync(McpServer server, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(server);
        var (records, problem) = Read(server);
        IReadOnlyList<McpCheckResult> results = problem is not null ? [new McpCheckResult { Name = Name, Status = HealthStatus.Unknown, Message = $"Whether the duties were done is not known: {problem}" }]
            : [.. server.Plans
                .Select(plan => RunHistory.Of(server.Name, plan, records, RunLock.IsTaken(Folder(server)), context.Time.GetUtcNow(), context.Time.LocalTimeZone))
                .Where(status => status.LastRun is not null || status.Outcome is StepOutcome.Failed or McpPlanStatus.Interrupted)
                .Select(Judge)];
        return Task.FromResult(results);
    }

    private static string Folder(McpServer server) => StateFolder.Of(null, server.History, ServerPaths.FromProcess());

    private static (IReadOnlyList<RunRecord> Records, string? Problem) Read(McpServer server)
    {
        try
        {
            return (new RunJournal(Folder(server)).Read(), null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or McpOpsException)
        {
            return ([], exception.Message);
        }
    }

    private static string Ended(string? outcome) => outcome switch
    {
        StepOutcome.Failed => "Its last run failed.",
        McpPlanStatus.Interrupted => "Its last run was killed.",
        _ => "Its last run went well.",
    };

    private McpCheckResult Judge(McpPlanStatus status) => new()
    {
        Name = $"{Name}:{status.Plan}",
        Status = status.Late || status.Outcome is StepOutcome.Failed or McpPlanStatus.Interrupted ? HealthStatus.Degraded : HealthStatus.Healthy,
        Value = status.LastRun is { } last ? Math.Round(Math.Max(0, (context.Time.GetUtcNow().LocalDateTime - last).TotalHours), 2) : null,
        Unit = "hours",
        Message = status.Late ? $"It is late: due {status.At}, and begun last at {status.LastRun:yyyy-MM-dd HH:mm}. Run it with 'mcpops maintain {status.Plan}' (Invoke-McpMaintenance -Plan {status.Plan}), and look why its timer did not."
            : status.LastRun is null ? $"Some of its steps were run, the plan never was as a whole here, and not all went well. {status.Message}".TrimEnd()
            : $"{Ended(status.Outcome)} It was begun at {status.LastRun:yyyy-MM-dd HH:mm}. {status.Message}".TrimEnd(),
    };
}
