namespace McpOps.Monitoring;

/// <summary>
/// Takes turns at a store, and goes on in memory while the store fails, as with a full disk or a folder that may not be written: probing and alerting do not stop for it. What was changed
/// in the state is saved when the store is back; of samples a bounded number is kept for it.
/// </summary>
/// <param name="context">The clock and notices.</param>
/// <param name="store">The store.</param>
/// <param name="goesOn">What is done all the same while the store fails, in words.</param>
internal sealed class TurnKeeper(EngineContext context, IHistoryStore store, string goesOn = TurnKeeper.OfWatch)
{
    private const string OfWatch = "Probing and alerting go on; samples, what fires and who was told are kept in memory until it can be written. A single run forgets them at its end: the next one tells again what still fails.";
    private const int MostKept = 100_000;
    private readonly Queue<McpSample> _kept = new();
    private readonly SemaphoreSlim _memory = new(1);
    private WatchState? _last;
    private bool _failing;

    /// <summary>True while the store fails.</summary>
    public bool IsFailing => _failing;

    /// <summary>The samples that wait for the store.</summary>
    public int Kept => _kept.Count;

    public Task<T> RunAsync<T>(Func<IHistoryTurn, T> work, CancellationToken cancellationToken) => RunAsync(turn => Task.FromResult(work(turn)), cancellationToken);

    public async Task<T> RunAsync<T>(Func<IHistoryTurn, Task<T>> work, CancellationToken cancellationToken)
    {
        await _memory.WaitAsync(cancellationToken);
        try
        {
            return await RunAloneAsync(work, cancellationToken);
        }
        finally
        {
            _memory.Release();
        }
    }

    private async Task<T> RunAloneAsync<T>(Func<IHistoryTurn, Task<T>> work, CancellationToken cancellationToken)
    {
        IHistoryTurn turn;
        try
        {
            turn = await store.BeginAsync(cancellationToken);
            _last = turn.State;
        }
        catch (McpOpsException exception) when (exception.ErrorId is not "HistoryNewer")
        {
            _last ??= await RememberedAsync(cancellationToken);
            Say(exception);
            return await work(new MemoryTurn(this, _last));
        }

        await using (turn)
        {
            var keeping = new KeepingTurn(this, turn);
            await keeping.AppendKeptAsync(cancellationToken);
            var result = await work(keeping);
            await CommitAsync(turn, keeping.Appended);
            return result;
        }
    }

    // What may not be written may be readable: what was told is not told again then. A database that does not answer is not waited for twice.
    private async Task<WatchState> RememberedAsync(CancellationToken cancellationToken)
    {
        try
        {
            return store.IsShared ? store.Memory : await store.ReadStateAsync(cancellationToken);
        }
        catch (Exception exception) when (IsOfStore(exception) && exception is not McpOpsException { ErrorId: "HistoryNewer" })
        {
            return store.Memory;
        }
    }

    private async Task CommitAsync(IHistoryTurn turn, IReadOnlyList<McpSample> appended)
    {
        try
        {
            // What was decided is written also when the watch ends just now.
            await turn.CommitAsync(context.Time.GetUtcNow(), CancellationToken.None);
            if (_failing && _kept.Count == 0)
            {
                _failing = false;
                context.Warn("HistoryBack", $"The history in {store.Description} can be written again; what happened meanwhile is in it.", store.Description);
            }
        }
        catch (Exception exception) when (IsOfStore(exception))
        {
            // A database took them back; a file has them twice then, and drops the second.
            Say(exception);
            Keep(appended);
        }
    }

    private void Keep(IEnumerable<McpSample> samples)
    {
        foreach (var sample in samples)
        {
            _kept.Enqueue(sample);
            if (_kept.Count > MostKept)
            {
                _kept.Dequeue();
            }
        }
    }

    // Once, until it works again.
    private void Say(Exception exception)
    {
        if (!_failing)
        {
            _failing = true;
            var reason = exception is McpOpsException ? exception.Message
                : $"The history in {store.Description} cannot be written: {exception.Message.TrimEnd('.')}. Make room there, give this account the right to write, or name another place with --history (-History) or \"history\" in the inventory.";
            context.Warn("HistoryFailing", $"{reason} {goesOn}", store.Description);
        }
    }

    private static bool IsOfStore(Exception exception) => exception is IOException or UnauthorizedAccessException or McpOpsException or System.Data.Common.DbException;

    private sealed class KeepingTurn(TurnKeeper keeper, IHistoryTurn turn) : IHistoryTurn
    {
        public WatchState State => turn.State;

        public List<McpSample> Appended { get; } = [];

        public async Task AppendKeptAsync(CancellationToken cancellationToken)
        {
            if (keeper._kept.Count > 0)
            {
                var kept = keeper._kept.ToList();
                keeper._kept.Clear();
                await AppendAsync(kept, cancellationToken);
            }
        }

        public async Task<IReadOnlyList<McpSample>> AppendAsync(IReadOnlyList<McpSample> samples, CancellationToken cancellationToken)
        {
            try
            {
                var fresh = await turn.AppendAsync(samples, cancellationToken);
                Appended.AddRange(fresh);
                return fresh;
            }
            catch (Exception exception) when (IsOfStore(exception))
            {
                keeper.Say(exception);
                keeper.Keep(samples);
                return samples;
            }
        }

        public Task CommitAsync(DateTimeOffset at, CancellationToken cancellationToken) => turn.CommitAsync(at, cancellationToken);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class MemoryTurn(TurnKeeper keeper, WatchState state) : IHistoryTurn
    {
        public WatchState State => state;

        public Task<IReadOnlyList<McpSample>> AppendAsync(IReadOnlyList<McpSample> samples, CancellationToken cancellationToken)
        {
            keeper.Keep(samples);
            return Task.FromResult(samples);
        }

        public Task CommitAsync(DateTimeOffset at, CancellationToken cancellationToken) => Task.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
