using System.Threading.Channels;
using McpOps.Probing;

namespace McpOps.Monitoring;

/// <summary>Does what a watch does: probes servers, hands their samples to the session, sends what lies in the outbox.</summary>
internal sealed class WatchRunner(EngineContext context, WatchOptions options, WatchSession session, ServerProber prober, ChannelWriter<McpWatchRecord> records) : IDisposable
{
    // A single run ends even when a channel hangs; what is left goes out with the next one.
    private static readonly TimeSpan LongestSending = TimeSpan.FromSeconds(60);

    // A run of a timer is to end before the next one.
    private const int MostLooks = 10;

    // At the turn of a month there is much to compress; the runs of a timer share it.
    private static readonly TimeSpan LongestCleaning = TimeSpan.FromMilliseconds(200);

    private readonly MetricCollector _metrics = new(context);
    private readonly string _owner = ProbeLeases.NewOwner();
    private bool _behind;
    private readonly Dictionary<string, string> _told = new(StringComparer.Ordinal);

    public WatchSession Session { get; private set; } = session;

    /// <summary>Goes on with another inventory.</summary>
    public async Task TakeAsync(WatchPlan plan, CancellationToken cancellationToken)
    {
        Session = new WatchSession(context, plan, Session.Store, Session.Turns, Session.Clock, Session.Waits, Session.ChannelNotices) { Board = options.Board };
        await StartAsync(cancellationToken);
    }

