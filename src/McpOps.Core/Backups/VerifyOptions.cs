namespace McpOps.Backups;

/// <summary>How thoroughly a backup is verified. Without any of these, every part is read and its hash compared.</summary>
public sealed record VerifyOptions
{
    /// <summary>True to read every file in every archive and compare its hash and everything the manifest says of it.</summary>
    public bool Deep { get; init; }

    /// <summary>True for a drill: everything is restored into a temporary folder and compared there.</summary>
    public bool Restore { get; init; }

    /// <summary>Reads only so much of the parts, from 0 to 1, and goes on there the next time; null for all.</summary>
    public double? Sample { get; init; }

    /// <summary>The file of the private key that opens parts encrypted by <c>age</c>.</summary>
    public string? Identity { get; init; }

    /// <summary>Where a drill restores to; the system's temporary folder when null.</summary>
    public string? DrillFolder { get; init; }
}

/// <summary>What a verification found.</summary>
public sealed record McpBackupVerification : IHostRecord
{
    /// <summary>The backup.</summary>
    public required string Id { get; init; }

    /// <summary>The server.</summary>
    public required string Server { get; init; }

    /// <summary>The machine that made this record: its name, or what <c>MCPOPS_HOST</c> says. Null in what an older version wrote.</summary>
    public string? Host { get; init; }

    /// <summary>One of <see cref="VerificationStatus"/>.</summary>
    public required string Status { get; init; }

    /// <summary><c>Quick</c>, <c>Deep</c>, <c>Restore</c> or <c>Sample</c>.</summary>
    public required string Level { get; init; }

    /// <summary>What is not as it was written.</summary>
    public IReadOnlyList<McpBackupProblem> Problems { get; init => field = Readable.List(value); } = Readable.List<McpBackupProblem>([]);

    /// <summary>Files within archives that were read and compared; 0 for a quick one.</summary>
    public long Files { get; init; }

    /// <summary>Bytes of the store that were read.</summary>
    public long Bytes { get; init; }

    /// <summary>For a sample: how much of the backup the samples so far have covered in this round, from 0 to 1.</summary>
    public double? Covered { get; init; }

    /// <summary>The recovery point: when the backup was made. What was written since is not in it. Null where that is not known.</summary>
    public DateTime? BackedUpAt { get; init; }

    /// <summary>How long it took, in milliseconds. Of a drill that is the recovery time, without stop and start of the service.</summary>
    public double DurationMs { get; init; }

    /// <summary>When it was begun.</summary>
    public required DateTime CheckedAt { get; init; }
}

/// <summary>One thing that is not as it was written.</summary>
/// <param name="File">The file of the backup.</param>
/// <param name="Kind"><c>Missing</c>, <c>Truncated</c>, <c>Extended</c>, <c>Changed</c>, <c>Swapped</c>, <c>Unexpected</c>, <c>Misplaced</c> or <c>Unreadable</c>.</param>
/// <param name="Message">What was found, in one sentence.</param>
/// <param name="Path">The file within the archive, where it is known.</param>
public sealed record McpBackupProblem(string File, string Kind, string Message, string? Path = null)
{
    /// <summary>The problem in a line.</summary>
    public override string ToString() => $"{File}: {Message}";
}
