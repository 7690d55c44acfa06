using McpOps.Logs;

namespace McpOps.Core.Tests.Logs;

/// <summary>Runs the reader on texts and files, and keeps what it warned of.</summary>
internal sealed class LogRun
{
    private readonly List<McpNotice> _notices = [];

    public IReadOnlyList<McpNotice> Notices
    {
        get
        {
            lock (_notices)
            {
                return [.. _notices];
            }
        }
    }

    public EngineContext Context => new() { Notices = new Sink(this) };

    public static LogOptions Of(params string[] paths) => new() { Paths = paths, TimeZone = TimeZoneInfo.Utc };

    public static LogOptions OfText(string text) => new() { Paths = ["-"], TimeZone = TimeZoneInfo.Utc, Input = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)) };

    public Task<McpLogSummary> SummarizeAsync(LogOptions options) => new LogReader(Context).SummarizeAsync(options, TestContext.Current.CancellationToken);

    public async Task<List<McpLogEntry>> ReadAsync(LogOptions options)
    {
        var entries = new List<McpLogEntry>();
        await foreach (var entry in new LogReader(Context).ReadAsync(options, TestContext.Current.CancellationToken))
        {
            entries.Add(entry);
        }

        return entries;
    }

    private sealed class Sink(LogRun run) : IProgress<McpNotice>
    {
        public void Report(McpNotice value)
        {
            lock (run._notices)
            {
                run._notices.Add(value);
            }
        }
    }
}
