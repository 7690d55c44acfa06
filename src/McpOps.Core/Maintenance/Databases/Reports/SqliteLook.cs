using System.Globalization;
using McpOps.Platform;
using McpOps.Probing;
using McpOps.Servers;

namespace McpOps.Maintenance.Databases.Reports;

/// <summary>How large a SQLite file is, how much of it is free pages, and how large its log has grown.</summary>
internal static class SqliteLook
{
    private const double FreeShare = 0.3;
    private const long LargeLog = 64 * 1024 * 1024;

    public static async Task<IReadOnlyList<ReportLine>> AtAsync(McpDatabase database, CancellationToken cancellationToken)
    {
        var path = database.Path!;
        var (pages, problem) = await SqliteUpkeep.RunAsync(path, "select page_count * page_size || ' ' || freelist_count * page_size from pragma_page_count(), pragma_page_size(), pragma_freelist_count()", cancellationToken);
        if (problem is not null || pages is not [var figures])
        {
            return [new ReportLine("connect", path, HealthStatus.Unhealthy, problem ?? "It does not say how large it is.")];
        }

        var (size, free) = figures.Split(' ') is [var first, var second] ? (long.Parse(first, CultureInfo.InvariantCulture), long.Parse(second, CultureInfo.InvariantCulture)) : (0, 0);
        var log = new FileInfo(path + "-wal") is { Exists: true } wal ? wal.Length : 0;
        return
        [
            new ReportLine("size", path, HealthStatus.Healthy, $"{ReportLine.Size(size)}.") { Value = size, Unit = "bytes" },
            new ReportLine("tables", path, free > size * FreeShare ? HealthStatus.Degraded : HealthStatus.Healthy, $"{ReportLine.Size(free)} of it are free pages.")
            {
                Value = free, Unit = "bytes", AndSo = free > size * FreeShare ? "New rows fill them. To give them back to the disk takes VACUUM, which needs twice the room and locks everybody out: in a window only." : "",
            },
            new ReportLine("vacuum", path + "-wal", log > LargeLog ? HealthStatus.Degraded : HealthStatus.Healthy, $"Its log holds {ReportLine.Size(log)}.")
            {
                Value = log, Unit = "bytes", AndSo = log > LargeLog ? "A reader that never ends keeps it from being checkpointed: 'mcpops database' (Invoke-McpDatabaseMaintenance) tries, and says so." : "",
            },
        ];
    }
}
