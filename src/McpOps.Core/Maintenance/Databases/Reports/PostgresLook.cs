using System.Globalization;
using McpOps.Probing;
using Npgsql;

namespace McpOps.Maintenance.Databases.Reports;

/// <summary>Sizes, bloat, indexes, connections and what holds VACUUM back, as PostgreSQL's catalogs tell them.</summary>
internal static class PostgresLook
{
    private const long SmallIndex = 1024 * 1024;
    private const double DeadShare = 0.2;

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
        await PostgresRows.EachAsync(connection, Sizes, [], row =>
        {
            since = row.IsDBNull(2) ? null : row.GetDateTime(2);
            lines.Add(new ReportLine("size", "", HealthStatus.Healthy, $"{ReportLine.Size(row.GetInt64(0))}.") { Value = row.GetInt64(0), Unit = "bytes" });
            if (row.GetString(1) is "off")
            {
                lines.Add(new ReportLine("vacuum", "autovacuum", HealthStatus.Unhealthy, "Autovacuum is off.") { AndSo = "Dead rows stay, and in the end PostgreSQL stops taking writes: set autovacuum = on and reload." });
            }
        }, cancellationToken);
        await PostgresRows.EachAsync(connection, Tables, [top], row => lines.AddRange(OfTable(row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetString(4))), cancellationToken);
        foreach (var (table, why) in await PostgresUpkeep.NeedyAsync(connection, cancellationToken))
        {
            lines.Add(new ReportLine("vacuum", $"{table.Schema}.{table.Table}", HealthStatus.Degraded, $"It needs VACUUM: {why}.") { AndSo = "'mcpops database' (Invoke-McpDatabaseMaintenance) does it, where \"maintain\" names the database." });
        }

        await PostgresRows.EachAsync(connection, Broken, [top], row => lines.Add(new ReportLine("indexes", row.GetString(0), HealthStatus.Unhealthy, $"It is not valid ({ReportLine.Size(row.GetInt64(1))}): it is written, and never read.")
        {
            Value = row.GetInt64(1), Unit = "bytes", AndSo = ReindexNeed.OfBroken(row.GetString(0)),
        }), cancellationToken);
        await PostgresRows.EachAsync(connection, Unused, [top, SmallIndex], row => lines.Add(new ReportLine("indexes", row.GetString(0), HealthStatus.Healthy, $"Nothing has read it{(since is { } time ? string.Create(CultureInfo.InvariantCulture, $" since {time:yyyy-MM-dd}") : " since PostgreSQL counts")} ({ReportLine.Size(row.GetInt64(1))}, on {row.GetString(2)}).")
        {
            Value = row.GetInt64(1), Unit = "bytes", AndSo = "It costs each write. Before you drop it, ask the replicas too, and think of what runs once a year.",
        }), cancellationToken);
        lines.AddRange((await ReindexNeed.HalfEmptyAsync(connection, cancellationToken)).Select(index => new ReportLine("indexes", index.Name, HealthStatus.Degraded, $"{index.Why} ({ReportLine.Size(index.Bytes)}).")
        {
            Value = index.Bytes, Unit = "bytes", AndSo = $"reindex index concurrently {index.Name}; \"reindex\": true below \"maintain\" does it by a plan.",
        }));
        lines.AddRange(OfConnections(await PostgresConnections.ReadAsync(connection, cancellationToken), top));
        await PostgresRows.EachAsync(connection, Horizon, [top], row => lines.Add(new ReportLine("horizon", row.GetString(0), HealthStatus.Degraded, string.Create(CultureInfo.InvariantCulture, $"It keeps VACUUM from what died within the last {row.GetInt64(1)} transactions."))
        {
            Value = row.GetInt64(1), Unit = "transactions", AndSo = row.GetString(2),
        }), cancellationToken);
        return lines;
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

    private static IReadOnlyList<ReportLine> OfConnections(PostgresConnections seen, int top) =>
    [
        new ReportLine("connections", "", seen.IsNearFull ? HealthStatus.Degraded : HealthStatus.Healthy, string.Create(CultureInfo.InvariantCulture, $"{seen.Used}{(seen.Most is { } most ? $" of {most}" : "")} are used, this one among them."))
        {
            Value = seen.Used, Unit = "connections", AndSo = seen.IsNearFull ? PostgresConnections.AndSoNear : "",
        },
        .. seen.Groups.Take(top).Select(group => new ReportLine("connections", $"{group.Application}: {group.State}", group.Hangs ? HealthStatus.Degraded : HealthStatus.Healthy, string.Create(CultureInfo.InvariantCulture, $"{group.Count}{(group.Seconds > 0 ? $", the oldest transaction begun {group.Seconds:0} s ago" : "")}."))
        {
            Value = group.Count, Unit = "connections", AndSo = group.Hangs ? PostgresConnections.AndSoHangs : "",
        }),
    ];
}
