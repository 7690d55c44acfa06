using McpOps.Logs;
using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>A figure of a server's logs over an interval: not a number where nothing was written that it could be of, for a log that is quiet says neither good nor bad.</summary>
internal static class LogFigures
{
    private static readonly TimeSpan Lately = TimeSpan.FromDays(1);

    public static async Task<double> ReadAsync(EngineContext context, McpServer server, string figure, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var sources = server.LogSources();
        if (sources.Count == 0)
        {
            throw new FormatException("It names no logs.");
        }

        var reader = new LogReader(new EngineContext { Time = context.Time });
        var options = new LogOptions { Paths = sources, Rotated = true, Server = server.Name, Since = from, Until = to, Format = server.LogFormat, Parallelism = 1 };
        var summary = await reader.SummarizeAsync(options, cancellationToken);
        if (summary.Entries == 0 && summary.Formats.Any(format => format.Untold > 0))
        {
            throw new FormatException("Its logs have no times.");
        }

        return figure switch
        {
            "requests" => summary.Requests,
            "errors" => summary.Errors,
            "entries" => summary.Entries,
            "errorRate" => summary.ErrorRatePercent ?? double.NaN,
            "p95" or "mean" when summary.LatencyCount == 0 && (await reader.SummarizeAsync(options with { Since = to - Lately }, cancellationToken)).LatencyCount == 0 =>
                throw new FormatException("Its logs tell no durations, nor did they in the last day."),
            "p95" => summary.LatencyP95Ms ?? double.NaN,
            _ => summary.LatencyMeanMs ?? double.NaN,
        };
    }
}
