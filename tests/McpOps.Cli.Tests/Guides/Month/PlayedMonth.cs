using System.Globalization;
using System.Text.Json;
using McpOps.Maintenance;
using McpOps.Maintenance.Recovery;
using McpOps.Maintenance.Reports;
using McpOps.Monitoring;
using McpOps.Probing;
using McpOps.Reporting;
using McpOps.Servers;

namespace McpOps.Cli.Tests.Guides.Month;

/// <summary>
/// A month of a replica under the watch, on a clock that leaps from slot to slot. Around each event every probe is a real one, and so are restarts, backups and databases; while nothing happens
/// the last probe's result stands for the next slots (<c>MCPOPS_MONTH=600</c> plays all five replicas; with any other number of seconds from one probe to the next each probe is a real one).
/// </summary>
internal sealed class PlayedMonth : IAsyncDisposable
{
    // So many slots after an event are looked at really, and so many that are not are written down together.
    private const int Looks = 4;
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(15);
    private const int Together = 72;

    private readonly List<(string Server, DateTimeOffset From, DateTimeOffset? To)> _down = [];
    private readonly Dictionary<string, McpHealth> _last = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _lookedAt = new(StringComparer.Ordinal);
    private readonly List<CompanionWord> _words = [];
    private readonly List<string> _notices = [];
    private readonly IReadOnlyList<string> _checks;
    private readonly ServerProber _prober;
    private readonly AutomaticRecovery _recovery;
    private readonly MetricCollector _metrics;
    private readonly bool _every = Wanted is > 0 and not 600;
    private WatchSession? _session;
    private IHistoryStore? _store;
    private int _looks = Looks;

    /// <summary>Makes ready to play it.</summary>
    /// <param name="replica">The replica; its inventory has <see cref="Word"/>.</param>
    /// <param name="checks">What is checked: what the machine of the tests is like is no matter of the replica.</param>
    public PlayedMonth(GuideReplica replica, IReadOnlyList<string> checks)
    {
        (Replica, _checks) = (replica, checks);
        var now = TimeProvider.System.GetLocalNow();
        From = new DateTimeOffset(new DateTime(now.Year, now.Month, 1).AddMonths(1));
        To = new DateTimeOffset(From.LocalDateTime.AddMonths(1));
        Context = new EngineContext { Time = Time, Notices = new Said(_notices) };
        _prober = new ServerProber(Context, new HealthOptions { Checks = checks }, HealthChecks.OfOtherRooms(Context));
        _recovery = new AutomaticRecovery(Context, ServerPaths.FromProcess());
        _metrics = new MetricCollector(Context);
    }

    public GuideReplica Replica { get; }

    public LeapingTime Time { get; } = new();

    public EngineContext Context { get; }

    public DateTimeOffset From { get; }

    public DateTimeOffset To { get; }

    /// <summary>From one probe to the next.</summary>
    public static TimeSpan Every { get; } = TimeSpan.FromSeconds(Wanted > 0 ? Wanted : 600);

    /// <summary>What the inventory says of each server, so that the report knows how many samples there should be.</summary>
    public static string Word { get; } = string.Create(CultureInfo.InvariantCulture, $"\"every\": \"{Every.TotalSeconds:0}s\", ");

    /// <summary>Why a replica's month is not played in the short form; null when it is to be.</summary>
    public static string? Spared { get; } = Wanted > 0 ? null : "Its month takes half a minute: MCPOPS_MONTH=600 plays those of all five replicas, with real probes around all that happens.";

    private static int Wanted => int.TryParse(Environment.GetEnvironmentVariable("MCPOPS_MONTH"), CultureInfo.InvariantCulture, out var wanted) ? wanted : 0;

    /// <summary>How long a probe waits, while something hangs; the watch's own time when null.</summary>
    public TimeSpan? Patience { get; set; }

    /// <summary>What the recovery said.</summary>
    public IReadOnlyList<CompanionWord> Words => _words;

    /// <summary>What was said beside.</summary>
    public IReadOnlyList<string> Notices => _notices;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Notes that a server does not work from now on: what is known of it, whatever the watch sees.</summary>
    public void Down(string server) => _down.Add((server, SampleOf.Whole(Time.GetUtcNow()), null));

