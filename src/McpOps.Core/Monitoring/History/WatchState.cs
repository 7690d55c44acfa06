namespace McpOps.Monitoring;

/// <summary>All that the watch knows: a copy in memory of what lies in the history.</summary>
internal sealed class WatchState
{
    public StateTable<RuleState> Rules { get; } = new('r', rule => rule.Key);

    public StateTable<ServerState> Servers { get; } = new('s', server => server.Server);

    public StateTable<OutboxEntry> Outbox { get; } = new('o', entry => entry.Id);

    public StateTable<OutboxMember> Members { get; } = new('m', member => member.Key);

    public StateTable<Delivery> Deliveries { get; } = new('d', delivery => delivery.Key);

    public StateTable<McpAlert> Past { get; } = new('p', alert => alert.Id);

    public StateTable<WatchRun> Runs { get; } = new('w', run => run.Name);

    public StateTable<CounterReading> Counters { get; } = new('c', counter => counter.Name);

    public StateTable<ProbeLease> Leases { get; } = new('l', lease => lease.Owner);

    /// <summary>The number of the last line of the journal that is in here.</summary>
    public long Sequence { get; set; }

    public bool IsChanged => Rules.IsChanged || Servers.IsChanged || Outbox.IsChanged || Members.IsChanged || Deliveries.IsChanged || Past.IsChanged || Runs.IsChanged || Counters.IsChanged || Leases.IsChanged;

    /// <summary>The events that go into the journal with what was changed.</summary>
    public List<AlertEvent> Events { get; } = [];

    /// <summary>The members of an entry of the outbox, in the order of their names.</summary>
    public IReadOnlyList<OutboxMember> MembersOf(string entry) => [.. Members.All.Where(member => member.Entry == entry).OrderBy(member => member.Event.At).ThenBy(member => member.Key, StringComparer.Ordinal)];

    /// <summary>Takes an entry out of the outbox, with its members.</summary>
    public void Drop(string entry)
    {
        foreach (var member in MembersOf(entry))
        {
            Members.Remove(member.Key);
        }

        Outbox.Remove(entry);
    }

    /// <summary>What was changed since it was last saved.</summary>
    public StateChanges Changes(DateTimeOffset at) => new()
    {
        Sequence = Sequence + 1,
        At = at,
        Rules = Rules.Changed(),
        Servers = Servers.Changed(),
        Outbox = Outbox.Changed(),
        Members = Members.Changed(),
        Deliveries = Deliveries.Changed(),
        Past = Past.Changed(),
        Runs = Runs.Changed(),
        Counters = Counters.Changed(),
        Leases = Leases.Changed(),
        Events = Events.Count > 0 ? [.. Events] : null,
        Gone = [.. Rules.Gone(), .. Servers.Gone(), .. Outbox.Gone(), .. Members.Gone(), .. Deliveries.Gone(), .. Past.Gone(), .. Runs.Gone(), .. Counters.Gone(), .. Leases.Gone()],
    };

    /// <summary>All of it, for a snapshot.</summary>
    public StateChanges Whole(DateTimeOffset at) => new()
    {
        Version = StateChanges.NewestVersion,
        Sequence = Sequence,
        At = at,
        Rules = [.. Rules.All],
        Servers = [.. Servers.All],
        Outbox = [.. Outbox.All],
        Members = [.. Members.All],
        Deliveries = [.. Deliveries.All],
        Past = [.. Past.All],
        Runs = [.. Runs.All],
        Counters = [.. Counters.All],
        Leases = [.. Leases.All],
    };

    /// <summary>What was changed is saved under a number.</summary>
    public void Saved(long sequence)
    {
        Sequence = sequence;
        Events.Clear();
        Rules.Saved();
        Servers.Saved();
        Outbox.Saved();
        Members.Saved();
        Deliveries.Saved();
        Past.Saved();
        Runs.Saved();
        Counters.Saved();
        Leases.Saved();
    }

    /// <summary>Forgets what was read, and keeps what was changed here and is not saved.</summary>
    public void Clear()
    {
        Rules.Clear();
        Servers.Clear();
        Outbox.Clear();
        Members.Clear();
        Deliveries.Clear();
        Past.Clear();
        Runs.Clear();
        Counters.Clear();
        Leases.Clear();
    }

    /// <summary>Takes a line of the journal, or a snapshot.</summary>
    public void Load(StateChanges changes)
    {
        Sequence = changes.Sequence;
        Rules.Load(changes.Rules);
        Servers.Load(changes.Servers);
        Outbox.Load(changes.Outbox);
        Members.Load(changes.Members);
        Deliveries.Load(changes.Deliveries);
        Past.Load(changes.Past);
        Runs.Load(changes.Runs);
        Counters.Load(changes.Counters);
        Leases.Load(changes.Leases);
        foreach (var gone in changes.Gone ?? [])
        {
            Rules.LoadGone(gone);
            Servers.LoadGone(gone);
            Outbox.LoadGone(gone);
            Members.LoadGone(gone);
            Deliveries.LoadGone(gone);
            Past.LoadGone(gone);
            Runs.LoadGone(gone);
            Counters.LoadGone(gone);
            Leases.LoadGone(gone);
        }
    }
}
