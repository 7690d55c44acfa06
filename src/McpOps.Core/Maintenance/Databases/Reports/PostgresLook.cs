using System.Globalization;
using McpOps.Probing;
using Npgsql;

namespace McpOps.Maintenance.Databases.Reports;

/// <summary>Sizes, bloat, indexes, connections and what holds VACUUM back, as PostgreSQL's catalogs tell them.</summary>
internal static class PostgresLook
{
    /// <summary>What stands before our own statements, so that a report is not one of itself.</summary>
    public const string Own = "/* mcpops */ ";

    private const long SmallIndex = 1024 * 1024;
    private const double DeadShare = 0.2;
    private const double NearFull = 0.8;
    private const double LongIdleSeconds = 60;

    private const string Sizes = """
        select pg_database_size(current_database()), current_setting('autovacuum'), (select stats_reset from pg_stat_database where datname = current_database())
        """;

    private const string Tables = """
        select format('%I.%I', schemaname, relname), pg_total_relation_size(relid), n_live_tup, n_dead_tup,
               coalesce((select array_to_string(reloptions, ' ') from pg_class where oid = relid), '')
        from pg_stat_user_tables order by 2 desc limit $1
        """;

    // One that is being made is not valid yet, and no fault.
    private const string Broken = """
        select format('%I.%I', n.nspname, c.relname), pg_relation_size(c.oid)
        from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
        where not i.indisvalid and not exists (select from pg_stat_progress_create_index p where p.index_relid = c.oid) order by 2 desc limit $1
        """;

    private const string Unused = """
        select format('%I.%I', s.schemaname, s.indexrelname), pg_relation_size(s.indexrelid), format('%I.%I', s.schemaname, s.relname)
        from pg_stat_user_indexes s join pg_index i on i.indexrelid = s.indexrelid
        where s.idx_scan = 0 and i.indisvalid and not i.indisunique and not i.indisexclusion and pg_relation_size(s.indexrelid) >= $2 order by 2 desc limit $1
        """;

    private const string Connections = """
        select coalesce(state, 'none'), coalesce(nullif(application_name, ''), 'unnamed'), count(*), coalesce(max(extract(epoch from now() - xact_start)), 0)::float8,
               current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
        from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid() group by 1, 2 order by 3 desc limit $1
        """;

    private const string Horizon = """
        select 'transaction of ' || coalesce(nullif(application_name, ''), 'unnamed') || ', process ' || pid, age(backend_xmin)::int8, 'End it, or mend the program: idle_in_transaction_session_timeout.'
        from pg_stat_activity where backend_xmin is not null and pid <> pg_backend_pid() and now() - xact_start > interval '5 minutes'
        union all select 'prepared transaction ' || gid, age(transaction)::int8, 'Whoever prepared it has forgotten it: commit prepared, or rollback prepared.' from pg_prepared_xacts
        union all select 'replication slot ' || slot_name, age(coalesce(xmin, catalog_xmin))::int8, 'Its reader is away or slow: if nobody comes back, drop the slot.' from pg_replication_slots where xmin is not null or catalog_xmin is not null
        order by 2 desc limit $1
        """;

