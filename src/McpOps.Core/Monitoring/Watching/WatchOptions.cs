using McpOps.Protocol;

namespace McpOps.Monitoring;

/// <summary>What is watched, and how.</summary>
public sealed record WatchOptions
{
    /// <summary>Names of servers of the inventory, wildcards understood; all when empty.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>The inventory; looked for in its usual places when null.</summary>
    public string? ConfigPath { get; init; }

    /// <summary>A folder, or a <c>postgres://</c> address; the inventory's when null, else the user's folder of state.</summary>
    public string? History { get; init; }

    /// <summary>True to look once at each server and end: for timers, scheduled tasks and runbooks.</summary>
    public bool Once { get; init; }

    /// <summary>From one probe of a server to its next; what the inventory says when null, else 60 seconds. With <see cref="Once"/>: how often the timer runs it.</summary>
    public TimeSpan? Every { get; init; }

    /// <summary>The time that one server may take; its own when null, else 10 seconds.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>True to hand out a record for each probe, not only for what changed.</summary>
    public bool All { get; init; }

    /// <summary>True to send nothing: what would be sent stays in the outbox.</summary>
    public bool NoSend { get; init; }

    /// <summary>Reads what changed in what servers say of themselves; null to tell only that it changed.</summary>
    public IToolTexts? Texts { get; init; }

    /// <summary>What others see of the watch while it runs; null where nobody looks.</summary>
    public WatchBoard? Board { get; init; }
}
