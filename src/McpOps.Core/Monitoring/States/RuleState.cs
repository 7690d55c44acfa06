using System.Text.Json.Serialization;

namespace McpOps.Monitoring;

/// <summary>The phases of one rule of one server.</summary>
internal enum RulePhase
{
    /// <summary>All is well.</summary>
    Ok,

    /// <summary>Bad, and not often enough yet.</summary>
    Pending,

    /// <summary>Bad often enough.</summary>
    Firing,

    /// <summary>Good again, and not often enough yet.</summary>
    Recovering,
}

/// <summary>What is remembered of one rule of one server; all of it lies in the history, none in the process.</summary>
internal sealed record RuleState
{
    public required string Server { get; init; }

    public required string Rule { get; init; }

    public RulePhase Phase { get; init; }

    /// <summary>Bad samples in a row, up to the number that fires.</summary>
    public int Bad { get; init; }

    /// <summary>Good samples in a row while it fires.</summary>
    public int Good { get; init; }

    /// <summary>The severity that was told, or would be.</summary>
    public string Severity { get; init => field = value ?? AlertSeverity.None; } = AlertSeverity.None;

    /// <summary>The worst severity that the samples since the last good one, or since a fall began, had.</summary>
    public string Lower { get; init => field = value ?? AlertSeverity.None; } = AlertSeverity.None;

    /// <summary>Samples in a row with a lower severity than the one that was told.</summary>
    public int LowerCount { get; init; }

    /// <summary>Samples in a row that are graver than what was told, or as grave as the gravest that is not told yet; or in which nothing of the server was to be heard, while what was told is about one that answers.</summary>
    public int WorseCount { get; init; }

    /// <summary>The first of them.</summary>
    public DateTimeOffset? WorseSince { get; init; }

    /// <summary>The first sample of the episode that was as bad as what holds now, or worse.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The first good sample after the last bad one.</summary>
    public DateTimeOffset? GoodSince { get; init; }

    /// <summary>The episode's id; empty while there is none.</summary>
    public string Episode { get; init => field = value ?? ""; } = "";

    /// <summary>True when it was told that it is bad.</summary>
    public bool Announced { get; init; }

    /// <summary>What was told last, while it is not told to be over: what is new is what differs from that, however long something held it.</summary>
    public RuleWord? Told { get; init; }

    /// <summary>Why it, or that it got graver than it was told to be, is not told: <c>dependency:NAME</c>, <c>window:NAME</c>, <c>rule:health</c>, <c>certificate:NAME</c>; null when it may be.</summary>
    public string? Muted { get; init; }

    /// <summary>True while results change so often that only that is told.</summary>
    public bool Flapping { get; init; }

    /// <summary>True when it was told that it flaps.</summary>
    public bool FlappingTold { get; init; }

    /// <summary>How grave it was told to be while it flaps.</summary>
    public string FlappingAs { get; init => field = value ?? AlertSeverity.None; } = AlertSeverity.None;

    /// <summary>How grave a figure was told to be in this episode; forgotten when it was milder for long.</summary>
    public string RaisedAs { get; init => field = value ?? AlertSeverity.None; } = AlertSeverity.None;

    /// <summary>Since when a figure is milder than that.</summary>
    public DateTimeOffset? MilderSince { get; init; }

    /// <summary>When its severity rose or fell last; forgotten after long.</summary>
    public DateTimeOffset? SwungAt { get; init; }

    /// <summary>When it fell last; forgotten after long.</summary>
    public DateTimeOffset? LoweredAt { get; init; }

    /// <summary>When what was told of a figure ended last; forgotten after long.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When good results became bad last, or bad ones good.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>The last raw results, the newest in the lowest bit; 1 is bad.</summary>
    public int Bits { get; init; }

    /// <summary>How many of the bits are results.</summary>
    public int Results { get; init; }

    public string Verdict { get; init => field = value ?? ""; } = "";

    /// <summary>The worst verdict's text at its newest.</summary>
    public string Message { get; init => field = value ?? ""; } = "";

    /// <summary>What it was when it fired, or became graver: of that is told when it is over, for what fails last is often only the restart.</summary>
    public RuleCause? Cause { get; init; }

    /// <summary>The figures that are bad, or were a short time ago, where several may be the cause of one alert; null while none is.</summary>
    public IReadOnlyList<KnownCause>? Causes { get; init; }

    /// <summary>The checks that must be seen to be well before it is; null for none.</summary>
    public IReadOnlyList<string>? Ill { get; init; }

    /// <summary>The value at the last transition.</summary>
    public double? Value { get; init; }

    /// <summary>Bad samples of the episode.</summary>
    public int BadSamples { get; init; }

    /// <summary>Of an objective: when something failed last.</summary>
    public DateTimeOffset? FailedAt { get; init; }

    /// <summary>Since when reminders and escalation count, where that is later than <see cref="Since"/>: another face of the same outage, or one more figure, was told then, or what had been held.</summary>
    public DateTimeOffset? AgainSince { get; init; }

    /// <summary>When it, or what is new about it, was told last: nobody is reminded of what nobody was told.</summary>
    public DateTimeOffset? ToldAt { get; init; }

    /// <summary>How many reminders were sent.</summary>
    public int Reminders { get; init; }

    /// <summary>How many steps of escalation were taken.</summary>
    public int Escalations { get; init; }

    /// <summary>When somebody acknowledged the episode; null when nobody did.</summary>
    public DateTimeOffset? AcknowledgedAt { get; init; }

    public string? AcknowledgedBy { get; init; }

    public string? Comment { get; init; }

    /// <summary>The last sample that counted.</summary>
    public DateTimeOffset? Last { get; init; }

    /// <summary>It, where something is told that nobody can have meant who acknowledged it before: reminders and escalation begin anew.</summary>
    /// <param name="since">Since when that is, where it is of the same outage.</param>
    public RuleState Anew(DateTimeOffset? since) => this with { AgainSince = since, Reminders = 0, Escalations = 0, AcknowledgedAt = null, AcknowledgedBy = null, Comment = null };

    /// <summary>The key under which it stands in the state.</summary>
    [JsonIgnore]
    public string Key => KeyOf(Server, Rule);

    /// <summary>True while something is wrong that somebody should know of.</summary>
    [JsonIgnore]
    public bool IsActive => Phase is RulePhase.Firing or RulePhase.Recovering || Flapping;

    /// <summary>How grave it is, or was in the newest samples, which are too few yet to be told.</summary>
    [JsonIgnore]
    public string Gravest => Phase is RulePhase.Firing && WorseCount > 0 ? AlertSeverity.Critical : Severity;

    public static string KeyOf(string server, string rule) => $"{server}\n{rule}";
}

/// <summary>What was wrong when a rule fired.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="Message">Its text.</param>
/// <param name="Value">The value.</param>
internal sealed record RuleCause(string Verdict, string Message, double? Value);

/// <summary>What was told of a rule.</summary>
/// <param name="Severity">How grave it was told to be.</param>
/// <param name="Verdict">The verdict at which it fired, or became graver; null where there was none.</param>
internal sealed record RuleWord(string Severity, string? Verdict);
