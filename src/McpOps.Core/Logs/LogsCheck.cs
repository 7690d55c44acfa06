using System.Collections.Concurrent;
using McpOps.Probing;
using McpOps.Servers;

namespace McpOps.Logs;

/// <summary>The check <c>logs</c>: the error rate of the last hour, and errors that the day before did not know.</summary>
/// <param name="context">The clock.</param>
public sealed class LogsCheck(EngineContext context) : IHealthCheck
{
    private const double DefaultWarningPercent = 5;
    private const int TailLines = 200;
    private static readonly TimeSpan Recent = TimeSpan.FromHours(1);
    private static readonly TimeSpan Known = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    public string Name => "logs";

    /// <inheritdoc/>
    public bool AppliesTo(McpServer server)
    {
        ArgumentNullException.ThrowIfNull(server);
        return server.Logs.Count > 0;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<McpCheckResult>> CheckAsync(McpServer server, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(server);
        var now = context.Time.GetUtcNow();
        var left = new ConcurrentQueue<McpNotice>();
        var reader = new LogReader(new EngineContext { Time = context.Time, Logger = context.Logger, Notices = new Collector(left) });
        try
        {
            var recent = await reader.SummarizeAsync(new LogOptions { Paths = server.Logs, Server = server.Name, Since = now - Recent, PreviousSince = now - Known, Rotated = true, Top = 1000 }, cancellationToken);
            return [recent.Entries == 0 && await UnreadAsync(reader, server, cancellationToken) is { } reason ? CheckResults.Say(Name, HealthStatus.Unknown, reason) : Result(server, recent, left)];
        }
        catch (McpOpsException exception)
        {
            return [CheckResults.Say(Name, HealthStatus.Unknown, exception.Message)];
        }
    }

    // What was never understood, or shows no times, has no last hour that could be quiet.
    private static async Task<string?> UnreadAsync(LogReader reader, McpServer server, CancellationToken cancellationToken)
    {
        var entries = new List<McpLogEntry>();
        await foreach (var batch in reader.FollowAsync(new LogOptions { Paths = server.Logs, Server = server.Name }, TailLines, wait: false, cancellationToken))
        {
            entries.AddRange(batch);
        }

        return entries.GroupBy(entry => entry.Path).FirstOrDefault(file => file.All(entry => entry.Time is null)) is not { } untimed ? null
            : untimed.All(entry => entry.Level is null) ? $"the format of '{untimed.Key}' is not understood, such as: {untimed.First().Message}"
            : $"'{untimed.Key}' shows no times that can be read: what it wrote in the last hour cannot be told";
    }

    private McpCheckResult Result(McpServer server, McpLogSummary recent, IReadOnlyCollection<McpNotice> left)
    {
        var own = server.Thresholds.TryGetValue("errorRate", out var threshold) ? threshold : new McpThreshold(DefaultWarningPercent, null);
        var rate = recent.ErrorRatePercent ?? 0;
        var fresh = recent.TopErrors.Where(error => error.IsNew).ToList();
        var message = recent.Entries == 0
            ? "nothing was written in the last hour"
            : $"{recent.Errors} {(recent.Errors == 1 ? "error" : "errors")} in {(recent.Requests > 0 ? $"{recent.Requests} requests" : $"{recent.Entries} entries")} of the last hour";
        if (fresh.Count > 0)
        {
            message += $"; {fresh.Count} kind{(fresh.Count == 1 ? "" : "s")} of error not seen in the day before: {fresh[0].Template}";
        }

        if (left.FirstOrDefault() is { } notice)
        {
            message += $"; not all could be read: {notice.Message}";
        }

        if (recent.Formats.FirstOrDefault(format => format.IsUnknown) is { } unknown)
        {
            return CheckResults.Say(Name, HealthStatus.Unknown, $"the format of '{unknown.Path}' is not understood: {unknown.Unparsed} of {unknown.Lines} lines fit none, such as: {unknown.Sample}");
        }

        return new McpCheckResult
        {
            Name = Name,
            Status = CheckThresholds.Judge(rate, own),
            Value = rate,
            Unit = "%",
            Warning = own.Warning,
            Critical = own.Critical,
            Message = message,
        };
    }

    private sealed class Collector(ConcurrentQueue<McpNotice> notices) : IProgress<McpNotice>
    {
        public void Report(McpNotice value) => notices.Enqueue(value);
    }
}
