using McpOps.Logs;
using McpOps.Platform;
using McpOps.Servers;

namespace McpOps.Maintenance.Recovery;

/// <summary>What a server that ended at its start wrote last: mostly that says why.</summary>
internal static class LastWords
{
    private const int Lines = 3;
    private const int Longest = 300;

    // The clock of a log may be cut to seconds.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(2);

    /// <summary>One sentence; where nothing says what it wrote, what to do for that.</summary>
    /// <param name="context">The clock.</param>
    /// <param name="server">The server.</param>
    /// <param name="service">Its service: what its process printed may be kept.</param>
    /// <param name="since">When it was started: what is older was of another process.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<string> OfAsync(EngineContext context, McpServer server, ServiceReference service, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var printed = service.Output?.Said() ?? "";
        if (server.LogSources() is not { Count: > 0 } sources)
        {
            return printed.Length > 0 ? printed : "What it printed is kept nowhere: have it write a log, and name that in the inventory (\"logs\").";
        }

        var said = new List<string>();
        try
        {
            var options = new LogOptions { Paths = sources, Server = server.Name, Tail = Lines, Format = server.LogFormat };
            await foreach (var entry in new LogReader(context with { Notices = null }).ReadAsync(options, cancellationToken))
            {
                if (entry.Time is not { } time || time.ToUniversalTime() >= (since - Slack).UtcDateTime)
                {
                    said.Add(entry.Message.ReplaceLineEndings(" ").Trim());
                }
            }
        }
        catch (McpOpsException exception)
        {
            return $"What it wrote last cannot be read: {exception.Message} {printed}".TrimEnd();
        }

        var text = KnownValues.Of(server, Environment.GetEnvironmentVariable).Mask(Redaction.MaskText(string.Join(" | ", said.Where(line => line.Length > 0))));
        var wrote = text.Length == 0 ? "Since then it wrote nothing into its logs." : $"It wrote last: {(text.Length > Longest ? "…" + text[^Longest..] : text)}";
        return service.Output?.Last(1) is { Count: > 0 } ? $"{Sentences.Ended(wrote)} {printed}" : wrote;
    }
}
