using System.Globalization;
using McpOps.Auditing.Records;
using McpOps.Probing;
using McpOps.Servers;

namespace McpOps.Auditing;

/// <summary>The check <c>audit</c>: how old the last audit is, and what it found that is still open, of the server and of its host.</summary>
/// <param name="context">The clock.</param>
public sealed class AuditCheck(EngineContext context) : IHealthCheck
{
    private const double DefaultWarningDays = 8;
    private const double DefaultCriticalDays = 35;

    /// <inheritdoc/>
    public string Name => "audit";

    /// <inheritdoc/>
    /// <remarks>A server that was never audited here, and of which the inventory expects nothing, is in nobody's schedule.</remarks>
    public bool AppliesTo(McpServer server)
    {
        ArgumentNullException.ThrowIfNull(server);
        return server.Audit is not null || Read(server).Records.Any(record => record.Server == server.Name);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<McpCheckResult>> CheckAsync(McpServer server, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(server);
        var threshold = server.Thresholds.GetValueOrDefault(Name);
        var result = new McpCheckResult
        {
            Name = Name,
            Status = HealthStatus.Unknown,
            Unit = "days",
            Warning = threshold is null ? DefaultWarningDays : threshold.Warning,
            Critical = threshold is null ? DefaultCriticalDays : threshold.Critical,
        };
        var (records, problem) = Read(server);
        return Task.FromResult<IReadOnlyList<McpCheckResult>>([problem is not null ? result with { Message = problem } : Judge(result, server.Name, records, context.Time.GetUtcNow())]);
    }

    /// <summary>Judges the last records. The oldest area tells the age: what was looked at yesterday says nothing of what was not.</summary>
    internal static McpCheckResult Judge(McpCheckResult result, string server, IReadOnlyList<AuditRecord> records, DateTimeOffset now)
    {
        var own = records.Where(record => record.Server == server).ToList();
        if (own.Count == 0)
        {
            return result with { Status = HealthStatus.Degraded, Message = "It was never audited here. Run 'mcpops audit' (Test-McpSecurity)." };
        }

        var areas = own.Select(record => record.Area).ToHashSet(StringComparer.Ordinal);
        var all = own.Concat(records.Where(record => record.Server is null && areas.Contains(record.Area))).ToList();
        var oldest = own.MinBy(record => record.At)!;
        var days = Math.Round(Math.Max(0, (now - oldest.At).TotalDays), 2);
        var (critical, high) = (all.Sum(record => record.Critical), all.Sum(record => record.High));
        var status = critical > 0 || days >= result.Critical ? HealthStatus.Unhealthy : high > 0 || days >= result.Warning ? HealthStatus.Degraded : HealthStatus.Healthy;
        return result with { Status = status, Value = days, Message = Message(all, oldest, critical, high) };
    }

    private static string Message(IReadOnlyList<AuditRecord> all, AuditRecord oldest, int critical, int high)
    {
        var (others, blind) = (all.Sum(record => record.Medium + record.Low), all.Sum(record => record.NotChecked));
        var worst = all.Where(record => record.Worst is not null).OrderByDescending(record => record.Critical > 0).ThenByDescending(record => record.High > 0).FirstOrDefault()?.Worst;
        return string.Create(CultureInfo.InvariantCulture, $"{(critical + high + others == 0 ? "Nothing is open" : $"Open: {critical} critical, {high} high, {others} others")}{(critical + high > 0 ? $", such as {worst}" : "")}. ")
            + string.Create(CultureInfo.InvariantCulture, $"{(blind > 0 ? $"{blind} things could not be looked at. " : "")}'{oldest.Area}' was looked at last at {oldest.At.ToLocalTime():yyyy-MM-dd HH:mm}.");
    }

    private static (IReadOnlyList<AuditRecord> Records, string? Problem) Read(McpServer server)
    {
        try
        {
            return (new AuditJournal(StateFolder.Of(null, server.History, ServerPaths.FromProcess())).Read(), null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or McpOpsException)
        {
            return ([], $"What was found last cannot be read: {exception.Message}");
        }
    }
}
