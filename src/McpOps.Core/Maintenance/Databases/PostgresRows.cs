using Npgsql;

namespace McpOps.Maintenance.Databases;

/// <summary>Reads the rows of a query.</summary>
internal static class PostgresRows
{
    /// <summary>What stands before our own statements, so that a report is not one of itself.</summary>
    public const string Own = "/* mcpops */ ";

    /// <summary>Hands over one row after the other.</summary>
    /// <param name="connection">Where it is asked.</param>
    /// <param name="sql">The query, with its parameters as <c>$1</c>, <c>$2</c> …</param>
    /// <param name="parameters">Their values.</param>
    /// <param name="take">What is done with a row.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task EachAsync(NpgsqlConnection connection, string sql, object[] parameters, Action<NpgsqlDataReader> take, CancellationToken cancellationToken)
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
}