    /// <summary>Tells the parts which servers there are.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        prober.Know([.. Session.Plan.Servers.Select(server => server.Server)]);
        options.Board?.Open(Session.Plan, Session.Store, prober);
        _metrics.Remember(await Session.Turns.RunAsync(turn => turn.State.Counters.All.ToList(), cancellationToken));
        if (options.Names.Count == 0)
        {
            Write(await Session.ForgetAsync(cancellationToken));
        }
    }

    /// <summary>Looks at each server once, and sends what follows.</summary>
    /// <param name="last">When the run before this one ended; null for none.</param>
    /// <param name="company">Who works beside it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task OnceAsync(DateTimeOffset? last, WatchCompany company, CancellationToken cancellationToken)
    {
        await StartAsync(cancellationToken);
        var slot = Slots.Next(Session.Clock.Now, last);
        if (slot - Session.Clock.Now is var early && early > TimeSpan.Zero)
        {
            // A sample is of a second, and a run that follows at once is a look of its own.
            await Task.Delay(early, context.Time, cancellationToken);
        }

        await LookAsync(slot, cancellationToken);
        await company.OnceAsync(cancellationToken);
        await RanAsync(slot, options.Every ?? Session.Plan.Fleet.Watch.Every, cancellationToken, ends: true);
        if (!options.NoSend)
        {
            await DrainAsync(cancellationToken);
            await Session.Turns.RunAsync(
                turn =>
                {
                    Session.ChannelNotices.NoteWaiting(turn.State);
                    return true;
                },
                cancellationToken);
            await Session.Refresher.RefreshAsync(Session.Clock.Now, cancellationToken);
        }

        await DeadMan.PingAsync(context, Session.Plan.Fleet.Watch, cancellationToken);
        await RetainAsync(cancellationToken);
    }

    // Two runs at once would count one failure twice: what another one looks at just now is left to it.
    private async Task LookAsync(DateTimeOffset slot, CancellationToken cancellationToken)
    {
        var (owner, servers) = (_owner, Session.Plan.Servers);
        var mine = await Session.Turns.RunAsync(turn => ProbeLeases.Take(turn.State, owner, [.. servers.Select(server => server.Name)], Session.Clock.Now, ProbeLeases.Lives).ToHashSet(StringComparer.Ordinal), cancellationToken);
        if (mine.Count < servers.Count)
        {
            var others = servers.Where(server => !mine.Contains(server.Name)).Select(server => server.Name).ToList();
            context.Warn("WatchedElsewhere", $"Another run, or a watch that runs on and on, looks just now at {string.Join(", ", others.Take(3))}{(others.Count > 3 ? $" and {others.Count - 3} more" : "")}: this one leaves that to it. Let the timer begin a run when the one before has ended.");
        }

        try
        {
            IReadOnlyList<WatchedServer> left = [.. servers.Where(server => mine.Contains(server.Name))];
            for (var look = 1; left.Count > 0; look++)
            {
                var probed = await Task.WhenAll(left.Select(server => ProbeAsync(server, slot, cancellationToken)));
                Write(await Session.TakeAsync(probed, cancellationToken));

                // A run whose history cannot be written leaves the next one nothing to go on from: it sees for itself whether what fails goes on failing.
                left = Session.Turns.IsFailing ? Again([.. servers.Where(server => mine.Contains(server.Name))], probed, look) : [];
                slot = Slots.Next(Session.Clock.Now, slot);
                await Task.Delay(left.Count > 0 && slot > Session.Clock.Now ? slot - Session.Clock.Now : TimeSpan.Zero, context.Time, cancellationToken);
            }
        }
        finally
        {
            await Session.Turns.RunAsync(
                turn =>
                {
                    turn.State.Leases.Remove(owner);
                    return true;
                },
                CancellationToken.None);
        }
    }

    // What one that fails depends on is looked at with it: as long as nobody knows how that is now, it might explain the failure, and hold it.
    private static IReadOnlyList<WatchedServer> Again(IReadOnlyList<WatchedServer> mine, IReadOnlyList<ProbedSample> probed, int look)
    {
        var failing = probed.Where(one => one.Sample.Status is nameof(HealthStatus.Unhealthy) && look < Math.Min(one.Server.Failures, MostLooks)).Select(one => one.Server).ToList();
        var names = failing.SelectMany(server => server.Server.DependsOn.Prepend(server.Name)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. mine.Where(server => names.Contains(server.Name))];
    }

    /// <summary>Probes a server, with the figures that the inventory names.</summary>
    public async Task<ProbedSample> ProbeAsync(WatchedServer server, DateTimeOffset slot, CancellationToken cancellationToken)
    {
        var health = await prober.ProbeAsync(server.Server, cancellationToken);
        var figures = await _metrics.CollectAsync(server, slot, options.Timeout ?? HealthOptions.DefaultTimeout, cancellationToken);
        return new ProbedSample(server, health, SampleOf.Health(health, slot, figures)) { Failing = _metrics.Failing(server) };
    }

    /// <summary>Takes samples, and hands out what is worth it.</summary>
    public async Task<IReadOnlyList<string>> TakeAsync(IReadOnlyList<ProbedSample> probed, CancellationToken cancellationToken)
    {
        var taken = await Session.TakeAsync(probed, cancellationToken);
        options.Board?.Take(probed, taken.Samples, taken.Passed);
        Write(taken);
        return taken.Again;
    }

    /// <summary>Does what is due by time alone.</summary>
    public async Task TickAsync(CancellationToken cancellationToken) => Write(await Session.TickAsync(cancellationToken));

    /// <summary>Notes that the watch ran: who finds that old knows that nobody watched.</summary>
    public Task RanAsync(DateTimeOffset slot, TimeSpan every, CancellationToken cancellationToken, bool ends = false) => Session.Turns.RunAsync(
        turn =>
        {
            var now = Session.Clock.Now;
            turn.State.Runs.Put(new WatchRun(WatchRuns.Watch, now > slot ? now : slot, every.TotalSeconds));
            if (ends)
            {
                turn.State.Leases.Remove(_owner);
            }
            else if (!options.Once)
            {
                ProbeLeases.Keep(turn.State, _owner, [.. Session.Plan.Servers.Select(server => server.Name)], now);
            }

            foreach (var counter in ends ? _metrics.Counters : [])
            {
                turn.State.Counters.Put(counter);
            }

            return true;
        },
        cancellationToken);

    /// <summary>Closes and removes what is old in the history.</summary>
    public async Task RetainAsync(CancellationToken cancellationToken)
    {
        if (Session.Turns.IsFailing)
        {
            // That it cannot be written is said already.
            return;
        }

        try
        {
            var now = Session.Clock.Now;
            var (keep, rollups) = (Session.Plan.Fleet.History.Keep ?? HistoryStores.DefaultKeep, Session.Plan.Fleet.History.KeepRollups ?? HistoryStores.DefaultKeepRollups);
            await Session.Store.RetainAsync(new RetentionPlan(now - keep, now - (rollups > keep ? rollups : keep), now) { Longest = options.Once ? LongestCleaning : TimeSpan.MaxValue }, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or McpOpsException or System.Data.Common.DbException)
        {
            context.Warn("HistoryNotCleaned", $"Old samples could not be closed or removed: {Sentences.Ended(exception.Message)} It is tried again.", Session.Store.Description);
        }
    }

    public void Dispose() => _metrics.Dispose();

    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LongestSending);
        try
        {
            while ((await Session.Sender.PumpAsync(limit.Token)).Tried > 0)
            {
                // Each step sends the oldest of each channel; one that failed waits for the next run.
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            context.Warn("SendingTooSlow", $"Not all messages could be sent within {LongestSending.TotalSeconds:0} s; the rest goes out with the next run.");
        }
    }

    private void Write(TakenSamples taken)
    {
        foreach (var sample in taken.Samples)
        {
            var now = $"{sample.Status} {sample.Verdict}";
            if (options.All || options.Once || _told.GetValueOrDefault(sample.Server) != now)
            {
                Write(McpWatchRecord.Of(sample));
            }

            _told[sample.Server] = now;
        }

        Write(taken.Events);
    }

    private void Write(IEnumerable<AlertEvent> events)
    {
        foreach (var one in events)
        {
            Write(McpWatchRecord.Of(one));
        }
    }

    // Who does not read holds nothing up; what is left out is in the history, and it is said.
    public void Write(McpWatchRecord record)
    {
        if (!records.TryWrite(record with { Host = context.Host }) && !_behind)
        {
            _behind = true;
            context.Warn("RecordsLeftOut", "Records come faster than they are read, so some are left out of what is written here. Nothing is missing in the history or in alerts.");
        }
    }
}
