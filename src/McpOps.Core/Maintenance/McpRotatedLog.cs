namespace McpOps.Maintenance;

/// <summary>What became of one log.</summary>
public sealed record McpRotatedLog : IHostRecord
{
    /// <summary>The server.</summary>
    public required string Server { get; init; }

    /// <summary>The machine that made this record: its name, or what <c>MCPOPS_HOST</c> says. Null in what an older version wrote.</summary>
    public string? Host { get; init; }

    /// <summary>The log.</summary>
    public required string Path { get; init; }

    /// <summary>One of <see cref="RotateOutcome"/>.</summary>
    public required string Outcome { get; init; }

    /// <summary>How: <c>Rename</c>, <c>Signal</c>, <c>Reload</c> or <c>CopyTruncate</c>; null where it was not, and would not be.</summary>
    public string? Way { get; init; }

    /// <summary>The log's size before, in bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>Bytes that came free by compressing and by archives that went.</summary>
    public long FreedBytes { get; init; }

    /// <summary>With <c>CopyTruncate</c>: bytes that the writer added between the end of the copy and the cut, and that are lost.</summary>
    public long LostBytes { get; init; }

    /// <summary>The newest archive; null when there is none.</summary>
    public string? Archive { get; init; }

    /// <summary>Why it was, or was not; and what to do.</summary>
    public string Reason { get; init => field = value ?? ""; } = "";
}

/// <summary>What became of a log.</summary>
public static class RotateOutcome
{
    /// <summary>It was rotated.</summary>
    public const string Rotated = "Rotated";

    /// <summary>It would be rotated.</summary>
    public const string WouldRotate = "WouldRotate";

    /// <summary>It is not its time.</summary>
    public const string NotDue = "NotDue";

    /// <summary>It is due, and stays as it is for a reason.</summary>
    public const string Left = "Left";

    /// <summary>Nobody rotates it: neither a rule of the inventory nor logrotate.</summary>
    public const string Unrotated = "Unrotated";

    /// <summary>logrotate does it.</summary>
    public const string ByOther = "ByOther";

    /// <summary>It could not be rotated.</summary>
    public const string Failed = "Failed";
}
