using McpOps.Logs;
using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>The last lines of a server's logs that tell of an error, secrets masked.</summary>
/// <param name="context">The clock.</param>
internal sealed class LogTails(EngineContext context)
{
    private const int Most = 5;
    private static readonly TimeSpan Back = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public async Task<IReadOnlyList<string>> ReadAsync(McpServer server, CancellationToken cancellationToken)
    {
        var sources = server.LogSources();
        if (sources.Count == 0)
        {
            return [];
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        var last = new Queue<string>();
        try
        {
            var options = new LogOptions { Paths = sources, Rotated = true, Server = server.Name, Since = context.Time.GetUtcNow() - Back, Parallelism = 1 };
            await foreach (var entry in new LogReader(new EngineContext { Time = context.Time }).ReadAsync(options, limit.Token))
            {
                if (entry.Level is "ERROR" or "CRITICAL" or "FATAL")
                {
                    last.Enqueue($"{entry.Time:HH:mm:ss} {entry.Level} {Redaction.MaskText(entry.Message)}");
                    if (last.Count > Most)
                    {
                        last.Dequeue();
                    }
                }
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && exception is McpOpsException or IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            // The message goes without: what was found so far is in it.
        }

        return [.. last];
    }
}
