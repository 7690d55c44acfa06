namespace McpOps.Monitoring;

/// <summary>Something that the watch saw or did.</summary>
public sealed record McpWatchRecord : IHostRecord
{
    /// <summary>When.</summary>
    public required DateTime At { get; init; }

    /// <summary><c>probe</c>, or what happened to an alert: <c>fired</c>, <c>raised</c>, <c>joined</c> (one more figure of the same alert), <c>lowered</c>, <c>resolved</c>, <c>unwatched</c> (it was taken out of the inventory while it fired), <c>flapping</c>, <c>settled</c>, <c>reminder</c>, <c>escalated</c>; <c>recovery</c> for what a restart without a person came to (then <c>Status</c> is Restarted, Restored, Failed, Refused or GivenUp).</summary>
    public required string Kind { get; init; }

    /// <summary>The server's name.</summary>
    public required string Server { get; init; }

    /// <summary>The machine that made this record: its name, or what <c>MCPOPS_HOST</c> says. Null in what an older version wrote.</summary>
    public string? Host { get; init; }

    /// <summary>How the server is, for a probe: <c>Healthy</c>, <c>Degraded</c>, <c>Unhealthy</c> or <c>Unknown</c>.</summary>
    public string? Status { get; init; }

    /// <summary>What the conversation came to.</summary>
    public string? Verdict { get; init; }

    /// <summary>How long the probe took, in milliseconds.</summary>
    public double? LatencyMs { get; init; }

    /// <summary>The rule of an alert.</summary>
    public string? Rule { get; init; }

    /// <summary>How grave an alert is.</summary>
    public string? Severity { get; init; }

    /// <summary>What is the matter.</summary>
    public string Message { get; init => field = value ?? ""; } = "";

    internal static McpWatchRecord Of(McpSample sample) => new()
    {
        At = sample.Slot.LocalDateTime,
        Kind = "probe",
        Server = sample.Server,
        Status = sample.Status,
        Verdict = sample.Verdict,
        LatencyMs = sample.Values.TryGetValue("latency", out var latency) ? latency : null,
        Message = sample.Message,
    };

    internal static McpWatchRecord Of(CompanionWord word, DateTimeOffset now) => new() { At = now.LocalDateTime, Kind = "recovery", Server = word.Server, Status = word.Outcome, Rule = word.Rule, Message = word.Message };

    internal static McpWatchRecord Of(AlertEvent one) => new()
    {
        At = one.At.LocalDateTime,
        Kind = one.Kind,
        Server = one.Server,
        Rule = one.Rule,
        Severity = one.Severity,
        Verdict = one.Verdict.Length > 0 ? one.Verdict : null,
        Message = one.Note.Length > 0 ? one.Note : one.State is AlertState.Resolved ? $"Well again after {Spans.Text((one.Until ?? one.At) - one.Since)}." : one.Message,
    };
}
