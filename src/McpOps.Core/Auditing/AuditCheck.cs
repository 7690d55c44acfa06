using System.Globalization;
using McpOps.Auditing.Records;
using McpOps.Probing;
using McpOps.Servers;

namespace McpOps.Auditing;

/// <summary>The check <c>audit</c>: how old the last audit is, and what it found that is still open, of the server; and beside it, once for all servers, of their host.</summary>
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
        return Task.FromResult<IReadOnlyList<McpCheckResult>>(problem is not null ? [result with { Message = problem }] : [Judge(result, server.Name, records, context.Time.GetUtcNow()), .. OfHost(records)]);
    }

    /// <summary>Judges the last records. The oldest area tells the age: what was looked at yesterday says nothing of what was not.</summary>
    internal static McpCheckResult Judge(McpCheckResult result, string server, IReadOnlyList<AuditRecord> records, DateTimeOffset now)
    {
        var own = records.Where(record => record.Server == server).ToList();
        if (own.Count == 0)
        {
            return result with { Status = HealthStatus.Degraded, Message = "It was never audited here. Run 'mcpops audit' (Test-McpSecurity)." };
        }

        var days = Math.Round(Math.Max(0, (now - own.Min(record => record.At)).TotalDays), 2);
        return result with { Status = HealthStatus.Worst([Open(own), days >= result.Critical ? HealthStatus.Unhealthy : days >= result.Warning ? HealthStatus.Degraded : HealthStatus.Healthy]), Value = days, Message = Message(own) };
    }

    /// <summary>What is open of the host, the same for each server; how old that is the servers' own results say. None where no audit looked at the host.</summary>
    internal static IEnumerable<McpCheckResult> OfHost(IReadOnlyList<AuditRecord> records)
    {
        var all = records.Where(record => record.Server is null).ToList();
        return all.Count == 0 ? [] : [new McpCheckResult { Name = HostFindings.Audit, Status = Open(all), Message = Message(all) }];
    }

    private static string Open(IReadOnlyList<AuditRecord> all) => all.Any(record => record.Critical > 0) ? HealthStatus.Unhealthy : all.Any(record => record.High > 0) ? HealthStatus.Degraded : HealthStatus.Healthy;

    private static string Message(IReadOnlyList<AuditRecord> all)
    {
        var (oldest, critical, high) = (all.MinBy(record => record.At)!, all.Sum(record => record.Critical), all.Sum(record => record.High));
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
