namespace McpOps.Monitoring;

/// <summary>The kinds of event of an alert.</summary>
internal static class AlertEventKind
{
    public const string Fired = "fired";
    public const string Raised = "raised";
    public const string Lowered = "lowered";

    /// <summary>One more figure is bad of an alert that has several.</summary>
    public const string Joined = "joined";
    public const string FlappingStarted = "flapping";
    public const string FlappingEnded = "settled";
    public const string Resolved = "resolved";
    public const string Reminded = "reminder";
    public const string Escalated = "escalated";

    /// <summary>It was bad and is good again before anybody was told.</summary>
    public const string Passed = "passed";

    /// <summary>It was bad when it was taken out of the inventory, or switched off: nobody knows whether it is good again.</summary>
    public const string Unwatched = "unwatched";

    /// <summary>Somebody sent it by hand.</summary>
    public const string Told = "told";

    /// <summary>It was bad and is good again while it was held; nobody is told.</summary>
    public const string Muted = "muted";
}

/// <summary>Something that happened to an alert: what the outbox makes messages of, and what a replay counts.</summary>
internal sealed record AlertEvent
{
    public required string Kind { get; init; }

    public required string Server { get; init; }

    public required string Rule { get; init; }

    public required string Episode { get; init; }

    public required string Severity { get; init; }

    public required DateTimeOffset At { get; init; }

    public DateTimeOffset Since { get; init; }

    /// <summary>When it was over; null while it is not.</summary>
    public DateTimeOffset? Until { get; init; }

    public string Message { get; init => field = value ?? ""; } = "";

    /// <summary>Why it is over though nobody saw it good again; empty where somebody did.</summary>
    public string Note { get; init => field = value ?? ""; } = "";

    public string Verdict { get; init => field = value ?? ""; } = "";

    public double? Value { get; init; }

    public int BadSamples { get; init; }

    /// <summary>The state that holds after it: one of <see cref="AlertState"/>.</summary>
    public string State { get; init => field = value ?? AlertState.Firing; } = AlertState.Firing;

    /// <summary>Whoever says it has seen to it that it is new: that something else was said of the same rule a moment ago does not hold it back.</summary>
    public bool IsNews { get; init; }

    /// <summary>Something that is said, and is no alert that could end.</summary>
    public static AlertEvent Told(string server, string rule, string severity, string message, DateTimeOffset now) => new()
    {
        Kind = AlertEventKind.Told, Server = server, Rule = rule, Episode = now.ToUnixTimeSeconds().ToString("x", System.Globalization.CultureInfo.InvariantCulture), Severity = severity, At = now, Since = now, Message = message,
    };

    /// <summary>The number of the reminder or escalation.</summary>
    public int Step { get; init; }
}