    /// <summary>Notes that it works again.</summary>
    public void Up(string server)
    {
        var index = _down.FindIndex(one => one.Server == server && one.To is null);
        if (index >= 0)
        {
            _down[index] = _down[index] with { To = SampleOf.Whole(Time.GetUtcNow()) };
        }
    }

    /// <summary>How long a server did not work, in truth.</summary>
    public double DownSeconds(string server) => _down.Where(one => one.Server == server).Sum(one => ((one.To ?? To) - one.From).TotalSeconds);

    /// <summary>In how many slots it did not work.</summary>
    public int BadSlots(string server) => Slots().Count(slot => _down.Any(one => one.Server == server && one.From <= slot && slot < (one.To ?? To)));

    /// <summary>Plays it.</summary>
    public async Task PlayAsync(IEnumerable<MonthEvent> events)
    {
        Time.LeapTo(From);
        var set = await new ServerCatalog(Context).FindAsync(new ServerQuery { ConfigPath = Replica.Inventory }, Stop);
        var plan = WatchPlan.Of(set.Fleet, set.Servers);
        _prober.Know([.. plan.Servers.Select(server => server.Server)]);
        _store = HistoryStores.Open(null, plan.Fleet.History, ServerPaths.FromProcess());
        _session = new WatchSession(Context, plan, _store, new TurnKeeper(Context, _store), new WatchClock(Time), waits: false);
        var due = new Queue<MonthEvent>(events.OrderBy(one => one.At));
        var quiet = new List<DateTimeOffset>();
        foreach (var slot in Slots())
        {
            if (due.TryPeek(out var next) && From + next.At <= slot)
            {
                await RepeatAsync(quiet);
                for (; due.TryPeek(out next) && From + next.At <= slot; due.Dequeue())
                {
                    Time.LeapTo(From + next.At);
                    await next.Act(this);
                }

                _looks = Looks;
            }

            if (_looks == 0 && !_every)
            {
                quiet.Add(slot);
                if (quiet.Count == Together)
                {
                    await RepeatAsync(quiet);
                }

                continue;
            }

            await RepeatAsync(quiet);
            _looks--;
            Time.LeapTo(slot);
            await TakeAsync(await Task.WhenAll(plan.Servers.Select(server => LookAsync(server, slot))));

            for (; due.TryPeek(out next) && From + next.At < slot + Every - Before; due.Dequeue())
            {
                Time.LeapTo(From + next.At);
                await next.Act(this);
                _looks = Looks;
            }

            // Whoever is down is got up just before the next slot: so what is known and what samples can tell is the same.
            Time.LeapTo(slot + Every - Before);
            await RecoverAsync();
        }

        await RepeatAsync(quiet);
        Time.LeapTo(To);
        await _session.TickAsync(Stop);
        await SendAsync();
        await _store.RetainAsync(new RetentionPlan(From.AddYears(-1), From.AddYears(-1), To.AddDays(2)) { Longest = TimeSpan.MaxValue }, Stop);
    }

    /// <summary>Runs a plan, as its timer does.</summary>
    public async Task<IReadOnlyList<McpMaintenanceStep>> MaintainAsync(string plan) =>
        await new MaintenanceEngine(Context).RunAsync(new MaintenanceOptions { Plan = plan, ConfigPath = Replica.Inventory }, Stop).ToListAsync(Stop);

    /// <summary>Restarts a server by a person's wish, as <c>mcpops restart NAME --force</c> does.</summary>
    public async Task RestartAsync(string server)
    {
        var options = new RestartOptions { Server = _session!.Plan.Find(server)!.Server, Inventory = [.. _session.Plan.Servers.Select(one => one.Server)], Force = true };
        var steps = await new ServerRestart(Context).RunAsync(options, Stop).ToListAsync(Stop);
        Assert.DoesNotContain(steps, step => step.Outcome is StepOutcome.Failed);
    }

