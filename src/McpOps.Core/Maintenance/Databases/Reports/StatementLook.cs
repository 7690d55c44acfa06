using System.Globalization;
using McpOps.Probing;
using McpOps.Servers;
using Npgsql;

namespace McpOps.Maintenance.Databases.Reports;

/// <summary>The statements that cost most, from pg_stat_statements: what was run between two moments, not since ever. Its columns are taken from the catalog, for an extension may be older than its server.</summary>
internal sealed class StatementLook(EngineContext context, NpgsqlConnection connection, StatementMemory memory, DatabaseReportOptions options)
{
    private const int MostText = 2000;
    private const int MostStatements = 10_000;
    private const string Area = "statements";
    private const string ObjectNotInPrerequisiteState = "55000";

    private const string Columns = """
        select quote_ident(n.nspname), array(select attname::text from pg_attribute where attrelid = to_regclass(quote_ident(n.nspname) || '.pg_stat_statements') and attnum > 0),
               to_regclass(quote_ident(n.nspname) || '.pg_stat_statements_info') is not null
        from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'pg_stat_statements'
        """;

    public async Task<IReadOnlyList<ReportLine>> AtAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await CountAsync(cancellationToken) is not { } now)
            {
                return [new ReportLine(Area, "", HealthStatus.Unknown, "Which statements are slow is not counted: this database has no pg_stat_statements.") { AndSo = "Add it to shared_preload_libraries, restart PostgreSQL, and run 'create extension pg_stat_statements' in this database." }];
            }

            var before = memory.Read();
            if (options.Interval is { } interval)
            {
                before = now;
                await Task.Delay(interval, context.Time, cancellationToken);
                now = (await CountAsync(cancellationToken))!;
            }

            if (options.RemembersStatements)
            {
                Remember(now);
            }

            return Lines(before, now);
        }
        catch (PostgresException exception) when (exception.SqlState is ObjectNotInPrerequisiteState)
        {
            return [new ReportLine(Area, "", HealthStatus.Unknown, $"Which statements are slow is not counted: {exception.MessageText}.") { AndSo = "Add pg_stat_statements to shared_preload_libraries, and restart PostgreSQL." }];
        }
    }

    // It is our folder that is full or closed, and not the database that is ill: what was seen is told all the same.
    private void Remember(StatementCounts now)
    {
        try
        {
            memory.Write(now);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            context.Warn("StatementsNotKept", $"What statements cost until now could not be kept in '{memory.Folder}', so the next step db.slow compares with an older moment: {Sentences.Ended(exception.Message)} Give this account the right to write there, and make room.", memory.Folder);
        }
    }

    private async Task<StatementCounts?> CountAsync(CancellationToken cancellationToken)
    {
        (string Schema, string[] Columns, bool Info)? extension = null;
        await PostgresRows.EachAsync(connection, Columns, [], row => extension = (row.GetString(0), row.GetFieldValue<string[]>(1), row.GetBoolean(2)), cancellationToken);
        if (extension is not { } known)
        {
            return null;
        }

        var total = known.Columns.Contains("total_exec_time", StringComparer.Ordinal) ? "total_exec_time" : "total_time";
        var level = known.Columns.Contains("toplevel", StringComparer.Ordinal) ? "toplevel::text" : "'true'";
        var sql = $"""
            select concat_ws('/', userid, queryid, {level}), left(query, {MostText}), calls, {total}
            from {known.Schema}.pg_stat_statements where dbid = (select oid from pg_database where datname = current_database()) and queryid is not null and coalesce(query, '') not like '{PostgresRows.Own}%' order by {total} desc limit {MostStatements}
            """;
        var counts = new List<StatementCount>();
        await PostgresRows.EachAsync(connection, sql, [], row => counts.Add(new StatementCount(row.GetString(0), row.IsDBNull(1) ? "" : row.GetString(1), row.GetInt64(2), row.GetDouble(3))), cancellationToken);
        var (reset, dropped) = ((DateTimeOffset?)null, 0L);
        if (known.Info)
        {
            await PostgresRows.EachAsync(connection, $"select stats_reset, dealloc from {known.Schema}.pg_stat_statements_info", [], row => (reset, dropped) = (row.IsDBNull(0) ? null : new DateTimeOffset(row.GetDateTime(0).ToUniversalTime()), row.GetInt64(1)), cancellationToken);
        }

        return new StatementCounts(context.Time.GetUtcNow(), counts, reset, dropped);
    }

    private IReadOnlyList<ReportLine> Lines(StatementCounts? before, StatementCounts now)
    {
        var ran = StatementCounts.Between(before ?? new StatementCounts(now.At, [], now.ResetAt), now);
        var window = before is null ? now.ResetAt is { } since ? string.Create(CultureInfo.InvariantCulture, $"since {since:yyyy-MM-dd HH:mm}Z") : "since PostgreSQL counts" : string.Create(CultureInfo.InvariantCulture, $"within {(now.At - before.At).TotalSeconds:0} s");
        var all = ran.Sum(one => one.TotalMs);
        var lines = ran.Take(options.Top).Select(one =>
        {
            var slow = one.MeanMs >= options.SlowMs;
            return new ReportLine(Area, Text(one.Query), slow ? HealthStatus.Degraded : HealthStatus.Healthy, string.Create(CultureInfo.InvariantCulture, $"{one.Calls} calls of {one.MeanMs:0.##} ms {window}, {(all > 0 ? one.TotalMs / all * 100 : 0):0} % of the time of all."))
            {
                Value = Math.Round(one.MeanMs, 3), Unit = "ms", AndSo = slow ? "Look at its plan: explain (analyze, buffers)." : "",
            };
        }).ToList();
        return
        [
            .. ran.Count == 0 ? [new ReportLine(Area, "", HealthStatus.Healthy, $"Nothing was run {window}.")] : lines,
            .. now.Dropped > (before?.Dropped ?? 0) && now.Dropped - (before?.Dropped ?? 0) > ran.Count
                ? [new ReportLine(Area, "", HealthStatus.Degraded, string.Create(CultureInfo.InvariantCulture, $"PostgreSQL dropped statements {now.Dropped - (before?.Dropped ?? 0)} times to count new ones, so these figures are too small.")) { AndSo = "Raise pg_stat_statements.max, and restart PostgreSQL." }]
                : Array.Empty<ReportLine>(),
        ];
    }

    private static string Text(string query) => query.Length == 0 ? "(this account may not see it: grant pg_read_all_stats)" : Redaction.MaskText(string.Join(' ', query.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
}
