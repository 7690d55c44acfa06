namespace McpOps.Backups.Restores;

/// <summary>One file or folder that a restore puts in place by a rename.</summary>
internal sealed record RestoreUnit
{
    /// <summary>Where it belongs.</summary>
    public required string Target { get; init; }

    /// <summary>The folder, beside the target and on its file system, in which it is made ready and what was there is kept until the end.</summary>
    public required string Staging { get; init; }

    /// <summary>What it is called within the staging. Nothing is made ready when the target is only taken away.</summary>
    public required string Name { get; init; }

    /// <summary>The inode of what was staged: it tells, after any interruption, whether the swap has happened.</summary>
    public ulong StagedInode { get; init; }

    /// <summary>True when the target is only taken away.</summary>
    public bool IsRemoval { get; init; }

    /// <summary>Whether there was anything at the target.</summary>
    public bool Existed { get; init; }

    /// <summary>What of a live folder the backup covers; null when all of it is replaced.</summary>
    public RestoreCover? Cover { get; init; }

    /// <summary>Paths below the target that the backup does not cover: they move over, and are not lost. Found when the service has stopped.</summary>
    public IReadOnlyList<byte[]> Carried { get; init => field = value ?? []; } = [];
}

/// <summary>What of a folder a backup covers.</summary>
/// <param name="Include">The patterns of what was taken; everything when empty.</param>
/// <param name="Exclude">The patterns of what was left out.</param>
/// <param name="Skipped">Whole paths that the backup should hold and does not.</param>
internal sealed record RestoreCover(IReadOnlyList<string> Include, IReadOnlyList<string> Exclude, IReadOnlyList<string> Skipped);
