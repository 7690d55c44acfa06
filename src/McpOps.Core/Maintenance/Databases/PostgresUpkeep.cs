using System.Runtime.CompilerServices;
using McpOps.Servers;
using Npgsql;

namespace McpOps.Maintenance.Databases;

/// <summary>Looks after one PostgreSQL database: vacuum by need, rows by retention in small batches, indexes on evidence. No table is rewritten, indexes are only made anew beside their writers, and nobody is terminated.</summary>
internal sealed class PostgresUpkeep(EngineContext context, McpServer server, McpDatabase database, bool dryRun)
{
    private const string LockNotAvailable = "55P03";
    private const double LongMs = 20;
    private const int LeastBatch = 50;

    // It grows to the rule's: how long rows of this table take is not known before.
    private const int FirstBatch = 250;
    private const int MostWaits = 10;

    // While it sleeps three times as long as it works, at most a quarter of the time is ours.
    private const int RestFactor = 3;

    private const string Tables = """
        select s.schemaname, s.relname, s.n_live_tup, s.n_dead_tup, s.n_mod_since_analyze, age(c.relfrozenxid)::int8, current_setting('autovacuum_freeze_max_age')::int8
        from pg_stat_user_tables s join pg_class c on c.oid = s.relid where c.relkind = 'r' order by age(c.relfrozenxid) desc, s.n_dead_tup desc
        """;

    private const string Column = """
        select c.oid::int8, c.relkind::text, format('%I.%I', n.nspname, c.relname), quote_ident(a.attname), format_type(a.atttypid, null),
               exists (select from pg_index i where i.indrelid = c.oid and i.indisvalid and i.indkey[0] = a.attnum and i.indpred is null),
               (select string_agg(conrelid::regclass::text, ', ') from pg_constraint where confrelid = c.oid and confdeltype in ('c', 'n', 'd')),
               current_setting('TimeZone')
        from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and not a.attisdropped and a.attnum > 0
        where c.oid = to_regclass($1) and a.attname = $2
        """;

    /// <summary>Opens a connection of our own, which is not kept.</summary>
    public async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var address = PostgresAddress.Parse(database.Name, ConnectionResolver.Text(database.ConnectionString ?? "", server, Environment.GetEnvironmentVariable));
        (address.Pooling, address.ApplicationName, address.Timeout, address.CommandTimeout) = (false, "mcpops maintain", 15, 0);
        var connection = new NpgsqlConnection(address.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await ExecuteAsync(connection, "set lock_timeout = '5s'; set statement_timeout = 0", cancellationToken);
        return connection;
    }

    /// <summary>VACUUM and ANALYZE, one table at a time, of those that need it; a table that is locked is left for the next time.</summary>
    public async IAsyncEnumerable<McpDatabaseWork> VacuumAsync(NpgsqlConnection connection, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var needy = await NeedyAsync(connection, cancellationToken);
        if (needy.Count == 0)
        {
            yield return Work("vacuum", "all tables", StepOutcome.Ok) with { Message = "No table needs it." };
        }

        foreach (var (table, why) in needy)
        {
            var name = $"{Quote(table.Schema)}.{Quote(table.Table)}";
            var work = Work("vacuum", $"{table.Schema}.{table.Table}", dryRun ? StepOutcome.WouldChange : StepOutcome.Changed) with { Message = why + "." };
            yield return dryRun ? work : await VacuumAsync(connection, name, work, cancellationToken);
        }
    }

