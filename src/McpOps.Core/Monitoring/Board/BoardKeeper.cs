namespace McpOps.Monitoring;

/// <summary>Reads the past of the servers of a board, one after another, and computes objectives anew while somebody looks.</summary>
/// <param name="context">The clock and notices.</param>
internal sealed class BoardKeeper(EngineContext context)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Interest = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    private readonly Dictionary<string, DateTimeOffset> _computed = new(StringComparer.Ordinal);
    private IHistoryStore? _store;
    private DateTimeOffset _asked;
    private bool _said;

    /// <summary>Takes the history.</summary>
    public void Open(IHistoryStore store) => _store = store;

    /// <summary>Somebody looks.</summary>
    public void Asked() => _asked = context.Time.GetUtcNow();

    /// <summary>Runs until it is cancelled; no fault of a history ends the watch.</summary>
    /// <param name="entries">The servers.</param>
    /// <param name="change">Changes one of them.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(Func<IReadOnlyList<BoardEntry>> entries, Action<BoardEntry, Action> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            foreach (var entry in entries())
            {
                cancellationToken.ThrowIfCancellationRequested();
                await KeepAsync(entry, change, cancellationToken);
            }

            await Task.Delay(Pause, context.Time, cancellationToken);
        }
    }

    private async Task KeepAsync(BoardEntry entry, Action<BoardEntry, Action> change, CancellationToken cancellationToken)
    {
        try
        {
            // Reading is work for a thread of its own: the loop of the watch does not wait for it.
            if (!entry.Timeline.IsComplete)
            {
                await Task.Run(() => CompleteAsync(entry, change, cancellationToken), cancellationToken);
            }

            var now = context.Time.GetUtcNow();
            if (entry.Server.Server.Targets.Count > 0 && entry.Sample is not null && now - _asked < Interest && now - _computed.GetValueOrDefault(entry.Server.Name) >= Fresh)
            {
                _computed[entry.Server.Name] = now;
                var objectives = await Task.Run(() => ObjectiveCounter.JudgeAsync(_store!, entry.Server, now, cancellationToken), cancellationToken);
                change(entry, () => entry.Objectives = objectives);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or McpOpsException or System.Data.Common.DbException)
        {
            if (!_said)
            {
                _said = true;
                context.Warn("PastNotShown", $"The history in {_store!.Description} cannot be read for the status page: {Sentences.Ended(exception.Message)} It shows what this watch saw, and it is tried again.", _store.Description);
            }
        }
    }

    private async Task CompleteAsync(BoardEntry entry, Action<BoardEntry, Action> change, CancellationToken cancellationToken)
    {
        var (store, name, now) = (_store!, entry.Server.Name, context.Time.GetUtcNow());
        var from = new DateTimeOffset(now.Ticks - (now.UtcTicks % TimeSpan.TicksPerHour), now.Offset).AddDays(-ServerTimeline.Days);
        var (hour, reader) = (TimeSpan.FromHours(1), new StretchReader(store));
        var success = await reader.ReadAsync(name, MetricNames.Success, from, now, hour, cancellationToken);
        var response = await reader.ReadAsync(name, "response", from, now, hour, cancellationToken);
        var recent = await store.ReadTailAsync(name, entry.Timeline.SamplesFrom(now), cancellationToken);
        var month = MonthCounts.BeginOf(now);
        var counted = await store.ReadSeriesAsync(name, MetricNames.Success, month, now, cancellationToken);
        change(entry, () =>
        {
            entry.Begin(recent.LastOrDefault());
            entry.Timeline.Complete(success, response, [.. recent.Where(sample => sample.Slot <= now)]);
            entry.Counts.Complete(counted, month);
        });
    }
}