    /// <summary>The report of the month, as <c>mcpops report monthly</c> makes it on the first of the next.</summary>
    public Task<McpReport> ReportAsync() => new ReportReader(Context).ReadAsync(new ReportOptions { Period = ReportPeriod.Monthly, ConfigPath = Replica.Inventory }, Stop);

    /// <summary>What reached a channel.</summary>
    public IReadOnlyList<JsonElement> Sent(string channel) => Path.Combine(Replica.Root, channel + ".jsonl") is var file && File.Exists(file)
        ? [.. File.ReadAllLines(file).Select(line => JsonDocument.Parse(line).RootElement)] : [];

    public async ValueTask DisposeAsync()
    {
        await _prober.DisposeAsync();
        _metrics.Dispose();
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }
    }

    private IEnumerable<DateTimeOffset> Slots()
    {
        for (var slot = From; slot < To; slot += Every)
        {
            yield return slot;
        }
    }

    private async Task<ProbedSample> LookAsync(WatchedServer server, DateTimeOffset slot)
    {
        var health = _last[server.Name] = await ProbeAsync(server.Server);
        _lookedAt[server.Name] = slot;

        // A file of figures is written in the time of the machine, which is not that of the month: that it is old is not asked here.
        return new ProbedSample(server, health, SampleOf.Health(health, slot, await _metrics.CollectAsync(server, slot, TimeSpan.FromSeconds(5), Stop)));
    }

    private async Task<McpHealth> ProbeAsync(McpServer server)
    {
        if (Patience is not { } patience)
        {
            return await _prober.ProbeAsync(server, Stop);
        }

        await using var hasty = new ServerProber(Context, new HealthOptions { Timeout = patience, Checks = _checks }, HealthChecks.OfOtherRooms(Context));
        hasty.Know([server]);
        return await hasty.ProbeAsync(server, Stop);
    }

    private async Task RepeatAsync(List<DateTimeOffset> slots)
    {
        if (slots.Count > 0)
        {
            Time.LeapTo(slots[^1]);
            await TakeAsync([.. slots.SelectMany(slot => _session!.Plan.Servers.Select(server => new ProbedSample(server, _last[server.Name] with { Tools = null }, Aged(SampleOf.Health(_last[server.Name], slot), slot - _lookedAt[server.Name]))))]);
            slots.Clear();
        }
    }

    // While nothing happens, backups get older all the same.
    private static McpSample Aged(McpSample sample, TimeSpan since) => !sample.Values.TryGetValue("backup", out var days) ? sample
        : sample with { Values = new Dictionary<string, double>(sample.Values, StringComparer.Ordinal) { ["backup"] = days + since.TotalDays } };

    private async Task TakeAsync(IReadOnlyList<ProbedSample> probed)
    {
        await _session!.TakeAsync(probed, Stop);
        await _session.Turns.RunAsync(
            turn =>
            {
                turn.State.Runs.Put(new WatchRun(WatchRuns.Watch, Time.GetUtcNow(), Together * Every.TotalSeconds));
                return true;
            },
            Stop);
        await SendAsync();
    }

    private async Task RecoverAsync()
    {
        var seen = await _session!.Turns.RunAsync(turn => WatchView.Of(_session.Plan, null, turn.State), Stop);
        await _recovery.BeginAsync(seen, SayAsync, Stop);
        await _recovery.EndAsync();
        await SendAsync();
    }

    private async Task SayAsync(CompanionWord word)
    {
        _words.Add(word);
        if (word.Outcome is "Restarted" or "Restored")
        {
            Up(word.Server);
        }

        _looks = Looks;
        if (word.Tell)
        {
            await _session!.TellAsync(word, Stop);
        }
    }

    private async Task SendAsync()
    {
        await _session!.TickAsync(Stop);
        while ((await _session.Sender.PumpAsync(Stop)).Tried > 0)
        {
            // Each step sends the oldest of each channel.
        }
    }

    private sealed class Said(List<string> notices) : IProgress<McpNotice>
    {
        public void Report(McpNotice value)
        {
            lock (notices)
            {
                notices.Add($"{value.Id}: {value.Message}");
            }
        }
    }
}
