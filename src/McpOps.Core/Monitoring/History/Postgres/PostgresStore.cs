using System.Text.Json;
using Npgsql;

namespace McpOps.Monitoring;

/// <summary>History in PostgreSQL, for a fleet that several machines watch: a turn is a transaction under an advisory lock, so that one of them decides.</summary>
/// <param name="address">A <c>postgresql://</c> address; it connects when it is used.</param>
internal sealed class PostgresStore(string address) : IHistoryStore
{
    private readonly PostgresDoor _door = new(address);
    private readonly WatchState _state = new();
    private readonly SemaphoreSlim _turn = new(1);

    public string Description => _door.Description;

    public bool IsShared => true;

    public WatchState Memory => _state;

    public async Task<IHistoryTurn> BeginAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        NpgsqlConnection? connection = null;
        try
        {
            connection = await _door.OpenAsync(cancellationToken);
            var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await PostgresDoor.ExecuteAsync(connection, $"set local lock_timeout = {PostgresDoor.LockTimeoutMs}; select pg_advisory_xact_lock({PostgresDoor.LockKey})", cancellationToken);
            await RefreshAsync(connection, cancellationToken);
            return new PostgresTurn(_state, connection, transaction, () => _turn.Release());
        }
        catch (Exception exception)
        {
            if (connection is not null)
            {
                await connection.DisposeAsync();
            }

            _turn.Release();
            if (_door.Told(exception) is { } told)
            {
                throw told;
            }

            throw;
        }
    }

    public async Task<WatchState> ReadStateAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await _door.ReadAsync(
                async connection =>
                {
                    await RefreshAsync(connection, cancellationToken);
                    return _state;
                },
                cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    public IAsyncEnumerable<McpSample> ReadAsync(string server, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) => PostgresSamples.ReadAsync(_door, server, from, to, cancellationToken);

    public async Task<IReadOnlyList<McpSample>> ReadTailAsync(string server, DateTimeOffset from, CancellationToken cancellationToken)
    {
        var samples = new List<McpSample>();
        await foreach (var sample in ReadAsync(server, from, DateTimeOffset.MaxValue, cancellationToken))
        {
            samples.Add(sample);
        }

        return samples;
    }

    public Task<MetricSeries> ReadSeriesAsync(string server, string metric, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        PostgresSamples.ReadSeriesAsync(_door, server, metric, from, to, cancellationToken);

    public Task<RolledSeries> ReadRolledAsync(string server, string metric, int width, DateTimeOffset from, DateTimeOffset to, bool orphans, CancellationToken cancellationToken) =>
        PostgresRollups.ReadAsync(_door, server, metric, width, from, to, orphans, cancellationToken);

    public Task<IReadOnlyList<string>> ServersAsync(CancellationToken cancellationToken) => PostgresSamples.ServersAsync(_door, cancellationToken);

    public Task<IReadOnlyList<string>> MetricsAsync(string server, DateTimeOffset before, CancellationToken cancellationToken) => PostgresSamples.MetricsAsync(_door, server, before, cancellationToken);

    public Task<int> RetainAsync(RetentionPlan plan, CancellationToken cancellationToken) => PostgresRetention.RunAsync(_door, plan, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _door.DisposeAsync();
        _turn.Dispose();
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
}
