using System.Threading.Channels;

namespace McpOps.Monitoring;

/// <summary>
/// The loop of a watch: each server at its own slots, none twice at once, missed ones not made up for; the outbox, reminders and windows beside it; the inventory again when it changes.
/// </summary>
internal sealed class WatchLoop(EngineContext context, WatchOptions options, WatchInventory inventory, WatchRunner runner, WatchCompany company)
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Leaving = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Retention = TimeSpan.FromHours(1);

    // Probes that end together are written and judged together: a turn costs more than a sample.
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(100);

    private readonly Channel<ProbedSample> _probed = Channel.CreateUnbounded<ProbedSample>();
    private readonly PriorityQueue<WatchedServer, DateTimeOffset> _due = new();
    private readonly Dictionary<string, DateTimeOffset> _next = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Task> _running = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<DateTimeOffset>> _passed = new(StringComparer.Ordinal);
    private readonly object _gate = new();
    private readonly ServiceNotifier _service = new();

    /// <summary>Runs until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await runner.StartAsync(cancellationToken);
        ScheduleAll();
        _service.Ready();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var others = new[] { SendAsync(stop.Token), TickAsync(stop.Token), RetainAsync(stop.Token), TakeAsync(stop.Token), ShowAsync(stop.Token) };
        var (probes, beside) = (ProbeAsync(stop.Token), company.RunAsync(stop.Token));
        try
        {
            // Each of them ends only by a fault, or by the wish to end.
            await await Task.WhenAny([probes, beside, .. others]);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // As was wished.
        }
        finally
        {
            _service.Stopping();
            await stop.CancelAsync();

            // A restart or a restore that has begun comes to its end, which has limits of its own.
            await beside.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await EndAsync("What it sends and writes", Task.WhenAll([probes, .. others]));
            await EndAsync("A probe", Task.WhenAll(Running()));
            await EndAsync("Its last note in the history", runner.RanAsync(DateTimeOffset.MinValue, runner.Session.Plan.Fleet.Watch.Every, CancellationToken.None, ends: true));
        }
    }

    // A share that hangs must not hold what was asked to end.
    private async Task EndAsync(string what, Task task)
    {
        try
        {
            await task.WaitAsync(Leaving, context.Time);
        }
        catch (TimeoutException)
        {
            context.Warn("WatchNotEnded", $"{what} did not end within {Leaving.TotalSeconds:0} s, and was left. Nothing that was written down is lost; look for a share or a database that hangs.");
        }
        catch (Exception) when (task.IsCompleted)
        {
            // Why it ended is told by whoever ended it.
        }
    }

    private void ScheduleAll()
    {
        lock (_gate)
        {
            var now = runner.Session.Clock.Now;
            var known = _next.ToDictionary(StringComparer.Ordinal);
            _due.Clear();
            _next.Clear();
            foreach (var server in runner.Session.Plan.Servers)
            {
                // One that is new is looked at soon, spread over a part of its interval.
                var slot = Slots.After(server.Name, server.Every, now);
                Schedule(server, known.TryGetValue(server.Name, out var at) && at < slot ? at : slot);
            }
        }
    }

    private void Schedule(WatchedServer server, DateTimeOffset at)
    {
        _next[server.Name] = at;
        _due.Enqueue(server, at);
    }

    private async Task ProbeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var pause = Tick;
            lock (_gate)
            {
                var now = runner.Session.Clock.Now;
                while (_due.TryPeek(out var server, out var at))
                {
                    if (at > now)
                    {
                        pause = at - now < Tick ? at - now : Tick;
                        break;
                    }

                    _due.Dequeue();
                    if (_next.GetValueOrDefault(server.Name) == at)
                    {
                        Schedule(server, Slots.After(server.Name, server.Every, now));
                        if (!_running.ContainsKey(server.Name))
                        {
                            _running[server.Name] = Task.Run(() => ProbeOneAsync(server, at, cancellationToken), CancellationToken.None);
                        }
                        else if (at == Slots.At(server.Name, server.Every, at))
                        {
                            (_passed.TryGetValue(server.Name, out var passed) ? passed : _passed[server.Name] = []).Add(at);
                        }
                    }
                }
            }

            await Task.Delay(pause + TimeSpan.FromMilliseconds(1), context.Time, cancellationToken);
        }
    }

    private async Task ProbeOneAsync(WatchedServer server, DateTimeOffset slot, CancellationToken cancellationToken)
    {
        ProbedSample? probed = null;
        try
        {
            probed = await runner.ProbeAsync(server, SampleOf.Whole(slot), cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The watch ends.
        }
        catch (Exception exception)
        {
            context.Warn("WatchFailed", $"A probe of '{server.Name}' could not be made: {Sentences.Ended(exception.Message)} The watch goes on.", server.Name);
        }

        List<DateTimeOffset>? passed;
        lock (_gate)
        {
            // In one step: what passes from now on is the next probe's.
            _running.Remove(server.Name);
            _passed.Remove(server.Name, out passed);
        }

        if (probed is not null)
        {
            var isBetween = slot != Slots.At(server.Name, server.Every, slot);
            _probed.Writer.TryWrite(probed with { Sample = isBetween ? probed.Sample with { Mark = SampleMarks.Again } : probed.Sample, Passed = passed ?? [] });
        }
    }

    private async Task TakeAsync(CancellationToken cancellationToken)
    {
        while (await _probed.Reader.WaitToReadAsync(cancellationToken))
        {
            await Task.Delay(Gather, context.Time, cancellationToken);
            var batch = new List<ProbedSample>();
            while (_probed.Reader.TryRead(out var probed))
            {
                batch.Add(probed);
            }

            try
            {
                foreach (var name in await runner.TakeAsync(batch, cancellationToken))
                {
                    LookAgain(batch.First(probed => probed.Server.Name == name).Server);
                }
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                context.Warn("WatchFailed", $"Probes of {batch.Count} servers could not be judged: {Sentences.Ended(exception.Message)} The watch goes on.", batch[0].Server.Name);
            }
        }
    }

    private List<Task> Running()
    {
        lock (_gate)
        {
            return [.. _running.Values];
        }
    }

    // After the first failure, so that it is known sooner whether it lasts.
    private void LookAgain(WatchedServer server)
    {
        lock (_gate)
        {
            var soon = SampleOf.Whole(runner.Session.Clock.Now + (server.Every / 4)) + TimeSpan.FromSeconds(1);
            if (_next.TryGetValue(server.Name, out var at) && soon < at)
            {
                Schedule(server, soon);
            }
        }
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        while (!options.NoSend)
        {
            var (tried, _) = await runner.Session.Sender.PumpAsync(cancellationToken);
            if (tried == 0)
            {
                await Task.Delay(Tick, context.Time, cancellationToken);
            }
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, context.Time, cancellationToken);
    }

    private async Task TickAsync(CancellationToken cancellationToken)
    {
        var (ran, mark) = (DateTimeOffset.MinValue, context.Time.GetTimestamp());
        while (true)
        {
            var now = runner.Session.Clock.Now;
            if (runner.Session.Clock.Jump(ref mark) is { } jump)
            {
                context.Warn("ClockJumped", $"The machine's clock jumped by {(jump < TimeSpan.Zero ? "-" : "")}{Spans.Text(jump.Duration())}. Counts go on; the time in between is not measured.");
                ScheduleAll();
            }

            if (await inventory.ReadChangedAsync(cancellationToken) is { } plan)
            {
                await runner.TakeAsync(plan, cancellationToken);
                ScheduleAll();
            }

            await runner.TickAsync(cancellationToken);
            _service.Alive();
            if (now - ran >= Round)
            {
                ran = now;
                await runner.RanAsync(now, Promised(runner.Session.Plan.Fleet.Watch.Every), cancellationToken);
                if (!options.NoSend)
                {
                    await runner.Session.Refresher.RefreshAsync(now, cancellationToken);
                }

                await DeadMan.PingAsync(context, runner.Session.Plan.Fleet.Watch, cancellationToken);
            }

            await Task.Delay(Tick, context.Time, cancellationToken);
        }
    }

    /// <summary>When the next note of a run may be expected: not sooner than it is made, however often servers are looked at.</summary>
    internal static TimeSpan Promised(TimeSpan every) => every > Round ? every : Round;

    private Task ShowAsync(CancellationToken cancellationToken) => options.Board?.RunAsync(cancellationToken) ?? Task.Delay(Timeout.InfiniteTimeSpan, context.Time, cancellationToken);

    // Beside the tick: at the turn of a month there is much to compress, and the service must be seen to be alive meanwhile.
    private async Task RetainAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Run(() => runner.RetainAsync(cancellationToken), cancellationToken);
            await Task.Delay(Retention, context.Time, cancellationToken);
        }
    }
}
