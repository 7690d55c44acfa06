using McpOps.Auditing;
using McpOps.Maintenance.Plans;
using McpOps.Reporting;
using McpOps.Servers;

namespace McpOps.Maintenance.Reports;

/// <summary>What this host wrote down of its duties and audits.</summary>
internal sealed class HostRecords
{
    private readonly IReadOnlyList<RunRecord> _runs;
    private readonly IReadOnlyList<AuditedArea> _audits;
    private readonly List<string> _limits = [];
    private readonly TimeProvider _time;
    private readonly bool _isRunning;
    private readonly string _host;

    /// <summary>Reads the records.</summary>
    public HostRecords(EngineContext context, ReportOptions options, McpFleet fleet, ServerPaths paths)
    {
        (_time, _host) = (context.Time, context.Host);
        var folder = StateFolder.Of(options.History, fleet.History, paths);
        _runs = Read(() => new RunJournal(folder).Read(), "duties");
        _audits = Read(() => AuditedArea.Read(folder), "audits");
        _isRunning = RunLock.IsTaken(folder);
    }

    /// <summary>What could not be read.</summary>
    public IReadOnlyList<string> Limits => _limits;

    /// <summary>What the last audits found of the host itself.</summary>
    public IReadOnlyList<McpReportAudit> Audits => Of(null);

    /// <summary>Adds a server's.</summary>
    public McpServerReport Add(McpServerReport facts, McpServer server) => facts with
    {
        Duties = [.. server.Plans.Select(plan => RunHistory.Of(server.Name, plan, _runs, _isRunning, _time.GetUtcNow(), _time.LocalTimeZone))
            .Select(status => new McpReportDuty(status.Plan, status.At, status.LastRun, status.Outcome, status.Late, status.Message))],
        Audits = Of(server.Name),
    };

    private IReadOnlyList<McpReportAudit> Of(string? server) =>
        [.. _audits.Where(area => area.Server == server).Select(area => new McpReportAudit(area.Area, area.At.LocalDateTime, area.Critical, area.High, area.Others, area.NotChecked, area.Worst) { Host = _host }).OrderBy(area => area.Area, StringComparer.Ordinal)];

    private IReadOnlyList<T> Read<T>(Func<IReadOnlyList<T>> read, string what)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is McpOpsException or IOException or UnauthorizedAccessException)
        {
            _limits.Add($"What was written down of {what} cannot be read: {exception.Message}");
            return [];
        }
    }
}
