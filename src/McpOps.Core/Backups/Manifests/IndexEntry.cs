using McpOps.Backups.Archive;

namespace McpOps.Backups.Manifests;

/// <summary>What the manifest says of one entry of an archive.</summary>
internal sealed record IndexEntry
{
    public required TarEntry Entry { get; init; }

    /// <summary>The SHA-256 of a file's content in hexadecimal; null for anything else.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The file changed while it was read, and again when it was read again.</summary>
    public bool Changed { get; init; }

    /// <summary>The same file comes again later in the archive, and counts there.</summary>
    public bool Superseded { get; init; }
}
