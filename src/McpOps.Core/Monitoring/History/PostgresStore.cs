using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using McpOps.Servers;
using Npgsql;
using NpgsqlTypes;

namespace McpOps.Monitoring;

/// <summary>History in PostgreSQL, for a fleet that several machines watch: a turn is a transaction under an advisory lock, so that one of them decides.</summary>
internal sealed class PostgresStore : IHistoryStore
{
    // Any number does that nobody else takes; this one spells "mcpops".
    private const long LockKey = 0x6D63706F7073;
    private const int LockTimeoutMs = 30_000;

    private readonly NpgsqlDataSource _source;
    private readonly WatchState _state = new();
    private readonly SemaphoreSlim _turn = new(1);
    private bool _migrated;

    /// <summary>Makes the store; it connects when it is used.</summary>
    /// <param name="address">A <c>postgresql://</c> address.</param>
    public PostgresStore(string address)
    {
        var builder = PostgresAddress.Parse("history", address);
        builder.ApplicationName = "mcpops watch";
        builder.MaxPoolSize = 4;
        builder.Timeout = 10;
        Description = $"postgresql://{builder.Host}:{builder.Port.ToString(CultureInfo.InvariantCulture)}/{builder.Database}";
        _source = NpgsqlDataSource.Create(builder.ConnectionString);
    }

    public string Description { get; }

    public bool IsShared => true;

