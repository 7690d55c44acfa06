using System.Diagnostics;
using System.Net.Sockets;
using McpOps.Servers;
using Npgsql;

namespace McpOps.Probing;

/// <summary>Is PostgreSQL there, how fast does it answer, how many of its connections are taken, and does a query run too long?</summary>
internal sealed class PostgresCheck : IHealthCheck
{
    private const int LongSeconds = 60;

    // Only a superuser or a member of pg_read_all_stats sees what others run; everybody sees how many there are.
    private static readonly string Sql = $"""
        select current_setting('max_connections')::int,
               (select count(*) from pg_stat_activity where backend_type is null or backend_type = 'client backend'),
               (select count(*) from pg_stat_activity where state = 'active' and pid <> pg_backend_pid() and now() - query_start > interval '{LongSeconds} seconds'),
               (select coalesce(max(extract(epoch from now() - query_start)), 0)::float8 from pg_stat_activity where state = 'active' and pid <> pg_backend_pid() and backend_type = 'client backend'),
               current_setting('server_version')
        """;

    public string Name => "postgres";

    public bool AppliesTo(McpServer server) => Databases(server).Any();

    public async Task<IReadOnlyList<McpCheckResult>> CheckAsync(McpServer server, CancellationToken cancellationToken)
    {
        var results = await Task.WhenAll(Databases(server).Select(database => CheckAsync(server, database, cancellationToken)));
        return [.. results.SelectMany(result => result)];
    }

    private async Task<IReadOnlyList<McpCheckResult>> CheckAsync(McpServer server, McpDatabase database, CancellationToken cancellationToken)
    {
        try
        {
            var address = PostgresAddress.Parse(database.Name, LateText.Resolve(database.ConnectionString ?? "", server));
            address.Pooling = false;
            address.ApplicationName = "mcpops health";
            return await AskAsync(server, database, address, cancellationToken);
        }
        catch (McpOpsException exception)
        {
            return [CheckResults.Say($"{Name}:{database.Name}", HealthStatus.Unknown, exception.Message)];
        }
        catch (PostgresException exception)
        {
            return [CheckResults.Say($"{Name}:{database.Name}", HealthStatus.Unhealthy, $"PostgreSQL refuses: {exception.MessageText} ({exception.SqlState})")];
        }
        catch (Exception exception) when (exception is NpgsqlException or SocketException or IOException or InvalidOperationException or NotSupportedException)
        {
            return [CheckResults.Say($"{Name}:{database.Name}", HealthStatus.Unhealthy, $"It cannot be reached: {Redaction.MaskText(exception.InnerException?.Message ?? exception.Message)}. Does PostgreSQL run, and is the address right?")];
        }
    }

    private async Task<IReadOnlyList<McpCheckResult>> AskAsync(McpServer server, McpDatabase database, NpgsqlConnectionStringBuilder address, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        await using var connection = new NpgsqlConnection(address.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(Sql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var elapsedMs = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        var (most, used, slow, longest) = (reader.GetInt32(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetDouble(3));
        return
        [
            CheckResults.Measure(server, "postgres", database.Name, elapsedMs, "ms", $"PostgreSQL {reader.GetString(4)}, to connect and answer"),
            CheckResults.Measure(server, "postgres-connections", database.Name, 100.0 * used / most, "%", $"{used} of {most} connections"),
            CheckResults.Measure(server, "postgres-queries", database.Name, slow, "queries", $"running for more than {LongSeconds} s; the longest has run for {longest:0.#} s"),
        ];
    }

    private static IEnumerable<McpDatabase> Databases(McpServer server) =>
        server.Databases.Where(database => database.Kind.Equals("postgres", StringComparison.OrdinalIgnoreCase) || database.Kind.Equals("postgresql", StringComparison.OrdinalIgnoreCase));
}
