using McpOps.Protocol;

namespace McpOps.Probing;

/// <summary>What a conversation with a server came to, and what was learned in it.</summary>
internal sealed record Conversation
{
    /// <summary>One of <see cref="McpVerdict"/>.</summary>
    public required string Verdict { get; init; }

    /// <summary>What is the matter and what to do; empty when all is well.</summary>
    public string Message { get; init; } = "";

    /// <summary>The transport that was spoken; null when it did not get that far.</summary>
    public string? Transport { get; init; }

    public string? Era { get; init; }

    public string? ProtocolVersion { get; init; }

    public string? ServerName { get; init; }

    public string? ServerVersion { get; init; }

    public string? Instructions { get; init; }

    public PhaseTimes Phases { get; init; } = new();

    public int Requests { get; init; }

    /// <summary>From the beginning to the tool list read, or as far as it was asked to go.</summary>
    public double? LatencyMs { get; init; }

    /// <summary>The tools; null when they were not asked for or not given.</summary>
    public IReadOnlyList<McpTool>? Tools { get; init; }

    /// <summary>What the probe call came to; null when there was none.</summary>
    public McpCheckResult? ProbeCall { get; init; }

    /// <summary>True when the server answered as MCP says; what its tool did with the probe call is another question.</summary>
    public bool Succeeded => Verdict is McpVerdict.Healthy || ProbeCall is not null;
}
