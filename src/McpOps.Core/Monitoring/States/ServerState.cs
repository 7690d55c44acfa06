using McpOps.Protocol;

namespace McpOps.Monitoring;

/// <summary>What is remembered of one server beside its rules.</summary>
internal sealed record ServerState
{
    public required string Server { get; init; }

    public string Status { get; init => field = value ?? ""; } = "";

    public string Verdict { get; init => field = value ?? ""; } = "";

    /// <summary>The host that looked when that changed, of those that share a history; null where none does.</summary>
    public string? Host { get; init; }

    /// <summary>Since when it is well, or is not: a look that could not find out how it is changes nothing about that.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>Since when it works, well or Degraded; null while it does not, and in what an older version wrote.</summary>
    public DateTimeOffset? WorksSince { get; init; }

    /// <summary>True where not all of it can be found out, and it works.</summary>
    public bool Works { get; init; }

    /// <summary>Since when it cannot be found out how it is; null while it can.</summary>
    public DateTimeOffset? UnknownSince { get; init; }

    /// <summary>The status before it could not be found out; empty while it can.</summary>
    public string Before { get; init => field = value ?? ""; } = "";

    /// <summary>The newest status that was found out; empty where none was.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Known => Status is Probing.HealthStatus.Unknown ? Before : Status;

    /// <summary>The newest sample. It changes with each and is not worth a line of the journal, so it is not saved.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public DateTimeOffset Newest => NewestOf.At;

    /// <summary>Where the newest sample's time is kept; one for all versions of the record.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public NewestSample NewestOf { get; init; } = new();

    /// <summary>What the server offered when it was first seen, or what was accepted since; null where the lock file says what it should offer.</summary>
    public LockedServer? FirstSeen { get; init; }

    /// <summary>True when two looks in a row agreed on what was first seen.</summary>
    public bool Confirmed { get; init; }

    /// <summary>What it offered last, where that differs: what an operator may accept.</summary>
    public LockedServer? Seen { get; init; }

    /// <summary>What of it differed last; empty when nothing did.</summary>
    public string Drift { get; init => field = value ?? ""; } = "";

    /// <summary>It after one more sample.</summary>
    public ServerState With(McpSample sample)
    {
        var isUnknown = sample.Status is Probing.HealthStatus.Unknown;
        var next = this with { Status = sample.Status, Verdict = sample.Verdict, Works = isUnknown && sample.Works, UnknownSince = !isUnknown ? null : Status is Probing.HealthStatus.Unknown ? UnknownSince : sample.Slot };
        if (next is { Status: Probing.HealthStatus.Unknown, Works: false })
        {
            return next with { Before = Known, Since = Known.Length > 0 ? Since : UnknownSince ?? sample.Slot };
        }

        // That it works is found out, whatever else is not.
        var known = isUnknown ? Probing.HealthStatus.Healthy : sample.Status;
        var isSame = Known.Length > 0 && (Known is Probing.HealthStatus.Healthy) == (known is Probing.HealthStatus.Healthy);
        return next with
        {
            Before = isUnknown ? known : "",
            Since = isSame ? Since : sample.Slot,
            WorksSince = !IsWorking(known) ? null : !IsWorking(Known) ? sample.Slot : WorksSince ?? Since,
        };
    }

    private static bool IsWorking(string status) => status is Probing.HealthStatus.Healthy or Probing.HealthStatus.Degraded;
}

/// <summary>When something that runs again and again ran last.</summary>
/// <param name="Name">What it is, such as <c>watch</c>.</param>
/// <param name="At">When it ran.</param>
/// <param name="EverySeconds">How often it ran.</param>
internal sealed record WatchRun(string Name, DateTimeOffset At, double EverySeconds);

/// <summary>What a counter stood at when it was last read: of two readings its growth is made, also over runs.</summary>
/// <param name="Name">The server's and the metric's name.</param>
/// <param name="At">When.</param>
/// <param name="Value">What it stood at.</param>
internal sealed record CounterReading(string Name, DateTimeOffset At, double Value);

/// <summary>The time of a server's newest sample, in this process.</summary>
internal sealed class NewestSample
{
    public DateTimeOffset At { get; set; }
}
