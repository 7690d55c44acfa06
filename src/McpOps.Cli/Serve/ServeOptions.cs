namespace McpOps.Cli.Serve;

/// <summary>How the embedded MCP server listens and what it allows.</summary>
internal sealed record ServeOptions
{
    /// <summary>The address to bind; loopback unless the user says otherwise.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The port; 0 takes a free one.</summary>
    public int Port { get; init; } = 8000;

    /// <summary>The path of the MCP endpoint.</summary>
    public string Path { get; init; } = "/mcp";

    /// <summary>Host names (without port) that requests may name; loopback names and <see cref="Host"/> are always allowed.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Sessions that are kept at once; the one that was idle longest gives way.</summary>
    public int MaxSessions { get; init; } = 1000;

    /// <summary>A session that nobody used for this long is ended.</summary>
    public TimeSpan SessionIdleTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Tool calls that run at once, over all clients; 1 or more.</summary>
    public int MaxConcurrency { get; init; } = 16;

    /// <summary>Tool calls that wait for their turn; a further one is refused at once. 0 or more.</summary>
    public int MaxQueue { get; init; } = 64;
}