    /// <summary>The tables that need VACUUM or ANALYZE, each with why.</summary>
    public static async Task<IReadOnlyList<(TableFacts Table, string Why)>> NeedyAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var needy = new List<(TableFacts Table, string Why)>();
        await PostgresRows.EachAsync(connection, Tables, [], row =>
        {
            var table = new TableFacts(row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6));
            if (VacuumNeed.Of(table) is { } why)
            {
                needy.Add((table, why));
            }
        }, cancellationToken);
        return needy;
    }

    /// <summary>Removes rows that are old, in batches that are committed each: whoever ends it in the middle, and runs it again, comes to the same end.</summary>
    public async Task<McpDatabaseWork> RetainAsync(NpgsqlConnection connection, McpRetainRule rule, CancellationToken cancellationToken)
    {
        var work = Work("retain", rule.Table, StepOutcome.Ok);
        var started = context.Time.GetTimestamp();
        var (table, column, type, zone, refusal) = await LookAsync(connection, rule, cancellationToken);
        if (refusal is not null)
        {
            return work with { Outcome = StepOutcome.Failed, Message = refusal };
        }

        // The database's clock says what is old, once for the whole run.
        var border = await ScalarAsync<string>(connection, $"select ({(type is "timestamp with time zone" ? "now()" : "localtimestamp")} - make_interval(secs => $1))::{type}::text", cancellationToken, rule.Keep.TotalSeconds);
        var said = $"Rows before {border}{(type is "timestamp with time zone" ? "" : $" ({type}, read in the time zone {zone})")}.";
        if (dryRun)
        {
            var count = await ScalarAsync<long>(connection, $"select count(*) from {table} where {column} < $1::{type}", cancellationToken, border);
            return work with { Outcome = count > 0 ? StepOutcome.WouldChange : StepOutcome.Ok, Rows = count, Message = said, DurationMs = Since(started) };
        }

        var (rows, longest, batch, waits) = (0L, 0.0, Math.Min(rule.Batch, FirstBatch), 0);
        using var archive = rule.Archive is { } folder ? new RowArchive(folder, rule.Table, context.Time.GetUtcNow()) : null;
        said += archive?.Mend() is { } mended ? $" {mended} was cut by a run that was killed; its last rows are archived again." : "";

        // Our commits do not make others wait for the disk. What a crash of the database brings back, the next run removes; in an archive it is then twice.
        // What we change goes to the disk a little at a time: left to the kernel it would wait for the next checkpoint, which writes it at once while others' commits wait for the same disk.
        await ExecuteAsync(connection, "set lock_timeout = '1s'; set synchronous_commit = off; set backend_flush_after = '256kB'", cancellationToken);
        string? from = null;
        while (true)
        {
            var begun = context.Time.GetTimestamp();
            (int Rows, string? Newest) removed;
            try
            {
                removed = await DeleteAsync(connection, table, column, type, (from, border), batch, archive, cancellationToken);
            }
            catch (PostgresException exception) when (exception.SqlState is LockNotAvailable && ++waits < MostWaits)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), context.Time, cancellationToken);
                continue;
            }
            catch (Exception exception) when (exception is NpgsqlException or IOException or UnauthorizedAccessException)
            {
                return work with { Outcome = StepOutcome.Failed, Rows = rows, LongestMs = longest, DurationMs = Since(started), Message = $"{said} It ended after {rows} rows: {Sentences.Ended(exception.Message)} What is removed is removed; the next run goes on." };
            }

            var took = Since(begun);
            (rows, longest) = (rows + removed.Rows, Math.Max(longest, took));
            if (removed.Rows == 0 && from is null)
            {
                break;
            }

            // Each batch begins where the last one ended: before that the index holds only what is gone, and to read over it again and again takes longer each time. At the end once more from the beginning, for rows that somebody held.
            from = removed.Newest;

            // Whoever waits for one of these rows waits for the batch.
            batch = took > LongMs ? Math.Max(LeastBatch, batch / 2) : Math.Min(rule.Batch, batch + (batch / 4) + 1);
            await Task.Delay(TimeSpan.FromMilliseconds(took * RestFactor), context.Time, cancellationToken);
        }

        if (archive?.Verify() is { } kept && kept != rows)
        {
            return work with { Outcome = StepOutcome.Failed, Rows = rows, LongestMs = longest, DurationMs = Since(started), Message = $"{said} The archive {archive.FilePath} holds {kept} rows of {rows} that were removed: look at its disk." };
        }

        if (rows > 0)
        {
            said += archive is null ? "" : $" They are kept in {archive.FilePath}.";
            said += await AnalyzeAsync(connection, table, cancellationToken);
        }

        return work with
        {
            Outcome = rows > 0 ? StepOutcome.Changed : StepOutcome.Ok, Rows = rows, LongestMs = Math.Round(longest, 1), DurationMs = Since(started),
            Message = rows > 0 ? $"{said} Their space is the table's again, and not the disk's." : said,
        };
    }

    // So much less is in it now. Where somebody vacuums it, which so many gone rows call for, it is left to them; and what was removed is told, whatever becomes of this.
    private static async Task<string> AnalyzeAsync(NpgsqlConnection connection, string table, CancellationToken cancellationToken)
    {
        try
        {
            await ExecuteAsync(connection, $"analyze (skip_locked) {table}", cancellationToken);
            return "";
        }
        catch (NpgsqlException exception)
        {
            return $" It was not analyzed: {exception.Message}";
        }
    }

    /// <summary>Makes indexes anew that need it, beside whoever writes: what a cut run left is dropped, what is broken or half empty is reindexed.</summary>
    public async IAsyncEnumerable<McpDatabaseWork> ReindexAsync(NpgsqlConnection connection, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var needy = await ReindexNeed.FindAsync(connection, cancellationToken);
        if (needy.Count == 0)
        {
            yield return Work("reindex", "all indexes", StepOutcome.Ok) with { Message = "No index needs it." };
        }

        // It waits for transactions that are open, holding up nobody; to give up in between would leave a broken index.
        await ExecuteAsync(connection, "set lock_timeout = 0", cancellationToken);
        foreach (var index in needy)
        {
            var sql = $"{(index.Drops ? "drop" : "reindex")} index concurrently {index.Name}";
            var work = Work("reindex", index.Name, dryRun ? StepOutcome.WouldChange : StepOutcome.Changed) with { Message = $"{index.Why}: {sql}." };
            yield return dryRun ? work : await RunAsync(connection, sql, work, cancellationToken);
        }
    }

    private async Task<McpDatabaseWork> RunAsync(NpgsqlConnection connection, string sql, McpDatabaseWork work, CancellationToken cancellationToken)
    {
        var started = context.Time.GetTimestamp();
        try
        {
            await ExecuteAsync(connection, sql, cancellationToken);
            return work with { DurationMs = Since(started) };
        }
        catch (PostgresException exception)
        {
            return work with { Outcome = StepOutcome.Failed, Message = $"{work.Message} {exception.MessageText} ({exception.SqlState}) What it left half made is dropped by the next run.", DurationMs = Since(started) };
        }
    }

    private async Task<McpDatabaseWork> VacuumAsync(NpgsqlConnection connection, string table, McpDatabaseWork work, CancellationToken cancellationToken)
    {
        var started = context.Time.GetTimestamp();
        var notices = new List<string>();
        void Hear(object sender, NpgsqlNoticeEventArgs said) => notices.Add(said.Notice.MessageText);
        connection.Notice += Hear;
        try
        {
            await ExecuteAsync(connection, $"vacuum (analyze, skip_locked) {table}", cancellationToken);
            var skipped = notices.Find(notice => notice.Contains("skipping", StringComparison.Ordinal));
            return work with { Outcome = skipped is null ? work.Outcome : StepOutcome.Skipped, Message = skipped is null ? work.Message : $"{work.Message} {skipped}", DurationMs = Since(started) };
        }
        catch (PostgresException exception)
        {
            return work with { Outcome = StepOutcome.Failed, Message = $"{work.Message} {exception.MessageText} ({exception.SqlState})", DurationMs = Since(started) };
        }
        finally
        {
            connection.Notice -= Hear;
        }
    }

    private static async Task<(string Table, string Column, string Type, string Zone, string? Refusal)> LookAsync(NpgsqlConnection connection, McpRetainRule rule, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Column, connection) { Parameters = { new() { Value = rule.Table }, new() { Value = rule.Column } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return ("", "", "", "", $"There is no table '{rule.Table}' with a column '{rule.Column}'. Nothing was removed. Mend the inventory; a table of another schema is written with it.");
        }

        var (kind, table, column, type, indexed, zone) = (reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.GetBoolean(5), reader.GetString(7));
        var referring = await reader.IsDBNullAsync(6, cancellationToken) ? null : reader.GetString(6);
        var refusal = kind is "p" ? "It is partitioned: detach and drop old partitions instead, which costs nothing."
            : kind is not "r" ? "It is no table. Only rows of tables are removed."
            : type is not ("timestamp with time zone" or "timestamp without time zone" or "date") ? $"The column '{rule.Column}' is of type {type}, which says no time."
            : !indexed ? $"No index begins with '{rule.Column}': each batch would read the whole table. Make one first: create index concurrently on {table} ({column})."
            : referring is not null ? $"Rows of {referring} would go, or change, with its rows (foreign keys with on delete). Name a rule for those first, or drop that action."
            : null;
        return (table, column, type, zone, refusal is null ? null : refusal + " Nothing was removed.");
    }

    private static async Task<(int Rows, string? Newest)> DeleteAsync(NpgsqlConnection connection, string table, string column, string type, (string? From, string Border) span, int batch, RowArchive? archive, CancellationToken cancellationToken)
    {
        var sql = $"delete from {table} where ctid = any(array(select ctid from {table} where {column} < $1::{type}{(span.From is null ? "" : $" and {column} >= $3::{type}")} order by {column} limit $2 for update skip locked))";
        object[] parameters = span.From is { } from ? [span.Border, batch, from] : [span.Border, batch];
        var (rows, newest) = (0, (string?)null);
        if (archive is null)
        {
            await PostgresRows.EachAsync(connection, $"with gone as ({sql} returning {column} as at) select count(*)::int4, max(at)::text from gone", parameters, row => (rows, newest) = (row.GetInt32(0), row.IsDBNull(1) ? null : row.GetString(1)), cancellationToken);
            return (rows, newest);
        }

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var gone = new List<string>();
        await PostgresRows.EachAsync(connection, $"with gone as ({sql} returning *) select row_to_json(gone)::text, (max({column}) over ())::text from gone", parameters, row =>
        {
            gone.Add(row.GetString(0));
            newest = row.GetString(1);
        }, cancellationToken);
        if (gone.Count > 0)
        {
            archive.Add(gone);
        }

        // From here on they are in the archive, whatever happens.
        await transaction.CommitAsync(CancellationToken.None);
        return (gone.Count, newest);
    }

    private static async Task<T> ScalarAsync<T>(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, object parameter)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = parameter } } };
        return (T)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private double Since(long stamp) => Math.Round(context.Time.GetElapsedTime(stamp).TotalMilliseconds, 1);

    private McpDatabaseWork Work(string action, string target, string outcome) => new() { Server = server.Name, Database = database.Name, Action = action, Target = target, Outcome = outcome };
}
