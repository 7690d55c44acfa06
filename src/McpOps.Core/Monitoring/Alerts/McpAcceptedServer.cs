namespace McpOps.Monitoring;

/// <summary>A server of which it was accepted what it offers now.</summary>
public sealed record McpAcceptedServer : IHostRecord
{
    /// <summary>The machine that made this record: its name, or what <c>MCPOPS_HOST</c> says.</summary>
    public string? Host { get; init; }

    /// <summary>The server.</summary>
    public required string Server { get; init; }

    /// <summary>What differs from what was accepted before, in words.</summary>
    public required string Change { get; init; }
}
