using McpOps.Probing;
using McpOps.Servers;
using Npgsql;

namespace McpOps.Maintenance.Diagnosis;

/// <summary>Who holds the connections of its databases, and is a transaction left open?</summary>
internal sealed class DatabaseArea : IDiagnosisArea
{
    private const string Sql = """
        select coalesce(state, 'none'), coalesce(nullif(application_name, ''), 'unnamed'), count(*), coalesce(max(extract(epoch from now() - xact_start)), 0)::float8,
               current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
        from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid() group by 1, 2 order by 3 desc limit 20
        """;

    public string Name => "databases";

    public async Task<IReadOnlyList<Observation>> LookAsync(DiagnosisScope scope, CancellationToken cancellationToken)
    {
        var seen = new List<Observation>();
        foreach (var database in scope.Server.Databases.Where(database => database.Kind.StartsWith("postgres", StringComparison.OrdinalIgnoreCase)))
        {
            try
            {
                seen.AddRange(await AskAsync(scope, database, cancellationToken));
            }
            catch (Exception exception) when (exception is McpOpsException or NpgsqlException or IOException or System.Net.Sockets.SocketException)
            {
                seen.Add(new Observation(Name, HealthStatus.Unhealthy, $"'{database.Name}' does not answer: {Redaction.MaskText(exception.Message)}", "A restart of the server does not cure this: look at PostgreSQL first."));
            }
        }

        return seen;
    }

    private async Task<IReadOnlyList<Observation>> AskAsync(DiagnosisScope scope, McpDatabase database, CancellationToken cancellationToken)
    {
        var address = PostgresAddress.Parse(database.Name, ConnectionResolver.Text(database.ConnectionString ?? "", scope.Server, scope.Paths.Variable));
        (address.Pooling, address.ApplicationName, address.Timeout) = (false, "mcpops diagnose", 5);
        await using var connection = new NpgsqlConnection(address.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(Sql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<(string State, string Application, long Count, double Seconds, int Most)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add((reader.GetString(0), reader.GetString(1), reader.GetInt64(2), reader.GetDouble(3), reader.GetInt32(4)));
        }

        var used = rows.Sum(row => row.Count) + 1;
        var idle = rows.Where(row => row.State.StartsWith("idle in transaction", StringComparison.Ordinal)).OrderByDescending(row => row.Seconds).FirstOrDefault();
        var near = rows.Count > 0 && used > 0.8 * rows[0].Most;
        return
        [
            new Observation(Name, near ? HealthStatus.Degraded : HealthStatus.Healthy,
                $"'{database.Name}': {used}{(rows.Count > 0 ? $" of {rows[0].Most}" : "")} connections{(rows.Count > 0 ? $": {string.Join(", ", rows.Take(6).Select(row => $"{row.Count} {row.State} by {row.Application}"))}" : "")}.",
                near ? "The next clients are refused: give the pools fewer connections. To raise max_connections takes a restart of PostgreSQL." : ""),
            .. idle.Count > 0 && idle.Seconds > 60
                ? [new Observation(Name, HealthStatus.Degraded, FormattableString.Invariant($"A transaction of {idle.Application} has been idle for {idle.Seconds:0} s."), "It holds locks, and keeps VACUUM from its work: mend the program, or set idle_in_transaction_session_timeout.")]
                : Array.Empty<Observation>(),
        ];
    }
}
