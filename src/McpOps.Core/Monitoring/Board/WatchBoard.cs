using McpOps.Probing;

namespace McpOps.Monitoring;

/// <summary>
/// What others see of a watch while it runs: the newest of each server, its past in memory, alerts and objectives. Hand it to <see cref="WatchOptions.Board"/>; without one a watch pays nothing for it.
/// Everything here may be called from any thread.
/// </summary>
/// <param name="context">The clock and notices.</param>
public sealed class WatchBoard(EngineContext context)
{
    /// <summary>How many of the last checks are shown in a strip.</summary>
    public const int StripLength = 48;

    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);

    private readonly object _gate = new();
    private readonly Dictionary<string, BoardEntry> _entries = new(StringComparer.Ordinal);
    private readonly BoardKeeper _keeper = new(context);
    private IReadOnlyList<string> _order = [];
    private WatchPlan? _plan;
    private ServerProber? _prober;
    private BoardState _state = BoardState.Empty;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _version;
    private long _sequence = -1;
    private DateTimeOffset _seen;

    /// <summary>Grows with each change.</summary>
    public long Version => Interlocked.Read(ref _version);

    /// <summary>The names of the watched servers, in the order of the inventory.</summary>
    public IReadOnlyList<string> Names => _order;

    /// <summary>When the watch ran last; null before it did.</summary>
    public DateTime? LastRun => _state.LastRun?.LocalDateTime;

    /// <summary>The servers, in the order of the inventory.</summary>
    public IReadOnlyList<McpServerStatus> Servers() => [.. _order.Select(Find).OfType<McpServerStatus>()];

    /// <summary>One server; null when none of that name is watched.</summary>
    /// <param name="name">Its name.</param>
    public McpServerStatus? Find(string name)
    {
        lock (_gate)
        {
            _keeper.Asked();
            return _entries.TryGetValue(name, out var entry) ? BoardView.Of(entry, _state, _plan!, context.Time.GetUtcNow()) : null;
        }
    }

    /// <summary>Since when a server is as it is here: a number that grows with each change of it; 0 when none of that name is watched.</summary>
    /// <param name="name">Its name.</param>
    public long VersionOf(string name)
    {
        lock (_gate)
        {
            return _entries.TryGetValue(name, out var entry) ? entry.Version : 0;
        }
    }

    /// <summary>The last result of a server's probe; null when there is none yet.</summary>
    /// <param name="name">The server's name.</param>
    public McpHealth? Health(string name)
    {
        lock (_gate)
        {
            return _entries.GetValueOrDefault(name)?.Health;
        }
    }

    /// <summary>The past of a server; empty when none of that name is watched.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="days">True for 90 days, false for <paramref name="hours"/> hours.</param>
    /// <param name="hours">How many hours, at most 2,160.</param>
    public IReadOnlyList<McpPastStretch> Past(string name, bool days, int hours = ServerTimeline.Days * 24)
    {
        lock (_gate)
        {
            return !_entries.TryGetValue(name, out var entry) ? []
                : days ? entry.Timeline.LastDays(context.Time.GetUtcNow()) : entry.Timeline.LastHours(context.Time.GetUtcNow(), Math.Clamp(hours, 1, ServerTimeline.Days * 24));
        }
    }

    /// <summary>The alerts that are open, the oldest first.</summary>
    public IReadOnlyList<McpAlert> Alerts() => _state.Active;

    /// <summary>The alerts that are over, the newest first.</summary>
    /// <param name="most">How many at most.</param>
    public IReadOnlyList<McpAlert> PastAlerts(int most) => [.. _state.Past.Take(most)];

    /// <summary>Waits until something has changed since a version.</summary>
    /// <param name="since">The version that is known.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task WaitAsync(long since, CancellationToken cancellationToken)
    {
        while (true)
        {
            var changed = Volatile.Read(ref _changed);
            if (Version > since)
            {
                return;
            }

            await changed.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Probes a server now. The result is the caller's: it is no sample of the watch.</summary>
    /// <param name="name">The server's name.</param>
    /// <param name="cancellationToken">Ends the probe.</param>
    /// <returns>What was found; null when no server of that name is watched.</returns>
    public async Task<McpHealth?> ProbeAsync(string name, CancellationToken cancellationToken)
    {
        var (server, prober) = (_plan?.Servers.FirstOrDefault(server => server.Name == name)?.Server, _prober);
        return server is null || prober is null ? null : await prober.ProbeAsync(server, cancellationToken);
    }

    /// <summary>Takes an inventory, at the beginning and when it changes.</summary>
    internal void Open(WatchPlan plan, IHistoryStore store, ServerProber prober)
    {
        lock (_gate)
        {
            (_plan, _prober) = (plan, prober);
            foreach (var server in plan.Servers)
            {
                _entries[server.Name] = _entries.TryGetValue(server.Name, out var known) && known.Server.Every == server.Every ? known with { Server = server } : new BoardEntry(server);
            }

            _order = [.. plan.Servers.Select(server => server.Name)];
            foreach (var gone in _entries.Keys.Except(_order, StringComparer.Ordinal).ToList())
            {
                _entries.Remove(gone);
            }

            _keeper.Open(store);
        }

        Change();
    }

    /// <summary>Takes the newest samples, and those of slots that came while their probes waited.</summary>
    internal void Take(IReadOnlyList<ProbedSample> probed, IReadOnlyList<McpSample> samples, IReadOnlyList<McpSample> passed)
    {
        lock (_gate)
        {
            var version = Version + 1;
            foreach (var (one, sample) in probed.Zip(samples))
            {
                if (_entries.TryGetValue(one.Server.Name, out var entry))
                {
                    entry.Take(one.Health, sample, version);
                }
            }

            foreach (var sample in passed)
            {
                _entries.GetValueOrDefault(sample.Server)?.Count(sample);
            }
        }

        Change();
    }

    /// <summary>Looks at what is remembered, within a turn.</summary>
    internal void See(WatchState state, DateTimeOffset now)
    {
        // A turn is taken each second, and most of them change nothing.
        if (state.Sequence == _sequence && !state.IsChanged && now - _seen < Fresh)
        {
            return;
        }

        (_sequence, _seen) = (state.Sequence, now);
        var seen = BoardState.Of(state, now);
        lock (_gate)
        {
            var (before, version) = (_state, Version + 1);
            _state = seen;
            var changed = _entries.Values.Where(entry => seen.DiffersFor(entry.Server.Name, before)).ToList();
            if (changed.Count == 0 && seen.Active.Count == before.Active.Count)
            {
                return;
            }

            changed.ForEach(entry => entry.Version = version);
        }

        Change();
    }

    /// <summary>Reads the past, and keeps objectives fresh while somebody looks; runs until it is cancelled.</summary>
    internal Task RunAsync(CancellationToken cancellationToken) => _keeper.RunAsync(Pending, Changed, cancellationToken);

    /// <summary>What metrics are made of.</summary>
    internal IReadOnlyList<ServerFigures> Figures()
    {
        lock (_gate)
        {
            _keeper.Asked();
            var now = context.Time.GetUtcNow();
            return [.. _order.Select(name => _entries[name]).Select(entry => BoardView.Figures(entry, _state, _plan!, now))];
        }
    }

    internal BoardState State => _state;

    private IReadOnlyList<BoardEntry> Pending()
    {
        lock (_gate)
        {
            return [.. _entries.Values];
        }
    }

    private void Changed(BoardEntry entry, Action change)
    {
        lock (_gate)
        {
            change();
            entry.Version = Version + 1;
        }

        Change();
    }

    private void Change()
    {
        Interlocked.Increment(ref _version);
        Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }
}
