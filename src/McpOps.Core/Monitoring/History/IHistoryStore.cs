namespace McpOps.Monitoring;

/// <summary>Where samples and the watch's state are kept. Several processes may use one at once.</summary>
internal interface IHistoryStore : IAsyncDisposable
{
    /// <summary>Where it is, secrets masked.</summary>
    string Description { get; }

    /// <summary>True where several machines may use it.</summary>
    bool IsShared { get; }

    /// <summary>What this process knows of the state, without asking the store: what is changed in it is saved with the next turn.</summary>
    WatchState Memory { get; }

    /// <summary>Takes a turn: nobody else writes until it is disposed, and its state holds all that others wrote.</summary>
    /// <exception cref="McpOpsException">HistoryNotWritable, HistoryNotReadable, HistoryNewer or HistoryLocked.</exception>
    Task<IHistoryTurn> BeginAsync(CancellationToken cancellationToken);

    /// <summary>The state as it is, without a turn.</summary>
    Task<WatchState> ReadStateAsync(CancellationToken cancellationToken);

    /// <summary>The samples of a server, oldest first, each once.</summary>
    IAsyncEnumerable<McpSample> ReadAsync(string server, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);

    /// <summary>The newest samples of a server, from a moment on, oldest first: cheap however long the history is.</summary>
    Task<IReadOnlyList<McpSample>> ReadTailAsync(string server, DateTimeOffset from, CancellationToken cancellationToken);

    /// <summary>One figure of a server, in the order of time: all that a statistic needs, and cheaper than whole samples.</summary>
    Task<MetricSeries> ReadSeriesAsync(string server, string metric, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);

    /// <summary>The roll-ups of one figure of a server that lie wholly within a time, of the months that are closed.</summary>
    /// <param name="server">The server.</param>
    /// <param name="metric">The figure.</param>
    /// <param name="width">The length of a stretch in seconds, one of <see cref="Rollup.Widths"/>.</param>
    /// <param name="from">The beginning of the time.</param>
    /// <param name="to">Its end.</param>
    /// <param name="orphans">True for only those whose samples are no longer there.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    Task<RolledSeries> ReadRolledAsync(string server, string metric, int width, DateTimeOffset from, DateTimeOffset to, bool orphans, CancellationToken cancellationToken);

    /// <summary>The servers of which there are samples.</summary>
    Task<IReadOnlyList<string>> ServersAsync(CancellationToken cancellationToken);

    /// <summary>The names of a server's figures in the newest samples before a moment.</summary>
    Task<IReadOnlyList<string>> MetricsAsync(string server, DateTimeOffset before, CancellationToken cancellationToken);

    /// <summary>Closes the months that are over, makes their roll-ups, and removes what is old; it holds the lock only in short pieces.</summary>
    /// <returns>How many segments, or batches, were removed.</returns>
    Task<int> RetainAsync(RetentionPlan plan, CancellationToken cancellationToken);
}

/// <summary>A turn at a store.</summary>
internal interface IHistoryTurn : IAsyncDisposable
{
    /// <summary>The state; what is changed in it is saved by <see cref="CommitAsync"/>.</summary>
    WatchState State { get; }

    /// <summary>Appends samples; one that is there already is left out.</summary>
    /// <returns>Those that were new.</returns>
    Task<IReadOnlyList<McpSample>> AppendAsync(IReadOnlyList<McpSample> samples, CancellationToken cancellationToken);

    /// <summary>Saves what was changed in the state, and makes sure that it outlives a power cut.</summary>
    Task CommitAsync(DateTimeOffset at, CancellationToken cancellationToken);
}

/// <summary>One figure over time.</summary>
/// <param name="Slots">The Unix seconds of its samples, ascending.</param>
/// <param name="Values">The values, one a slot.</param>
internal sealed record MetricSeries(IReadOnlyList<long> Slots, IReadOnlyList<double> Values)
{
    public static readonly MetricSeries Empty = new([], []);
}