    public async Task<IHistoryTurn> BeginAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        NpgsqlConnection? connection = null;
        try
        {
            connection = await _source.OpenConnectionAsync(cancellationToken);
            await MigrateAsync(connection, cancellationToken);
            var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await ExecuteAsync(connection, $"set local lock_timeout = {LockTimeoutMs}", cancellationToken);
            await ExecuteAsync(connection, $"select pg_advisory_xact_lock({LockKey})", cancellationToken);
            await RefreshAsync(connection, cancellationToken);
            return new Turn(this, connection, transaction);
        }
        catch (Exception exception)
        {
            if (connection is not null)
            {
                await connection.DisposeAsync();
            }

            _turn.Release();
            throw Told(exception) ?? exception;
        }
    }

    public async Task<WatchState> ReadStateAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await using var connection = await _source.OpenConnectionAsync(cancellationToken);
            await MigrateAsync(connection, cancellationToken);
            await RefreshAsync(connection, cancellationToken);
            return _state;
        }
        catch (Exception exception) when (Told(exception) is not null)
        {
            throw Told(exception)!;
        }
        finally
        {
            _turn.Release();
        }
    }

    public async IAsyncEnumerable<McpSample> ReadAsync(string server, DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand("select slot, status, verdict, message, mark, figures from mcpops.sample where server = $1 and slot between $2 and $3 order by slot", connection)
        {
            Parameters = { new() { Value = server }, Time(from), Time(to) },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            yield return new McpSample
            {
                Server = server,
                Slot = await reader.GetFieldValueAsync<DateTimeOffset>(0, cancellationToken),
                Status = reader.GetString(1),
                Verdict = reader.GetString(2),
                Message = reader.GetString(3),
                Mark = await reader.IsDBNullAsync(4, cancellationToken) ? null : reader.GetString(4),
                Values = JsonSerializer.Deserialize<Dictionary<string, double>>(reader.GetString(5)) ?? [],
            };
        }
    }

    public async Task<IReadOnlyList<McpSample>> ReadTailAsync(string server, DateTimeOffset from, CancellationToken cancellationToken)
    {
        var samples = new List<McpSample>();
        await foreach (var sample in ReadAsync(server, from, DateTimeOffset.MaxValue, cancellationToken))
        {
            samples.Add(sample);
        }

        return samples;
    }

    public async Task<MetricSeries> ReadSeriesAsync(string server, string metric, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        var value = metric is MetricNames.Success
            ? "case when status in ('Healthy', 'Degraded') then 100.0 when status = 'Unhealthy' then 0.0 end"
            : "(figures ->> $4)::float8";
        await using var command = new NpgsqlCommand(
            $"select extract(epoch from slot)::bigint, value::float8 from (select slot, {value} as value from mcpops.sample where server = $1 and slot between $2 and $3 and mark is null) as found where value is not null order by slot", connection)
        {
            Parameters = { new() { Value = server }, Time(from), Time(to) },
        };
        if (metric is not MetricNames.Success)
        {
            command.Parameters.Add(new() { Value = MetricNames.Stored(metric) });
        }

        var (slots, values) = (new List<long>(), new List<double>());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            slots.Add(reader.GetInt64(0));
            values.Add(reader.GetDouble(1));
        }

        return new MetricSeries(slots, values);
    }

    public async Task<IReadOnlyList<string>> ServersAsync(CancellationToken cancellationToken) => await TextsAsync("select distinct server from mcpops.sample order by server", null, cancellationToken);

    public async Task<IReadOnlyList<string>> MetricsAsync(string server, CancellationToken cancellationToken) =>
        await TextsAsync("select distinct jsonb_object_keys(figures) from (select figures from mcpops.sample where server = $1 order by slot desc limit 1000) as newest order by 1", server, cancellationToken);

    public async Task<int> RetainAsync(DateTimeOffset before, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        for (var count = 0; ; count++)
        {
            // In small pieces, so that nobody waits for it.
            await using var command = new NpgsqlCommand("delete from mcpops.sample where ctid in (select ctid from mcpops.sample where slot < $1 limit 5000)", connection) { Parameters = { Time(before) } };
            if (await command.ExecuteNonQueryAsync(cancellationToken) == 0)
            {
                return count;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        _turn.Dispose();
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            var connection = await _source.OpenConnectionAsync(cancellationToken);
            await MigrateAsync(connection, cancellationToken);
            return connection;
        }
        catch (Exception exception) when (Told(exception) is not null)
        {
            throw Told(exception)!;
        }
    }

    private async Task<IReadOnlyList<string>> TextsAsync(string sql, string? parameter, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        if (parameter is not null)
        {
            command.Parameters.Add(new() { Value = parameter });
        }

        var texts = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            texts.Add(reader.GetString(0));
        }

        return texts;
    }

    private async Task MigrateAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (!_migrated)
        {
            await PostgresSchema.MigrateAsync(connection, LockKey, cancellationToken);
            _migrated = true;
        }
    }

    // What others wrote since; where their lines have been put into the snapshot, that first.
    private async Task RefreshAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select sequence, line, false from mcpops.journal where sequence > $1 union all select sequence, line, true from mcpops.snapshot where sequence > $1 order by 3 desc, 1", connection) { Parameters = { new() { Value = _state.Sequence } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (reader.GetInt64(0) <= _state.Sequence)
            {
                continue;
            }

            if (reader.GetBoolean(2))
            {
                _state.Clear();
            }

            var changes = JsonSerializer.Deserialize(reader.GetString(1), StateJson.Default.StateChanges)!;
            _state.Load(changes.Version > StateChanges.NewestVersion
                ? throw new McpOpsException("HistoryNewer", McpErrorCategory.InvalidData, $"The history in {Description} was written by a newer McpOps. Update McpOps on this machine.", Description)
                : changes);
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlParameter Time(DateTimeOffset time) => new() { Value = time == DateTimeOffset.MaxValue ? DateTime.MaxValue.ToUniversalTime() : time.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz };

    private McpOpsException? Told(Exception exception) => exception switch
    {
        PostgresException { SqlState: "55P03" } => new McpOpsException("HistoryLocked", McpErrorCategory.ResourceUnavailable, $"Another watch has held the history in {Description} for {LockTimeoutMs / 1000} s. Look for one that hangs.", Description, exception),
        NpgsqlException or System.Net.Sockets.SocketException or TimeoutException => new McpOpsException("HistoryNotWritable", McpErrorCategory.ConnectionError,
            $"The history in {Description} cannot be reached: {Redaction.MaskText(exception.InnerException?.Message ?? exception.Message)} Does PostgreSQL run, and may this account make the schema mcpops there?", Description, exception),
        _ => null,
    };

    private sealed class Turn(PostgresStore store, NpgsqlConnection connection, NpgsqlTransaction transaction) : IHistoryTurn
    {
        private const int CompactEvery = 500;

        public WatchState State => store._state;

        public async Task<IReadOnlyList<McpSample>> AppendAsync(IReadOnlyList<McpSample> samples, CancellationToken cancellationToken)
        {
            if (samples.Count == 0)
            {
                return samples;
            }

            // COPY knows no conflicts: into a table of this transaction first, and from there what is new.
            await ExecuteAsync(connection, "create temporary table if not exists incoming (like mcpops.sample) on commit drop", cancellationToken);
            await ExecuteAsync(connection, "truncate incoming", cancellationToken);
            await using (var copy = await connection.BeginBinaryImportAsync("copy incoming (server, slot, status, verdict, message, mark, figures) from stdin (format binary)", cancellationToken))
            {
                foreach (var sample in samples)
                {
                    await copy.StartRowAsync(cancellationToken);
                    await copy.WriteAsync(sample.Server, cancellationToken);
                    await copy.WriteAsync(sample.Slot.UtcDateTime, NpgsqlDbType.TimestampTz, cancellationToken);
                    await copy.WriteAsync(sample.Status, cancellationToken);
                    await copy.WriteAsync(sample.Verdict, cancellationToken);
                    await copy.WriteAsync(sample.Message.Replace("\0", "", StringComparison.Ordinal), cancellationToken);
                    await (sample.Mark is { } mark ? copy.WriteAsync(mark, cancellationToken) : copy.WriteNullAsync(cancellationToken));
                    await copy.WriteAsync(JsonSerializer.Serialize(sample.Values), NpgsqlDbType.Jsonb, cancellationToken);
                }

                await copy.CompleteAsync(cancellationToken);
            }

            await using var command = new NpgsqlCommand("insert into mcpops.sample select distinct on (server, slot) * from incoming on conflict do nothing returning server, slot", connection);
            var fresh = new HashSet<(string, DateTimeOffset)>();
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                fresh.Add((reader.GetString(0), await reader.GetFieldValueAsync<DateTimeOffset>(1, cancellationToken)));
            }

            return [.. samples.Where(sample => fresh.Remove((sample.Server, sample.Slot)))];
        }

        public async Task CommitAsync(DateTimeOffset at, CancellationToken cancellationToken)
        {
            var state = store._state;
            var changes = state.IsChanged ? state.Changes(at) : null;
            if (changes is not null)
            {
                await using var command = new NpgsqlCommand("insert into mcpops.journal (sequence, at, line) values ($1, $2, $3)", connection)
                {
                    Parameters = { new() { Value = changes.Sequence }, Time(at), new() { Value = JsonSerializer.Serialize(changes, StateJson.Default.StateChanges) } },
                };
                await command.ExecuteNonQueryAsync(cancellationToken);
                if (changes.Sequence % CompactEvery == 0)
                {
                    await CompactAsync(state, changes.Sequence, at, cancellationToken);
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
            await transaction.DisposeAsync();
            await connection.DisposeAsync();
            store._turn.Release();
        }

        private async Task CompactAsync(WatchState state, long sequence, DateTimeOffset at, CancellationToken cancellationToken)
        {
            var whole = state.Whole(at) with { Sequence = sequence };
            await using var command = new NpgsqlCommand("insert into mcpops.snapshot (id, sequence, line) values (1, $1, $2) on conflict (id) do update set sequence = excluded.sequence, line = excluded.line", connection)
            {
                Parameters = { new() { Value = sequence }, new() { Value = JsonSerializer.Serialize(whole, StateJson.Default.StateChanges) } },
            };
            await command.ExecuteNonQueryAsync(cancellationToken);

            // A month of lines is kept, for those who ask what happened; they are not read again.
            await using var old = new NpgsqlCommand("delete from mcpops.journal where at < $1", connection) { Parameters = { Time(at.AddDays(-30)) } };
            await old.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
