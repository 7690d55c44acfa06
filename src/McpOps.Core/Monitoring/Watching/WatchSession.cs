using McpOps.Probing;

namespace McpOps.Monitoring;

/// <summary>An inventory under watch: what its parts need of each other. A new one is made when the inventory changes; the store and what is remembered stay.</summary>
internal sealed class WatchSession
{
    private readonly EngineContext _context;
    private readonly RecentSamples _recent;
    private readonly ObjectiveBurns _burns;
    private readonly OwnNetwork _network;
    private readonly HostWatch _host;

    public WatchSession(EngineContext context, WatchPlan plan, IHistoryStore store, TurnKeeper turns, WatchClock clock, bool waits, ChannelNotices? channelNotices = null)
    {
        _context = context;
        Plan = plan = store.IsShared ? plan with { Host = context.Host } : plan;
        Store = store;
        Turns = turns;
        Clock = clock;
        Waits = waits;
        _recent = new RecentSamples(store);
        _burns = new ObjectiveBurns(store);
        _network = new OwnNetwork(context, plan);
        _host = new HostWatch(context, plan, store.IsShared);
        var servers = plan.Servers.ToDictionary(server => server.Name, server => server.Server, StringComparer.Ordinal);
        var composer = new MessageComposer(plan.Fleet, servers, new LogTails(context).ReadAsync) { Host = context.Host };
        var channels = new ChannelFactory(context).All(plan.Fleet.Channels);
        ChannelNotices = channelNotices ?? new ChannelNotices(context);
        Sender = new OutboxSender(context, turns, channels, composer, clock) { Tried = ChannelNotices.Note };
        Refresher = new Refresher(turns, channels, composer);
    }

    public WatchPlan Plan { get; }

    public IHistoryStore Store { get; }

    public TurnKeeper Turns { get; }

    public WatchClock Clock { get; }

    public OutboxSender Sender { get; }

    public Refresher Refresher { get; }

    /// <summary>What others see of the watch; null where nobody looks.</summary>
    public WatchBoard? Board { get; init; }

    /// <summary>Says which channels fail; it outlives a change of the inventory.</summary>
    public ChannelNotices ChannelNotices { get; }

    /// <summary>False for a single run: its round is the group.</summary>
    public bool Waits { get; }

    /// <summary>Takes samples: writes them down, judges them, and writes down what follows, all in one turn.</summary>
    /// <returns>What happened, and which servers should be looked at again soon.</returns>
    public async Task<TakenSamples> TakeAsync(IReadOnlyList<ProbedSample> probed, CancellationToken cancellationToken)
    {
        var seen = await _network.MarkAsync(probed, cancellationToken);
        ProbedSample[] marked = [.. seen.Select(one => one with { Sample = SampleMarks.Of(Plan, one.Sample) })];
        return await Turns.RunAsync(turn => JudgeAsync(turn, marked, cancellationToken), cancellationToken);
    }

    /// <summary>What is due by time alone: windows that end, reminders, escalation, what the inventory no longer has.</summary>
    public Task<IReadOnlyList<AlertEvent>> TickAsync(CancellationToken cancellationToken) => Turns.RunAsync<IReadOnlyList<AlertEvent>>(
        turn =>
        {
            var now = Clock.Now;
            var events = Tell(turn.State, WatchJudge.Release(Plan, turn.State, now), now);
            Board?.See(turn.State, now);
            return events;
        },
        cancellationToken);

    /// <summary>Ends the alerts of what is no longer in the inventory.</summary>
    public Task<IReadOnlyList<AlertEvent>> ForgetAsync(CancellationToken cancellationToken) => Turns.RunAsync<IReadOnlyList<AlertEvent>>(
        turn => Tell(turn.State, WatchJudge.Forget(Plan, turn.State, Clock.Now), Clock.Now),
        cancellationToken);

    /// <summary>Tells the channels what whoever works beside the watch has to say.</summary>
    public Task<bool> TellAsync(CompanionWord word, CancellationToken cancellationToken) => Turns.RunAsync(
        turn =>
        {
            var now = Clock.Now;
            Tell(turn.State, [AlertEvent.Told(word.Server, word.Rule, AlertSeverity.Critical, word.Message, now) with { IsNews = true }], now);
            return true;
        },
        cancellationToken);

