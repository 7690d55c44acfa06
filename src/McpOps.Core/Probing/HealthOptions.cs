namespace McpOps.Probing;

/// <summary>How servers are probed.</summary>
public sealed record HealthOptions
{
    /// <summary>The time-out where neither the caller nor the inventory names one.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);

    /// <summary>The time that one server may take in all, and each check of it. Null for the server's own time-out, else 10 s.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>True to start stdio servers that were merely discovered.</summary>
    public bool Launch { get; init; }

    /// <summary>The checks to run, by name; all that apply when empty.</summary>
    public IReadOnlyList<string> Checks { get; init; } = [];

    /// <summary>
    /// How many servers are probed at once. Null for 64, or two a processor of those that are started as processes;
    /// one that keeps the probe waiting then gives its place to the next, so that a hung one delays no other.
    /// </summary>
    public int? ThrottleLimit { get; init; }
}
