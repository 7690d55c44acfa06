namespace McpOps.Monitoring;

/// <summary>A message as it is sent: made at the moment of sending, of the events that it is about.</summary>
internal sealed record AlertMessage
{
    /// <summary>The same over tries.</summary>
    public required string Id { get; init; }

    /// <summary>One of <see cref="AlertEventKind"/>, <c>note</c> or <c>test</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The key by which a receiver tells alerts apart.</summary>
    public string DedupKey { get; init; } = "";

    /// <summary>One line. As all that people read of it, it shows what would steer a terminal or turn text around.</summary>
    public required string Title { get; init => field = Visible.Of(value); }

    /// <summary>The worst of its alerts.</summary>
    public string Severity { get; init; } = AlertSeverity.Information;

    /// <summary>When it happened.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The alerts, the gravest first.</summary>
    public IReadOnlyList<MessageAlert> Alerts { get; init; } = [];

    /// <summary>A text of its own, for a message that is about no alert.</summary>
    public string Text { get; init => field = Visible.Of(value); } = "";

    /// <summary>The report that goes with it; null for none.</summary>
    public MessageReport? Report { get; init; }

    /// <summary>True when an earlier try may have reached the receiver.</summary>
    public bool Repeated { get; init; }

    /// <summary>How much later it is sent than it was made, where that is worth a word.</summary>
    public TimeSpan? Delayed { get; init; }

    /// <summary>True when what it is about is over.</summary>
    public bool IsOver => Kind is AlertEventKind.Resolved or AlertEventKind.Passed or AlertEventKind.Unwatched;

    /// <summary>True when all of its key is over, so that a receiver may close it.</summary>
    public bool Closes { get; init; }
}

/// <summary>One alert of a message.</summary>
internal sealed record MessageAlert
{
    public required string Server { get; init; }

    public required string Rule { get; init; }

    public required string Severity { get; init; }

    public required string State { get; init; }

    public required DateTimeOffset Since { get; init; }

    public DateTimeOffset? Until { get; init; }

    public string Episode { get; init; } = "";

    public string Message { get; init => field = Visible.Of(value); } = "";

    /// <summary>Why it is over though nobody saw it good again; empty where somebody did.</summary>
    public string Note { get; init; } = "";

    public string Verdict { get; init; } = "";

    public double? Value { get; init; }

    public int BadSamples { get; init; }

    public string Target { get; init; } = "";

    /// <summary>The last lines of its logs that tell of an error, secrets masked.</summary>
    public IReadOnlyList<string> LogLines { get; init => field = [.. value.Select(Visible.Of)]; } = [];

    /// <summary>The command to look closer.</summary>
    public string Command { get; init; } = "";

    /// <summary>The machine that it is about, or that looked.</summary>
    public string Host { get; init; } = "";

    /// <summary>What it is about, for people.</summary>
    public string Subject => HostWatch.Is(Server, Rule) && Host.Length > 0 ? $"machine {Host}" : Server;

    private string Cause => AlertCause.Of(Rule, Verdict, Message);

    /// <summary>One line: what is the matter.</summary>
    public string Summary => (State, Until) switch
    {
        _ when Server.Length == 0 => MessageText.Cut(Message, 120),
        (AlertState.Resolved, { } until) when Note.Length > 0 => $"{Subject}: {Rule} was {Severity} for {Spans.Text(until - Since)}",
        (AlertState.Resolved, { } until) => $"{Subject}: {Rule} is well again after {Spans.Text(until - Since)}",
        (AlertState.Flapping, _) => $"{Subject}: {Rule} changes again and again",
        _ => $"{Subject}: {Cause}",
    };
}
