using System.Runtime.CompilerServices;
using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>History in a folder: samples as JSON lines, the state as a journal with a snapshot. Nothing but a text editor is needed to read it.</summary>
internal sealed class JsonLinesStore : IHistoryStore
{
    private readonly string _folder;
    private readonly Journal _journal;
    private readonly WatchState _state = new();
    private const int MostEnds = 10_000;
    private readonly Dictionary<string, SegmentEnd> _ends = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Opens the store; the folder is made when the first turn is taken.</summary>
    /// <param name="folder">The folder.</param>
    public JsonLinesStore(string folder)
    {
        _folder = folder;
        _journal = new Journal(folder);
    }

    public string Description => _folder;

    public bool IsShared => false;

    public WatchState Memory => _state;

    public async Task<IHistoryTurn> BeginAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        StoreLock? held = null;
        try
        {
            CreateFolder();
            held = await StoreLock.TakeAsync(_folder, cancellationToken);
            _journal.Refresh(_state);
            return new Turn(this, held);
        }
        catch (Exception exception)
        {
            held?.Dispose();
            _turn.Release();
            if (exception is IOException or UnauthorizedAccessException)
            {
                throw StoreLock.NotWritable(_folder, exception);
            }

            throw;
        }
    }

    public async Task<WatchState> ReadStateAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (StateFolder.Exists(_folder))
            {
                _journal.Refresh(_state);
            }

            return _state;
        }
        finally
        {
            _turn.Release();
        }
    }

    public async IAsyncEnumerable<McpSample> ReadAsync(string server, DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var path in Paths(server, from, to))
        {
            foreach (var sample in Segment.Ordered(path, server))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (sample.Slot >= from && sample.Slot <= to)
                {
                    yield return sample;
                }
            }
        }
    }

    public Task<IReadOnlyList<McpSample>> ReadTailAsync(string server, DateTimeOffset from, CancellationToken cancellationToken)
    {
        var samples = new List<McpSample>();
        foreach (var path in Paths(server, from, DateTimeOffset.MaxValue))
        {
            samples.AddRange(path.EndsWith(Segment.Open, StringComparison.Ordinal) ? SegmentTail.Read(path, server, from) : []);
        }

        return Task.FromResult<IReadOnlyList<McpSample>>([.. samples.DistinctBy(sample => sample.Slot).OrderBy(sample => sample.Slot)]);
    }

    public Task<MetricSeries> ReadSeriesAsync(string server, string metric, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        Task.Run(() => SeriesReader.Read(server, metric, Paths(server, from, to), from, to, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<string>> ServersAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>(StateFolder.Exists(Segment.Folder(_folder)) ? [.. Directory.GetDirectories(Segment.Folder(_folder)).Select(Segment.ServerOf).Order(StringComparer.Ordinal)] : []);

    public Task<IReadOnlyList<string>> MetricsAsync(string server, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var parser = new SampleParser(server);
        foreach (var line in Paths(server, DateTimeOffset.MinValue, before).TakeLast(1).SelectMany(Segment.Lines))
        {
            parser.ReadFigures(line.Span, -1, null);
        }

        return Task.FromResult(parser.Columns);
    }

    public Task<RolledSeries> ReadRolledAsync(string server, string metric, int width, DateTimeOffset from, DateTimeOffset to, bool orphans, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            var (rollups, covered) = (new List<Rollup>(), new List<(DateTimeOffset, DateTimeOffset)>());
            foreach (var (month, path) in Rolled(server, width, orphans))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (RolledSeries.Cover(RollupFile.Begin(month), width, from, to) is not { } cover)
                {
                    continue;
                }

                covered.Add(cover);
                var (first, last) = (cover.From.ToUnixTimeSeconds(), cover.To.ToUnixTimeSeconds());
                rollups.AddRange(RollupFile.Read(path, metric).Where(rollup => rollup.Start >= first && rollup.Start < last));
            }

            return new RolledSeries(rollups, covered);
        },
        cancellationToken);

    public Task<int> RetainAsync(RetentionPlan plan, CancellationToken cancellationToken) => new SegmentRetention(_folder).RunAsync(plan, cancellationToken);

    public ValueTask DisposeAsync()
    {
        _turn.Dispose();
        return ValueTask.CompletedTask;
    }

    // What was appended to a month that was closed already is not in its roll-ups, until it is closed again.
    private List<(string Month, string Path)> Rolled(string server, int width, bool orphans)
    {
        if (!StateFolder.Exists(_folder) || !Directory.Exists(RollupFile.Folder(_folder, server)))
        {
            return [];
        }

        var samples = Segment.Folder(_folder, server);
        return
        [
            .. Directory.GetFiles(RollupFile.Folder(_folder, server)).Select(RollupFile.MonthOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
                .Select(month => (month, RollupFile.PathOf(_folder, server, month, width)))
                .Where(one => File.Exists(one.Item2) && !File.Exists(Path.Combine(samples, one.month + Segment.Open)) && !(orphans && File.Exists(Path.Combine(samples, one.month + Segment.Closed)))),
        ];
    }

    private List<string> Paths(string server, DateTimeOffset from, DateTimeOffset to)
    {
        var folder = Segment.Folder(_folder, server);
        if (!StateFolder.Exists(Segment.Folder(_folder)) || !Directory.Exists(folder))
        {
            return [];
        }

        // Of a month whose closing was interrupted both forms are there; the open one is whole.
        return [.. Directory.GetFiles(folder)
            .Where(path => path.EndsWith(Segment.Open, StringComparison.Ordinal) || path.EndsWith(Segment.Closed, StringComparison.Ordinal))
            .GroupBy(path => Path.GetFileName(path).Split('.')[0], StringComparer.Ordinal)
            .Where(month => string.CompareOrdinal(month.Key, Segment.Month(from)) >= 0 && string.CompareOrdinal(month.Key, Segment.Month(to)) <= 0)
            .OrderBy(month => month.Key, StringComparer.Ordinal)
            .Select(month => month.OrderBy(path => path.Length).First())];
    }

    private void CreateFolder()
    {
        if (Directory.Exists(_folder))
        {
            return;
        }

        // What servers say when they fail is for their owner.
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(_folder);
        }
        else
        {
            Directory.CreateDirectory(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private sealed class Turn(JsonLinesStore store, StoreLock held) : IHistoryTurn
    {
        public WatchState State => store._state;

        public Task<IReadOnlyList<McpSample>> AppendAsync(IReadOnlyList<McpSample> samples, CancellationToken cancellationToken)
        {
            var fresh = new List<McpSample>(samples.Count);
            if (store._ends.Count > MostEnds)
            {
                // Those of months that are over.
                store._ends.Clear();
            }

            foreach (var group in samples.GroupBy(sample => (sample.Server, Month: Segment.Month(sample.Slot))))
            {
                cancellationToken.ThrowIfCancellationRequested();
                fresh.AddRange(Segment.Append(Path.Combine(Segment.Folder(store._folder, group.Key.Server), group.Key.Month + Segment.Open), [.. group], store._ends));
            }

            return Task.FromResult<IReadOnlyList<McpSample>>(fresh);
        }

        public Task CommitAsync(DateTimeOffset at, CancellationToken cancellationToken)
        {
            if (store._state.IsChanged)
            {
                store._journal.Append(store._state, at);
            }

            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync()
        {
            held.Dispose();
            store._turn.Release();
            return ValueTask.CompletedTask;
        }
    }
}
