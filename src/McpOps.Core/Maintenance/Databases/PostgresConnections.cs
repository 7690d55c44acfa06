using Npgsql;

namespace McpOps.Maintenance.Databases;

/// <summary>Connections of one program in one state.</summary>
/// <param name="State">As PostgreSQL calls it, such as <c>idle in transaction</c>.</param>
/// <param name="Application">The name that the program gave.</param>
/// <param name="Count">How many.</param>
/// <param name="Seconds">How long ago the oldest of their transactions began, in seconds; 0 for none.</param>
internal sealed record ConnectionGroup(string State, string Application, long Count, double Seconds)
{
    private const double LongIdleSeconds = 60;

    /// <summary>Whether a transaction was left open.</summary>
    public bool Hangs => State.StartsWith("idle in transaction", StringComparison.Ordinal) && Seconds > LongIdleSeconds;
}

/// <summary>Who holds the connections of a PostgreSQL server.</summary>
/// <param name="Groups">All of them, the largest first; the connection that asks is not among them.</param>
/// <param name="Most">How many there may be; null where nobody else is connected.</param>
internal sealed record PostgresConnections(IReadOnlyList<ConnectionGroup> Groups, int? Most)
{
    /// <summary>What follows where few are left.</summary>
    public const string AndSoNear = "The next clients are refused: give the pools fewer connections. To raise max_connections takes a restart of PostgreSQL.";

    /// <summary>What follows where a transaction was left open.</summary>
    public const string AndSoHangs = "It holds locks, and keeps VACUUM from its work: mend the program, or set idle_in_transaction_session_timeout.";

    private const double NearFull = 0.8;

    // No limit: all are counted, and who words them takes the first.
    private const string Sql = """
        select coalesce(state, 'none'), coalesce(nullif(application_name, ''), 'unnamed'), count(*), coalesce(max(extract(epoch from now() - xact_start)), 0)::float8,
               current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
        from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid() group by 1, 2 order by 3 desc
        """;

    /// <summary>How many are used, the one that asks among them.</summary>
    public long Used => Groups.Sum(group => group.Count) + 1;

    /// <summary>Whether few are left.</summary>
    public bool IsNearFull => Used > NearFull * Most;

    /// <summary>Asks PostgreSQL.</summary>
    public static async Task<PostgresConnections> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var (groups, most) = (new List<ConnectionGroup>(), (int?)null);
        await PostgresRows.EachAsync(connection, Sql, [], row =>
        {
            groups.Add(new ConnectionGroup(row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetDouble(3)));
            most = row.GetInt32(4);
        }, cancellationToken);
        return new PostgresConnections(groups, most);
    }
}
