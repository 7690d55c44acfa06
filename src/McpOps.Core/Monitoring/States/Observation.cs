namespace McpOps.Monitoring;

/// <summary>What a sample says under one rule.</summary>
internal enum ObservedResult
{
    Good,
    Bad,

    /// <summary>Could not be found out: neither good nor bad.</summary>
    Unknown,
}

/// <summary>One sample under one rule of one server.</summary>
internal sealed record Observation(string Server, string Rule, DateTimeOffset At, ObservedResult Result)
{
    public string Severity { get; init; } = AlertSeverity.None;

    public string Verdict { get; init; } = "";

    public string Message { get; init; } = "";

    /// <summary>The figures that it is bad for, where several may be the cause of one alert.</summary>
    public IReadOnlyList<SeenCause> Causes { get; init; } = [];

    /// <summary>The checks that it is bad by.</summary>
    public IReadOnlyList<string> Ill { get; init; } = [];

    /// <summary>The checks that could not be made.</summary>
    public IReadOnlyList<string> Unseen { get; init; } = [];

    /// <summary>Why what was bad is over, where it is not well; empty where it is.</summary>
    public string Note { get; init; } = "";

    public double? Value { get; init; }

    /// <summary>Of an objective that is bad: the newest sample that it counts as bad, however long before this one.</summary>
    public DateTimeOffset? FailedAt { get; init; }

    /// <summary>How many bad samples in a row fire.</summary>
    public int Failures { get; init; } = 3;

    /// <summary>How many good ones end it.</summary>
    public int Successes { get; init; } = 2;

    /// <summary>Whether changing results are worth a word though none of them lasted long enough to fire: a server that crashes and comes back is, a figure about its bound is not.</summary>
    public bool FlapsUnseen { get; init; } = true;

    /// <summary>Of a figure, which may wander about its bound: how long it must not cross it until the next crossing is news. Null for an outage, which is news each time.</summary>
    public TimeSpan? Settles { get; init; }

    /// <summary>How long its severity must stay as it is until the next time that it rises is other news than that it swings; null where it has one severity, or <see cref="Settles"/>.</summary>
    public TimeSpan? Swings { get; init; }

    /// <summary>So long for what is looked at so often.</summary>
    public static TimeSpan SettlesAt(TimeSpan every) => TimeSpan.FromTicks(Math.Max(TimeSpan.FromMinutes(15).Ticks, every.Ticks * Flapping.MostResults));
}

/// <summary>What holds an alert back at a moment, and how grave what it holds may be.</summary>
internal readonly record struct Hold(string? Reason, string Most = AlertSeverity.Critical)
{
    public static readonly Hold No = new(null);
}
