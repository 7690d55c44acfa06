using System.Globalization;
using McpOps.Servers;
using Npgsql;

namespace McpOps.Monitoring;

/// <summary>A query of a server's database that gives one number. It runs in a transaction that cannot write.</summary>
internal static class DatabaseFigures
{
    public static async Task<double> ReadAsync(McpServer server, string name, string query, CancellationToken cancellationToken)
    {
        var database = server.Databases.FirstOrDefault(known => known.Name == name)
            ?? throw new FormatException($"It has no database '{name}'.{NearestName.Hint(name, server.Databases.Select(known => known.Name))}");
        if (!database.Kind.StartsWith("postgres", StringComparison.OrdinalIgnoreCase))
        {
            throw new FormatException($"The database '{name}' is of kind {database.Kind}; queries go to PostgreSQL.");
        }

        var address = PostgresAddress.Parse(name, ConnectionResolver.Text(database.ConnectionString ?? "", server, Environment.GetEnvironmentVariable));
        address.Pooling = false;
        address.ApplicationName = "mcpops watch";
        await using var connection = new NpgsqlConnection(address.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = new NpgsqlCommand("set transaction read only", connection, transaction);
        await command.ExecuteNonQueryAsync(cancellationToken);
        command.CommandText = query;
        return await command.ExecuteScalarAsync(cancellationToken) is IConvertible value and not string
            ? value.ToDouble(CultureInfo.InvariantCulture)
            : throw new FormatException("Its first column gives no number.");
    }
}
