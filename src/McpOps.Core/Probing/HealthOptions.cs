namespace McpOps.Probing;

/// <summary>How servers are probed.</summary>
public sealed record HealthOptions
{
    /// <summary>The time that one server may take in all. 10 s by default; a server's own time-out wins.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>True to start stdio servers that were merely discovered.</summary>
    public bool Launch { get; init; }

    /// <summary>The checks to run; all that apply when empty.</summary>
    public IReadOnlyList<string> Checks { get; init; } = [];

    /// <summary>How many servers are probed at once.</summary>
    public int Parallelism { get; init; } = 64;
}