    private async Task<TakenSamples> JudgeAsync(IHistoryTurn turn, IReadOnlyList<ProbedSample> probed, CancellationToken cancellationToken)
    {
        var now = Clock.Now;
        var taken = probed.Select(one => (One: one, Passed: Passed(one))).ToList();
        var fresh = (await turn.AppendAsync([.. taken.SelectMany(pair => pair.Passed.Prepend(pair.One.Sample))], cancellationToken)).ToHashSet(ReferenceEqualityComparer.Instance);
        var events = new List<AlertEvent>();

        // Parents first: what hangs on them is then judged with their newest result.
        foreach (var (one, passed) in taken.OrderBy(pair => pair.One.Server.Server.DependsOn.Count))
        {
            if (fresh.Contains(one.Sample))
            {
                var recent = await _recent.AddAsync(one.Server, one.Sample, cancellationToken);
                var burns = await _burns.AddAsync(one.Server, one.Sample, passed, cancellationToken);
                var more = burns.Concat(ToolDrift.Observe(turn.State, Plan, one.Server, one.Health, one.Sample)).Concat(Upkeep.Observe(turn.State, one.Server, one.Health, one.Sample.Slot)).Concat(MetricGaps.Observe(one.Server, one.Sample, one.Failing));
                events.AddRange(WatchJudge.Judge(Plan, turn.State, one.Server, recent, more, now));
            }
        }

        events.AddRange(JudgeHost(turn.State, probed, now));
        events.AddRange(WatchJudge.Release(Plan, turn.State, now));
        var happened = Tell(turn.State, events, now);
        Board?.See(turn.State, now);
        var again = probed.Where(one => turn.State.Rules.Find(RuleState.KeyOf(one.Server.Name, Observations.Health)) is { Phase: RulePhase.Pending, Bad: 1 } or { WorseCount: 1 }).Select(one => one.Server.Name).ToList();
        return new TakenSamples([.. probed.Select(one => one.Sample)], [.. taken.SelectMany(pair => pair.Passed)], happened, again);
    }

    // A slot that came while the probe before it still waited has that probe's result: it is one look, judged once, and stands for all that time. Nobody could say of it that nobody looked.
    private IReadOnlyList<McpSample> Passed(ProbedSample one) => SampleMarks.IsBlind(one.Sample.Mark) ? []
        : [.. one.Passed.Select(slot => SampleMarks.Of(Plan, one.Sample with { Slot = slot, Mark = null, Message = "", Values = Success(one.Sample) }))];

    // Of the figures only what its success needs: the others were measured once.
    private static Dictionary<string, double> Success(McpSample sample) => new(sample.Values.Where(value => value.Key is MetricNames.Works), StringComparer.Ordinal);

    // Servers are looked at one by one in a loop, and the machine once in an interval.
    private IReadOnlyList<AlertEvent> JudgeHost(WatchState state, IReadOnlyList<ProbedSample> probed, DateTimeOffset now)
    {
        var slot = Waits ? Slots.At(HostWatch.Name, Plan.Fleet.Watch.Every, now) : probed.Select(one => one.Sample.Slot).DefaultIfEmpty(now).Max();
        Observation?[] seen = [_host.Observe(probed.Select(one => (one.Server.Name, one.Health)), slot), _host.ObserveAudit(slot), OwnNetwork.Observe(_host.Subject, probed, slot)];
        return [.. seen.OfType<Observation>().SelectMany(one => WatchJudge.Judge(Plan, state, one, now))];
    }

    // What happened, and what was told again because nobody acknowledged it.
    private IReadOnlyList<AlertEvent> Tell(WatchState state, IReadOnlyList<AlertEvent> events, DateTimeOffset now)
    {
        var dispatcher = new Dispatcher(Plan.Fleet, state, now, Waits);
        dispatcher.Dispatch(events);
        var again = Reminders.Dispatch(Plan.Fleet, state, dispatcher, now);
        if (!Waits)
        {
            dispatcher.EndWaiting();
        }

        Housekeeping.Prune(state, now);
        return again.Count == 0 ? events : [.. events, .. again];
    }
}

/// <summary>A probe's result on its way into the history.</summary>
/// <param name="Server">The server.</param>
/// <param name="Health">What the probe found.</param>
/// <param name="Sample">What is kept of it.</param>
internal sealed record ProbedSample(WatchedServer Server, McpHealth Health, McpSample Sample)
{
    /// <summary>The metrics of the inventory that could not be taken, each with why.</summary>
    public IReadOnlyList<(string Metric, string Reason)> Failing { get; init; } = [];

    /// <summary>The slots that came while it was made, ascending.</summary>
    public IReadOnlyList<DateTimeOffset> Passed { get; init; } = [];
}

/// <summary>What came of samples.</summary>
/// <param name="Samples">The samples, marked where they do not count.</param>
/// <param name="Passed">Those of slots that came while a probe waited.</param>
/// <param name="Events">What happened.</param>
/// <param name="Again">The servers that failed for the first time, or got graver for the first time.</param>
internal sealed record TakenSamples(IReadOnlyList<McpSample> Samples, IReadOnlyList<McpSample> Passed, IReadOnlyList<AlertEvent> Events, IReadOnlyList<string> Again);
