using McpOps.Logs;
using McpOps.Servers;

namespace McpOps.Auditing.Host;

/// <summary>Requests that a server refused, by their source: whoever tries tokens is seen in its own log.</summary>
internal static class RefusedRequests
{
    /// <summary>How many refusals of one source are ordinary when nobody says otherwise.</summary>
    public const int Ordinary = 100;

    /// <summary>How often each source was answered with 401 or 403, the most first. A log that cannot be read is another area's finding.</summary>
    public static async Task<IReadOnlyList<(string Source, int Count)>> CountAsync(EngineContext context, McpServer server, TimeSpan window, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        try
        {
            // Which entries may be answers is seen before their fields are taken apart.
            var options = new LogOptions { Paths = server.LogSources(), Rotated = true, Server = server.Name, Since = context.Time.GetUtcNow() - window, Match = @"\b40[13]\b" };
            await foreach (var entry in new LogReader(context with { Notices = null }).ReadAsync(options, cancellationToken))
            {
                if (entry.Fields.TryGetValue("status", out var status) && status is "401" or "403")
                {
                    var source = entry.Fields.GetValueOrDefault("client") is { Length: > 0 } client ? client : "unknown source";
                    counts[source] = counts.GetValueOrDefault(source) + 1;
                }
            }
        }
        catch (McpOpsException)
        {
            return [];
        }

        return [.. counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value))];
    }
}
