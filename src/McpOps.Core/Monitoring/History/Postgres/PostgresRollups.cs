using System.Buffers;
using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace McpOps.Monitoring;

/// <summary>The roll-ups of a history in PostgreSQL: the same lines as in a folder, one a row; a month whose roll-ups are whole stands in <c>mcpops.rolled</c>.</summary>
internal static class PostgresRollups
{
    public static Task<RolledSeries> ReadAsync(PostgresDoor door, string server, string metric, int width, DateTimeOffset from, DateTimeOffset to, bool orphans, CancellationToken cancellationToken) =>
        door.ReadAsync(connection => ReadAsync(connection, server, metric, width, from, to, orphans, cancellationToken), cancellationToken);

    private static async Task<RolledSeries> ReadAsync(NpgsqlConnection connection, string server, string metric, int width, DateTimeOffset from, DateTimeOffset to, bool orphans, CancellationToken cancellationToken)
    {
        var covered = new List<(DateTimeOffset From, DateTimeOffset To)>();
        foreach (var month in await MonthsAsync(connection, server, orphans, cancellationToken))
        {
            if (RolledSeries.Cover(month, width, from, to) is { } cover)
            {
                covered.Add(cover);
            }
        }

        var (rollups, name) = (new List<Rollup>(), RollupLine.NameOf(metric));
        foreach (var (begin, end) in covered)
        {
            await using var command = new NpgsqlCommand("select line from mcpops.rollup where server = $1 and width = $2 and start >= $3 and start < $4 order by start", connection)
            {
                Parameters = { PostgresDoor.Value(server), PostgresDoor.Value(width), PostgresDoor.Time(begin), PostgresDoor.Time(end) },
            };
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                if (RollupLine.Read(Encoding.UTF8.GetBytes(reader.GetString(0)), name) is { } rollup)
                {
                    rollups.Add(rollup);
                }
            }
        }

        return new RolledSeries(rollups, covered);
    }

    /// <summary>Makes the roll-ups of a month anew.</summary>
    public static async Task WriteAsync(NpgsqlConnection connection, string server, DateTimeOffset month, IReadOnlyList<McpSample> samples, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await PostgresDoor.ExecuteAsync(connection, "delete from mcpops.rollup where server = $1 and start >= $2 and start < $3", cancellationToken,
            PostgresDoor.Value(server), PostgresDoor.Time(month), PostgresDoor.Time(month.AddMonths(1)));
        await using (var copy = await connection.BeginBinaryImportAsync("copy mcpops.rollup (server, width, start, line) from stdin (format binary)", cancellationToken))
        {
            var line = new ArrayBufferWriter<byte>(4096);
            foreach (var (width, start, figures) in Rollup.Widths.SelectMany(width => RollupBuilder.Build(samples, width).Select(one => (width, one.Start, one.Figures))))
            {
                line.Clear();
                RollupLine.Write(line, start, figures);
                await copy.StartRowAsync(cancellationToken);
                await copy.WriteAsync(server, cancellationToken);
                await copy.WriteAsync(width, cancellationToken);
                await copy.WriteAsync(DateTimeOffset.FromUnixTimeSeconds(start).UtcDateTime, NpgsqlDbType.TimestampTz, cancellationToken);
                await copy.WriteAsync(Encoding.UTF8.GetString(line.WrittenSpan), cancellationToken);
            }

            await copy.CompleteAsync(cancellationToken);
        }

        await PostgresDoor.ExecuteAsync(connection, "insert into mcpops.rolled (server, month) values ($1, $2) on conflict do nothing", cancellationToken, PostgresDoor.Value(server), PostgresDoor.Time(month));
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>The months whose roll-ups are whole.</summary>
    /// <param name="connection">The database.</param>
    /// <param name="server">The server.</param>
    /// <param name="orphans">True for only those of which there are no samples any more.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<IReadOnlyList<DateTimeOffset>> MonthsAsync(NpgsqlConnection connection, string server, bool orphans, CancellationToken cancellationToken)
    {
        const string All = "select month from mcpops.rolled where server = $1";
        const string Orphans = All + " and not exists (select from mcpops.sample where sample.server = rolled.server and sample.slot >= rolled.month and sample.slot < rolled.month + interval '1 month')";
        await using var command = new NpgsqlCommand((orphans ? Orphans : All) + " order by month", connection) { Parameters = { PostgresDoor.Value(server) } };
        var months = new List<DateTimeOffset>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            months.Add(await reader.GetFieldValueAsync<DateTimeOffset>(0, cancellationToken));
        }

        return months;
    }
}

/// <summary>Months of roll-ups.</summary>
internal static class RolledMonth
{
    /// <summary>The beginning of the month of a moment, in UTC.</summary>
    public static DateTimeOffset Of(DateTimeOffset time) => new(time.UtcDateTime.Year, time.UtcDateTime.Month, 1, 0, 0, 0, TimeSpan.Zero);
}
