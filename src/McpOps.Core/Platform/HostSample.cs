namespace McpOps.Platform;

/// <summary>What the machine said at one moment. A number that this system does not give is null, never a guess.</summary>
public sealed record HostSample
{
    /// <summary>How busy all processors were since the sample before, in percent (0 to 100); null for a first sample.</summary>
    public double? CpuPercent { get; init; }

    /// <summary>How many processors there are.</summary>
    public int CpuCount { get; init; } = Environment.ProcessorCount;

    /// <summary>Memory that cannot be had, in percent (0 to 100). In a container with a limit: of that limit.</summary>
    public double? MemoryPercent { get; init; }

    /// <summary>All memory, or the container's limit, in bytes.</summary>
    public long? MemoryTotalBytes { get; init; }

    /// <summary>Memory that can be had without swapping, in bytes.</summary>
    public long? MemoryAvailableBytes { get; init; }

    /// <summary>True when the memory figures are those of a container's limit.</summary>
    public bool MemoryIsLimited { get; init; }

    /// <summary>Swap in use, in percent (0 to 100); 0 where there is no swap.</summary>
    public double? SwapPercent { get; init; }

    /// <summary>All swap, in bytes.</summary>
    public long? SwapTotalBytes { get; init; }

    /// <summary>Average of runnable tasks over 1 minute.</summary>
    public double? Load1 { get; init; }

    /// <summary>Average of runnable tasks over 5 minutes.</summary>
    public double? Load5 { get; init; }

    /// <summary>Average of runnable tasks over 15 minutes.</summary>
    public double? Load15 { get; init; }

    /// <summary>When the machine was asked.</summary>
    public required DateTimeOffset At { get; init; }
}
