namespace McpOps.Crawling;

/// <summary>How pages are fetched and read.</summary>
public sealed record PageOptions
{
    /// <summary>Most bytes of a page after decoding; 1 KiB to 1 GiB, by default 10 MiB.</summary>
    public long MaxBytes { get; init; } = 10 * 1024 * 1024;
}