    public static async Task<IReadOnlyList<ReportLine>> AtAsync(NpgsqlConnection connection, int top, CancellationToken cancellationToken)
    {
        var lines = new List<ReportLine>();
        DateTime? since = null;
        await EachAsync(connection, Sizes, [], row =>
        {
            since = row.IsDBNull(2) ? null : row.GetDateTime(2);
            lines.Add(new ReportLine("size", "", HealthStatus.Healthy, $"{ReportLine.Size(row.GetInt64(0))}.") { Value = row.GetInt64(0), Unit = "bytes" });
            if (row.GetString(1) is "off")
            {
                lines.Add(new ReportLine("vacuum", "autovacuum", HealthStatus.Unhealthy, "Autovacuum is off.") { AndSo = "Dead rows stay, and in the end PostgreSQL stops taking writes: set autovacuum = on and reload." });
            }
        }, cancellationToken);
        await EachAsync(connection, Tables, [top], row => lines.AddRange(OfTable(row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetString(4))), cancellationToken);
        foreach (var (table, why) in await PostgresUpkeep.NeedyAsync(connection, cancellationToken))
        {
            lines.Add(new ReportLine("vacuum", $"{table.Schema}.{table.Table}", HealthStatus.Degraded, $"It needs VACUUM: {why}.") { AndSo = "'mcpops database' (Invoke-McpDatabaseMaintenance) does it, where \"maintain\" names the database." });
        }

        await EachAsync(connection, Broken, [top], row => lines.Add(new ReportLine("indexes", row.GetString(0), HealthStatus.Unhealthy, $"It is not valid ({ReportLine.Size(row.GetInt64(1))}): it is written, and never read.")
        {
            Value = row.GetInt64(1), Unit = "bytes", AndSo = ReindexNeed.OfBroken(row.GetString(0)),
        }), cancellationToken);
        await EachAsync(connection, Unused, [top, SmallIndex], row => lines.Add(new ReportLine("indexes", row.GetString(0), HealthStatus.Healthy, $"Nothing has read it{(since is { } time ? string.Create(CultureInfo.InvariantCulture, $" since {time:yyyy-MM-dd}") : " since PostgreSQL counts")} ({ReportLine.Size(row.GetInt64(1))}, on {row.GetString(2)}).")
        {
            Value = row.GetInt64(1), Unit = "bytes", AndSo = "It costs each write. Before you drop it, ask the replicas too, and think of what runs once a year.",
        }), cancellationToken);
        lines.AddRange(await ReindexNeed.LinesAsync(connection, cancellationToken));
        lines.AddRange(await ConnectionsAsync(connection, top, cancellationToken));
        await EachAsync(connection, Horizon, [top], row => lines.Add(new ReportLine("horizon", row.GetString(0), HealthStatus.Degraded, string.Create(CultureInfo.InvariantCulture, $"It keeps VACUUM from what died within the last {row.GetInt64(1)} transactions."))
        {
            Value = row.GetInt64(1), Unit = "transactions", AndSo = row.GetString(2),
        }), cancellationToken);
        return lines;
    }

    internal static async Task EachAsync(NpgsqlConnection connection, string sql, object[] parameters, Action<NpgsqlDataReader> take, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Own + sql, connection);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            take(reader);
        }
    }

    private static IEnumerable<ReportLine> OfTable(string name, long bytes, long live, long dead, string options)
    {
        var bloated = dead > 1000 && dead > (live + dead) * DeadShare;
        yield return new ReportLine("tables", name, bloated ? HealthStatus.Degraded : HealthStatus.Healthy, string.Create(CultureInfo.InvariantCulture, $"{ReportLine.Size(bytes)} with its indexes, {live} rows and {dead} dead ones."))
        {
            Value = bytes, Unit = "bytes",
            AndSo = bloated ? "VACUUM makes their room free for new rows; to give it back to the disk takes VACUUM FULL or pg_repack, which lock or copy the table: never by a schedule." : "",
        };
        if (options.Contains("autovacuum_enabled=false", StringComparison.Ordinal) || options.Contains("autovacuum_enabled=off", StringComparison.Ordinal))
        {
            yield return new ReportLine("vacuum", name, HealthStatus.Unhealthy, "Autovacuum is off for this table.") { AndSo = $"alter table {name} reset (autovacuum_enabled)" };
        }
    }

    private static async Task<IReadOnlyList<ReportLine>> ConnectionsAsync(NpgsqlConnection connection, int top, CancellationToken cancellationToken)
    {
        var rows = new List<(string State, string Application, long Count, double Seconds, int Most)>();
        await EachAsync(connection, Connections, [Math.Max(top, 20)], row => rows.Add((row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetDouble(3), row.GetInt32(4))), cancellationToken);
        var used = rows.Sum(row => row.Count) + 1;
        var near = rows.Count > 0 && used > NearFull * rows[0].Most;
        return
        [
            new ReportLine("connections", "", near ? HealthStatus.Degraded : HealthStatus.Healthy, string.Create(CultureInfo.InvariantCulture, $"{used}{(rows.Count > 0 ? $" of {rows[0].Most}" : "")} are used, this one among them."))
            {
                Value = used, Unit = "connections", AndSo = near ? "The next clients are refused: give the pools fewer connections. To raise max_connections takes a restart of PostgreSQL." : "",
            },
            .. rows.Take(top).Select(row =>
            {
                var hangs = row.State.StartsWith("idle in transaction", StringComparison.Ordinal) && row.Seconds > LongIdleSeconds;
                return new ReportLine("connections", $"{row.Application}: {row.State}", hangs ? HealthStatus.Degraded : HealthStatus.Healthy, string.Create(CultureInfo.InvariantCulture, $"{row.Count}{(row.Seconds > 0 ? $", the oldest transaction begun {row.Seconds:0} s ago" : "")}."))
                {
                    Value = row.Count, Unit = "connections", AndSo = hangs ? "It holds locks, and keeps VACUUM from its work: mend the program, or set idle_in_transaction_session_timeout." : "",
                };
            }),
        ];
    }
}
