namespace McpOps.Crawling.Fetching;

/// <summary>What an address answered.</summary>
internal sealed record FetchedPage
{
    public required Uri Uri { get; init; }

    public required Uri FinalUri { get; init; }

    public required int Status { get; init; }

    public string? ContentType { get; init; }

    public string? Charset { get; init; }

    public string? ETag { get; init; }

    public DateTimeOffset? LastModified { get; init; }

    public byte[] Body { get; init; } = [];

    public Uri[] Redirects { get; init; } = [];

    public double FetchMs { get; init; }

    public bool IsSuccess => Status is >= 200 and < 300;
}
