using System.Globalization;
using Npgsql;

namespace McpOps.Maintenance.Databases;

/// <summary>An index that is made anew: broken by a run that was cut, or half empty.</summary>
/// <param name="Name">Its schema and name, quoted.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Why">The evidence.</param>
/// <param name="Drops">True when it is what a cut run left behind, and is only dropped.</param>
internal sealed record NeedyIndex(string Name, long Bytes, string Why, bool Drops);

/// <summary>Which indexes are made anew: on evidence only, never of system catalogs, and none that an exclusion constraint stands on, which cannot be made anew beside its writers.</summary>
internal static class ReindexNeed
{
    private const double HalfEmpty = 50;
    private const long Large = 64L * 1024 * 1024;

    private const string Invalid = """
        select format('%I.%I', n.nspname, c.relname), pg_relation_size(c.oid), c.relname::text
        from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
        where not i.indisvalid and not i.indisexclusion and c.relkind = 'i' and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_toast'
          and not exists (select from pg_stat_progress_create_index p where p.index_relid = c.oid) order by 1
        """;

    // Where the extension is, in whatever schema; its function reads the whole index, so small ones are not asked.
    private const string Extension = "select quote_ident(n.nspname) from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'pgstattuple'";

    /// <summary>All of them.</summary>
    public static async Task<IReadOnlyList<NeedyIndex>> FindAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        [.. await BrokenAsync(connection, cancellationToken), .. await HalfEmptyAsync(connection, cancellationToken)];

    /// <summary>Those that are half empty: none where the extension is not.</summary>
    public static async Task<IReadOnlyList<NeedyIndex>> HalfEmptyAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var found = new List<NeedyIndex>();
        string? schema = null;
        await PostgresRows.EachAsync(connection, Extension, [], row => schema = row.GetString(0), cancellationToken);
        if (schema is not null)
        {
            var sql = $"""
                with large as materialized (
                    select format('%I.%I', s.schemaname, s.indexrelname) as name, s.indexrelid, pg_relation_size(s.indexrelid) as bytes
                    from pg_stat_user_indexes s join pg_index i on i.indexrelid = s.indexrelid join pg_class c on c.oid = s.indexrelid join pg_am a on a.oid = c.relam
                    where i.indisvalid and not i.indisexclusion and a.amname = 'btree' and c.relpersistence = 'p' and c.relkind = 'i' and pg_relation_size(s.indexrelid) > $1)
                select name, bytes, d.avg_leaf_density from large cross join lateral {schema}.pgstatindex(indexrelid::regclass) d where d.avg_leaf_density < $2 order by 2 desc
                """;
            await PostgresRows.EachAsync(connection, sql, [Large, HalfEmpty], row => found.Add(new NeedyIndex(row.GetString(0), row.GetInt64(1), string.Create(CultureInfo.InvariantCulture, $"its pages are {row.GetDouble(2):0} % full"), Drops: false)), cancellationToken);
        }

        return found;
    }

    /// <summary>What is done about one that is not valid.</summary>
    public static string OfBroken(string name) => IsLeftOver(name.Trim('"'))
        ? $"A run of reindex concurrently was cut, and left it: drop index concurrently {name}"
        : $"A create index concurrently failed: reindex index concurrently {name}, or drop it.";

    private static async Task<IReadOnlyList<NeedyIndex>> BrokenAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var found = new List<NeedyIndex>();
        await PostgresRows.EachAsync(connection, Invalid, [], row => found.Add(new NeedyIndex(row.GetString(0), row.GetInt64(1), "it is not valid", IsLeftOver(row.GetString(2)))), cancellationToken);
        return found;
    }

    // As reindex(1) names what it makes, and what it replaces; a number follows where the name was taken.
    private static bool IsLeftOver(string name) => name.TrimEnd('"').TrimEnd("0123456789".ToCharArray()) is var plain && (plain.EndsWith("_ccnew", StringComparison.Ordinal) || plain.EndsWith("_ccold", StringComparison.Ordinal));
}
