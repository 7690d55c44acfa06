using McpOps.Logs;
using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>A figure of a server's logs over an interval.</summary>
internal static class LogFigures
{
    public static async Task<double> ReadAsync(EngineContext context, McpServer server, string figure, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var sources = server.LogSources();
        if (sources.Count == 0)
        {
            throw new FormatException("It names no logs.");
        }

        var options = new LogOptions { Paths = sources, Server = server.Name, Since = from, Until = to, Format = server.LogFormat, Parallelism = 1 };
        var summary = await new LogReader(new EngineContext { Time = context.Time }).SummarizeAsync(options, cancellationToken);
        return figure switch
        {
            "requests" => summary.Requests,
            "errors" => summary.Errors,
            "entries" => summary.Entries,
            "errorRate" => summary.ErrorRatePercent ?? 0,
            "p95" => summary.LatencyP95Ms ?? throw new FormatException("Its logs tell no durations."),
            _ => summary.LatencyMeanMs ?? throw new FormatException("Its logs tell no durations."),
        };
    }
}
