namespace McpOps.Platform;

/// <summary>A process of this machine. What this system does not give is null.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">The name of its program.</param>
public sealed record ProcessDetail(int Id, string Name)
{
    /// <summary>The process that it belongs to.</summary>
    public int? ParentId { get; init; }

    /// <summary>Resident memory in bytes.</summary>
    public long RssBytes { get; init; }

    /// <summary>Processor time since it started, in milliseconds.</summary>
    public double? CpuMs { get; init; }

    /// <summary>How many threads it has.</summary>
    public int? Threads { get; init; }

    /// <summary>Open files, sockets and other handles; null where this account may not look.</summary>
    public int? Handles { get; init; }

    /// <summary>When it started.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>True while a signal or a debugger keeps it stopped: it lives, and does nothing.</summary>
    internal bool IsStopped { get; init; }

    /// <summary>Its command line, which may hold secrets: only the core reads it.</summary>
    internal IReadOnlyList<string> Arguments { get; init; } = [];

    internal string CommandLine => Arguments.Count > 0 ? string.Join(' ', Arguments) : Name;
}

/// <summary>What a process used at one moment.</summary>
public sealed record ProcessSample
{
    /// <summary>The process.</summary>
    public required int Id { get; init; }

    /// <summary>Its share of one processor since the sample before, in percent (above 100 on several); null for a first sample.</summary>
    public double? CpuPercent { get; init; }

    /// <summary>Processor time since it started, in milliseconds.</summary>
    public double? CpuMs { get; init; }

    /// <summary>Resident memory in bytes.</summary>
    public long RssBytes { get; init; }

    /// <summary>How many threads it has.</summary>
    public int? Threads { get; init; }

    /// <summary>Open files, sockets and other handles; null where this account may not look.</summary>
    public int? Handles { get; init; }

    /// <summary>When it started.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it was asked.</summary>
    public required DateTimeOffset At { get; init; }
}
