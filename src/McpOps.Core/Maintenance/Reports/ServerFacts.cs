using McpOps.Backups;
using McpOps.Logs;
using McpOps.Reporting;
using McpOps.Servers;

namespace McpOps.Maintenance.Reports;

/// <summary>What a server's logs and backups say.</summary>
/// <param name="context">The clock and notices.</param>
/// <param name="from">The beginning of the report's time.</param>
/// <param name="to">Its end.</param>
/// <param name="limits">Where it is said what could not be read.</param>
internal sealed class ServerFacts(EngineContext context, DateTimeOffset from, DateTimeOffset to, List<string> limits)
{
    private const int MostErrors = 10;

    // What is read on the way is said in the report, and not on the side.
    private readonly EngineContext _quiet = context with { Notices = null, Progress = null };

    /// <summary>Adds it.</summary>
    public async Task<McpServerReport> AddAsync(McpServerReport facts, McpServer server, CancellationToken cancellationToken) =>
        await AddBackupsAsync(await AddLogsAsync(facts, server, cancellationToken), server, cancellationToken);

    private async Task<McpServerReport> AddLogsAsync(McpServerReport facts, McpServer server, CancellationToken cancellationToken)
    {
        if (server.LogSources() is not { Count: > 0 } sources)
        {
            return facts;
        }

        try
        {
            var options = new LogOptions
            {
                Paths = sources, Rotated = true, Server = server.Name, Since = from, Until = to, PreviousSince = from - (to - from), Format = server.LogFormat, Top = MostErrors, By = (to - from).TotalDays <= 2 ? "hour" : "day", TimeZone = context.Time.LocalTimeZone,
            };
            var summary = await new LogReader(_quiet).SummarizeAsync(options, cancellationToken);
            if (summary.Formats.Any(format => format.IsUnknown))
            {
                limits.Add($"Of the logs of '{server.Name}' some could not be understood, so their errors are not counted: {string.Join(", ", summary.Formats.Where(format => format.IsUnknown).Select(format => format.Path).Take(3))}.");
            }

            if (summary.Formats.Where(format => format.Untold > 0).ToList() is { Count: > 0 } untold)
            {
                limits.Add($"Of the logs of '{server.Name}' some have no times, so their {untold.Sum(format => format.Untold)} entries are not counted: {string.Join(", ", untold.Select(format => format.Path).Take(3))}.");
                if (summary.Entries == 0)
                {
                    return facts;
                }
            }

            return facts with
            {
                LogFiles = summary.Files,
                LogEntries = summary.Entries,
                LogRequests = summary.Requests,
                LogErrors = summary.Errors,
                LogErrorRatePercent = summary.ErrorRatePercent,
                LogMeanMs = summary.LatencyMeanMs,
                LogP95Ms = summary.LatencyP95Ms,
                LogMaxMs = summary.LatencyMaxMs,
                LogRows = summary.Rows,
                Errors = summary.TopErrors,
            };
        }
        catch (Exception exception) when (exception is McpOpsException or IOException or UnauthorizedAccessException)
        {
            limits.Add($"The logs of '{server.Name}' were not read: {exception.Message}");
            return facts;
        }
    }

    private async Task<McpServerReport> AddBackupsAsync(McpServerReport facts, McpServer server, CancellationToken cancellationToken)
    {
        if (server.Backup?.Destination is not { } destination)
        {
            return facts;
        }

        try
        {
            var all = await BackupCatalog.ListAsync(_quiet, destination, server.Name, cancellationToken);
            var made = all.Where(backup => backup.Purpose is BackupPurpose.Backup && new DateTimeOffset(backup.CreatedAt) < context.Time.GetUtcNow()).ToList();
            return facts with { Backup = made.FirstOrDefault(), BackupsKept = made.Count, Backups = made.Count(backup => new DateTimeOffset(backup.CreatedAt) >= from && new DateTimeOffset(backup.CreatedAt) < to) };
        }
        catch (Exception exception) when (exception is McpOpsException or IOException or UnauthorizedAccessException)
        {
            limits.Add($"The backups of '{server.Name}' were not read: {exception.Message}");
            return facts;
        }
    }
}
