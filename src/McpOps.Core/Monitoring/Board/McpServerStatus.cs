using McpOps.Probing;

namespace McpOps.Monitoring;

/// <summary>How a watched server is, and was: what others are shown of it.</summary>
public sealed record McpServerStatus
{
    /// <summary>The server's name.</summary>
    public required string Server { get; init; }

    /// <summary>One of <see cref="HealthStatus"/>; <c>Unknown</c> before it was looked at.</summary>
    public string Status { get; init => field = value ?? HealthStatus.Unknown; } = HealthStatus.Unknown;

    /// <summary>What the conversation came to; empty before it was looked at.</summary>
    public string Verdict { get; init => field = value ?? ""; } = "";

    /// <summary>True where it works: <c>Healthy</c>, <c>Degraded</c>, or <c>Unhealthy</c> for a figure alone, such as a certificate that ends soon, or <c>Unknown</c> for a check beside while it answers. False where it does not, or nothing is known.</summary>
    public bool Works { get; init; }

    /// <summary>What is the matter, in one sentence; empty when all is well.</summary>
    public string Message { get; init => field = value ?? ""; } = "";

    /// <summary>Since when it is well, or is not, or since when that cannot be found out; null when that is not known.</summary>
    public DateTime? Since { get; init; }

    /// <summary>When it was looked at last; null when it never was.</summary>
    public DateTime? CheckedAt { get; init; }

    /// <summary>From one look to the next, in seconds.</summary>
    public double EverySeconds { get; init; }

    /// <summary>How long the last probe took, in milliseconds.</summary>
    public double? LatencyMs { get; init; }

    /// <summary>The median of its response time over 24 hours, in milliseconds; null where there is no sample.</summary>
    public double? P50Ms { get; init; }

    /// <summary>The 95th percentile of its response time over 24 hours, in milliseconds; null where there is no sample.</summary>
    public double? P95Ms { get; init; }

    /// <summary>Its address or command line, secrets masked.</summary>
    public string? Target { get; init; }

    /// <summary>How many tools it offers.</summary>
    public int? ToolCount { get; init; }

    /// <summary>What of its tools and versions is not what it was; empty when nothing is.</summary>
    public string Drift { get; init => field = value ?? ""; } = "";

    /// <summary>The maintenance window that is open for it; null for none.</summary>
    public string? Maintenance { get; init; }

    /// <summary>How old its newest backup is, in days; null where none is made.</summary>
    public double? BackupAgeDays { get; init; }

    /// <summary>What the last audit left open; null where there was none.</summary>
    public string? Findings { get; init; }

    /// <summary>The share of the time in which it worked, over 24 hours, 7, 30 and 90 days.</summary>
    public IReadOnlyList<McpAvailability> Availability { get; init => field = Readable.List(value); } = Readable.List<McpAvailability>([]);

    /// <summary>The alerts that are open.</summary>
    public IReadOnlyList<McpAlert> Alerts { get; init => field = Readable.List(value); } = Readable.List<McpAlert>([]);

    /// <summary>Its objectives; none where the inventory names none.</summary>
    public IReadOnlyList<McpObjective> Objectives { get; init => field = Readable.List(value); } = Readable.List<McpObjective>([]);

    /// <summary>The last checks, oldest first: the status of each.</summary>
    public IReadOnlyList<McpPastCheck> Checks { get; init => field = Readable.List(value); } = Readable.List<McpPastCheck>([]);

    /// <summary>True once its history has been read: before that, its availability is only of what this watch saw.</summary>
    public bool IsComplete { get; init; }
}

/// <summary>The share of a time in which a server worked.</summary>
public sealed record McpAvailability
{
    /// <summary>The length of the time: <c>24h</c>, <c>7d</c>, <c>30d</c> or <c>90d</c>.</summary>
    public required string Window { get; init; }

    /// <summary>The share of the samples in which it worked, in percent; null where there is none.</summary>
    public double? Achieved { get; init; }

    /// <summary>The share of the time of which nothing is known, in percent: that is neither good nor bad.</summary>
    public double UnknownShare { get; init; }
}

/// <summary>How a server was at one look.</summary>
/// <param name="At">When.</param>
/// <param name="Status">One of <see cref="HealthStatus"/>.</param>
/// <param name="ResponseMs">Its response time in milliseconds; null where there was none.</param>
public sealed record McpPastCheck(DateTime At, string Status, double? ResponseMs);

/// <summary>How a server was over an hour or a day.</summary>
/// <param name="From">The beginning of the stretch.</param>
/// <param name="Achieved">The share of the samples in which it worked, in percent; null where there is none.</param>
/// <param name="UnknownShare">The share of the time of which nothing is known, in percent.</param>
/// <param name="P50Ms">The median of the response time in milliseconds; null where there is none.</param>
/// <param name="P95Ms">Its 95th percentile in milliseconds; null where there is none.</param>
public sealed record McpPastStretch(DateTime From, double? Achieved, double UnknownShare, double? P50Ms, double? P95Ms);
