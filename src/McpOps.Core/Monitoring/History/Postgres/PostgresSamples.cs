using System.Runtime.CompilerServices;
using System.Text.Json;
using Npgsql;

namespace McpOps.Monitoring;

/// <summary>Reads samples of a history in PostgreSQL.</summary>
internal static class PostgresSamples
{
    // Of an index whose first column is the server: from one name to the next, however many samples each has.
    private const string Servers = """
        with recursive names as (
            (select server from mcpops.sample order by server limit 1)
            union all
            select (select sample.server from mcpops.sample where sample.server > names.server order by sample.server limit 1) from names where names.server is not null)
        select server from names where server is not null order by server
        """;

    public static async IAsyncEnumerable<McpSample> ReadAsync(PostgresDoor door, string server, DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var connection = await door.OpenToReadAsync(cancellationToken);
        await using var command = new NpgsqlCommand("select slot, status, verdict, message, mark, figures from mcpops.sample where server = $1 and slot between $2 and $3 order by slot", connection)
        {
            Parameters = { PostgresDoor.Value(server), PostgresDoor.Time(from), PostgresDoor.Time(to) },
        };
        await using var reader = await door.ReadingAsync(() => command.ExecuteReaderAsync(cancellationToken));
        Task<bool> NextAsync() => reader.ReadAsync(cancellationToken);
        while (await door.ReadingAsync(NextAsync))
        {
            yield return new McpSample
            {
                Server = server,
                Slot = await reader.GetFieldValueAsync<DateTimeOffset>(0, cancellationToken),
                Status = reader.GetString(1),
                Verdict = reader.GetString(2),
                Message = reader.GetString(3),
                Mark = await reader.IsDBNullAsync(4, cancellationToken) ? null : reader.GetString(4),
                Values = JsonSerializer.Deserialize(reader.GetString(5), ValuesJson.Default.DictionaryStringDouble) ?? [],
            };
        }
    }

    public static Task<MetricSeries> ReadSeriesAsync(PostgresDoor door, string server, string metric, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        door.ReadAsync(connection => ReadSeriesAsync(connection, server, metric, from, to, cancellationToken), cancellationToken);

    private static async Task<MetricSeries> ReadSeriesAsync(NpgsqlConnection connection, string server, string metric, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var isMaintenance = metric is MetricNames.Maintenance;
        var value = isMaintenance ? "100" : metric is MetricNames.Success
            ? $"case when status in ('Healthy', 'Degraded') then 100 when jsonb_exists(figures, '{MetricNames.Works}') then 100 when status = 'Unhealthy' then 0 end"
            : "(figures ->> $4)";

        // Only what the server must do: a condition on the value would read and turn it twice, and seconds since 1970 are a slow numeric there.
        await using var command = new NpgsqlCommand(
            $"select slot, {value}::float8 from mcpops.sample where server = $1 and slot between $2 and $3 and {(isMaintenance ? $"starts_with(mark, '{SampleMarks.Window}')" : "mark is null")} order by slot", connection)
        {
            Parameters = { PostgresDoor.Value(server), PostgresDoor.Time(from), PostgresDoor.Time(to) },
        };
        if (metric is not (MetricNames.Success or MetricNames.Maintenance))
        {
            command.Parameters.Add(PostgresDoor.Value(MetricNames.Stored(metric)));
        }

        var (slots, values) = (new List<long>(), new List<double>());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (!reader.IsDBNull(1))
            {
                slots.Add((reader.GetDateTime(0).Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond);
                values.Add(reader.GetDouble(1));
            }
        }

        return new MetricSeries(slots, values);
    }

    public static Task<IReadOnlyList<string>> ServersAsync(PostgresDoor door, CancellationToken cancellationToken) => TextsAsync(door, Servers, [], cancellationToken);

    public static Task<IReadOnlyList<string>> MetricsAsync(PostgresDoor door, string server, DateTimeOffset before, CancellationToken cancellationToken) =>
        TextsAsync(door, "select distinct jsonb_object_keys(figures) from (select figures from mcpops.sample where server = $1 and slot < $2 order by slot desc limit 1000) as newest order by 1", [PostgresDoor.Value(server), PostgresDoor.Time(before)], cancellationToken);

    private static Task<IReadOnlyList<string>> TextsAsync(PostgresDoor door, string sql, NpgsqlParameter[] parameters, CancellationToken cancellationToken) =>
        door.ReadAsync(connection => TextsAsync(connection, sql, parameters, cancellationToken), cancellationToken);

    private static async Task<IReadOnlyList<string>> TextsAsync(NpgsqlConnection connection, string sql, NpgsqlParameter[] parameters, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        var texts = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            texts.Add(reader.GetString(0));
        }

        return texts;
    }
}
