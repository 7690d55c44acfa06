using McpOps.Servers;
using Npgsql;

namespace McpOps.Capacity.Resources;

/// <summary>Counts the connections of a server's PostgreSQL databases against their limit.</summary>
internal static class Connections
{
    private const string Query = "SELECT 100.0 * count(*) / current_setting('max_connections')::int FROM pg_stat_activity WHERE backend_type = 'client backend'";
    private const int TimeoutSeconds = 2;

    /// <summary>Hands over the percentage of each database that answers; one that does not is left out, for its health is not the question here.</summary>
    public static async Task SampleAsync(McpServer? server, Action<string, string, double?> put, CancellationToken cancellationToken)
    {
        foreach (var database in server?.Databases.Where(database => database is { Kind: "postgres", ConnectionString: not null }) ?? [])
        {
            try
            {
                var text = ConnectionResolver.Text(database.ConnectionString!, server!, Environment.GetEnvironmentVariable);
                var settings = PostgresAddress.Parse(database.Name, text);
                (settings.Timeout, settings.CommandTimeout, settings.Pooling) = (TimeoutSeconds, TimeoutSeconds, false);
                await using var connection = new NpgsqlConnection(settings.ConnectionString);
                await connection.OpenAsync(cancellationToken);
                await using var command = new NpgsqlCommand(Query, connection);
                put("connections:" + database.Name, "%", Convert.ToDouble(await command.ExecuteScalarAsync(cancellationToken), System.Globalization.CultureInfo.InvariantCulture));
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException or McpOpsException)
            {
                put("connections:" + database.Name, "%", null);
            }
        }
    }
}
