namespace McpOps.Monitoring;

/// <summary>Something that is wrong with a server, or was, and who was told.</summary>
public sealed record McpAlert : IHostRecord
{
    /// <summary>What tells one outage from another: it stays the same as long as the outage lasts.</summary>
    public required string Id { get; init; }

    /// <summary>The server's name.</summary>
    public required string Server { get; init; }

    /// <summary>The machine that made this record: its name, or what <c>MCPOPS_HOST</c> says. Null in what an older version wrote.</summary>
    public string? Host { get; init; }

    /// <summary>The rule, <c>health</c> for the probe itself.</summary>
    public required string Rule { get; init; }

    /// <summary>One of <see cref="AlertSeverity"/>.</summary>
    public required string Severity { get; init; }

    /// <summary>One of <see cref="AlertState"/>.</summary>
    public required string State { get; init; }

    /// <summary>The first bad sample.</summary>
    public required DateTime Since { get; init; }

    /// <summary>The first good sample after it; null while it lasts.</summary>
    public DateTime? Until { get; init; }

    /// <summary>How long it lasted, or has lasted, in seconds.</summary>
    public double DurationSeconds { get; init; }

    /// <summary>What is the matter.</summary>
    public string Message { get; init => field = value ?? ""; } = "";

    /// <summary>The verdict of the probe; empty for a rule about a figure.</summary>
    public string Verdict { get; init => field = value ?? ""; } = "";

    /// <summary>The figure that was too high or too low; null where there is none.</summary>
    public double? Value { get; init; }

    /// <summary>How many samples were bad.</summary>
    public int BadSamples { get; init; }

    /// <summary>The channels that were told.</summary>
    public IReadOnlyList<string> SentTo { get; init => field = Readable.List(value); } = Readable.List<string>([]);

    /// <summary>Why nobody is told, or was: the window, the server that it depends on, or the rule that told it; null when somebody is.</summary>
    public string? Muted { get; init; }

    /// <summary>When somebody acknowledged it; null when nobody did.</summary>
    public DateTime? AcknowledgedAt { get; init; }

    /// <summary>Why it is over though nobody saw it good again, such as that its server is no longer watched; null where somebody did, and while it lasts.</summary>
    public string? Note { get; init; }

    /// <summary>When it began, as an instant to reckon with.</summary>
    internal DateTimeOffset SinceMoment => new(Since);

    /// <summary>When it ended, as an instant to reckon with.</summary>
    internal DateTimeOffset? UntilMoment => Until is { } until ? new DateTimeOffset(until) : null;

    /// <summary>Who acknowledged it.</summary>
    public string? AcknowledgedBy { get; init; }

    /// <summary>What they said.</summary>
    public string? Comment { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Server} {Rule} {Severity} {State}";

    /// <inheritdoc/>
    public bool Equals(McpAlert? other) => other is not null && Id == other.Id && State == other.State && Until == other.Until && Severity == other.Severity && SentTo.Count == other.SentTo.Count;

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Id);
}
