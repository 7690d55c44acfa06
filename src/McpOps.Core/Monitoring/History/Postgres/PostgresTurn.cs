using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace McpOps.Monitoring;

/// <summary>A turn at a history in PostgreSQL: one transaction, so that samples, state and messages are there together or not at all.</summary>
internal sealed class PostgresTurn(WatchState state, NpgsqlConnection connection, NpgsqlTransaction transaction, Action release) : IHistoryTurn
{
    private const int CompactEvery = 500;

    // From about here on COPY is faster than arrays; below, a table of its own for each turn of hundreds of hosts would wear the catalogue out.
    private const int Many = 500;

    private const string New = "on conflict do nothing returning server, slot";
    private const string Columns = "server, slot, status, verdict, message, mark, figures";

    public WatchState State => state;

    public async Task<IReadOnlyList<McpSample>> AppendAsync(IReadOnlyList<McpSample> samples, CancellationToken cancellationToken)
    {
        if (samples.Count == 0)
        {
            return samples;
        }

        await using var command = samples.Count < Many ? Arrays(samples) : await CopiedAsync(samples, cancellationToken);
        var fresh = new HashSet<(string Server, DateTimeOffset Slot)>();
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                fresh.Add((reader.GetString(0), await reader.GetFieldValueAsync<DateTimeOffset>(1, cancellationToken)));
            }
        }

        // Roll-ups that lack what came late are made again.
        var months = fresh.Select(one => (one.Server, Month: RolledMonth.Of(one.Slot).UtcDateTime)).Distinct().ToList();
        await PostgresDoor.ExecuteAsync(connection, "delete from mcpops.rolled using unnest($1, $2) as late (server, month) where rolled.server = late.server and rolled.month = late.month", cancellationToken,
            Array(NpgsqlDbType.Text, months.Select(one => one.Server)), Array(NpgsqlDbType.TimestampTz, months.Select(one => one.Month)));
        return [.. samples.Where(sample => fresh.Remove((sample.Server, sample.Slot)))];
    }

    public async Task CommitAsync(DateTimeOffset at, CancellationToken cancellationToken)
    {
        var changes = state.IsChanged ? state.Changes(at) : null;
        if (changes is not null)
        {
            await PostgresDoor.ExecuteAsync(connection, "insert into mcpops.journal (sequence, at, line) values ($1, $2, $3)", cancellationToken,
                PostgresDoor.Value(changes.Sequence), PostgresDoor.Time(at), PostgresDoor.Value(JsonSerializer.Serialize(changes, StateJson.Default.StateChanges)));
            if (changes.Sequence % CompactEvery == 0)
            {
                await CompactAsync(changes.Sequence, at, cancellationToken);
            }
        }

        await transaction.CommitAsync(cancellationToken);
        if (changes is not null)
        {
            state.Saved(changes.Sequence);
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await transaction.DisposeAsync();
            await connection.DisposeAsync();
        }
        finally
        {
            release();
        }
    }

    private NpgsqlCommand Arrays(IReadOnlyList<McpSample> samples) =>
        new($"insert into mcpops.sample ({Columns}) select distinct on (server, slot) * from unnest($1, $2, $3, $4, $5, $6, $7) as incoming ({Columns}) {New}", connection)
        {
            Parameters =
            {
                Array(NpgsqlDbType.Text, samples.Select(sample => sample.Server)), Array(NpgsqlDbType.TimestampTz, samples.Select(sample => sample.Slot.UtcDateTime)),
                Array(NpgsqlDbType.Text, samples.Select(sample => sample.Status)), Array(NpgsqlDbType.Text, samples.Select(sample => sample.Verdict)), Array(NpgsqlDbType.Text, samples.Select(Message)),
                Array(NpgsqlDbType.Text, samples.Select(sample => sample.Mark)), Array(NpgsqlDbType.Jsonb, samples.Select(sample => JsonSerializer.Serialize(sample.Values, ValuesJson.Default.IReadOnlyDictionaryStringDouble))),
            },
        };

    private static NpgsqlParameter Array<T>(NpgsqlDbType type, IEnumerable<T> values) => new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type };

    // PostgreSQL has no zero in a text.
    private static string Message(McpSample sample) => sample.Message.Replace("\0", "", StringComparison.Ordinal);

    // COPY knows no conflicts: into a table of this transaction first, and from there what is new.
    private async Task<NpgsqlCommand> CopiedAsync(IReadOnlyList<McpSample> samples, CancellationToken cancellationToken)
    {
        await PostgresDoor.ExecuteAsync(connection, "create temporary table if not exists incoming (like mcpops.sample) on commit drop", cancellationToken);
        await PostgresDoor.ExecuteAsync(connection, "truncate incoming", cancellationToken);
        await CopyAsync(samples, cancellationToken);
        return new NpgsqlCommand($"insert into mcpops.sample select distinct on (server, slot) * from incoming {New}", connection);
    }

    private async Task CopyAsync(IReadOnlyList<McpSample> samples, CancellationToken cancellationToken)
    {
        await using var copy = await connection.BeginBinaryImportAsync($"copy incoming ({Columns}) from stdin (format binary)", cancellationToken);
        foreach (var sample in samples)
        {
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(sample.Server, cancellationToken);
            await copy.WriteAsync(sample.Slot.UtcDateTime, NpgsqlDbType.TimestampTz, cancellationToken);
            await copy.WriteAsync(sample.Status, cancellationToken);
            await copy.WriteAsync(sample.Verdict, cancellationToken);
            await copy.WriteAsync(Message(sample), cancellationToken);
            await (sample.Mark is { } mark ? copy.WriteAsync(mark, cancellationToken) : copy.WriteNullAsync(cancellationToken));
            await copy.WriteAsync(JsonSerializer.Serialize(sample.Values, ValuesJson.Default.IReadOnlyDictionaryStringDouble), NpgsqlDbType.Jsonb, cancellationToken);
        }

        await copy.CompleteAsync(cancellationToken);
    }

    private async Task CompactAsync(long sequence, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var whole = state.Whole(at) with { Sequence = sequence };
        await PostgresDoor.ExecuteAsync(connection, "insert into mcpops.snapshot (id, sequence, line) values (1, $1, $2) on conflict (id) do update set sequence = excluded.sequence, line = excluded.line", cancellationToken,
            PostgresDoor.Value(sequence), PostgresDoor.Value(JsonSerializer.Serialize(whole, StateJson.Default.StateChanges)));

        // A month of lines is kept, for those who ask what happened; they are not read again.
        await PostgresDoor.ExecuteAsync(connection, "delete from mcpops.journal where at < $1", cancellationToken, PostgresDoor.Time(at.AddDays(-30)));
    }
}
