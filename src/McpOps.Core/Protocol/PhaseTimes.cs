namespace McpOps.Protocol;

/// <summary>How long the phases of a conversation took, in milliseconds; null for a phase that was not reached or does not apply.</summary>
/// <remarks>
/// The phases and <see cref="RemainderMs"/> add up to <see cref="TotalMs"/>. What happens after the last answer (ending the session, waiting for the
/// process to leave) is billed to nobody.
/// </remarks>
public sealed record PhaseTimes
{
    /// <summary>Name resolution.</summary>
    public double? ResolveMs { get; init; }

    /// <summary>TCP connect, or the start of the process.</summary>
    public double? ConnectMs { get; init; }

    /// <summary>TLS handshake.</summary>
    public double? TlsMs { get; init; }

    /// <summary>From the first request sent to the first byte of its answer; for a stdio server that is mostly the time it needs to start.</summary>
    public double? FirstByteMs { get; init; }

    /// <summary>The rest of the MCP handshake.</summary>
    public double? HandshakeMs { get; init; }

    /// <summary>Reading the tool list, all pages.</summary>
    public double? ListMs { get; init; }

    /// <summary>The last tool call.</summary>
    public double? CallMs { get; init; }

    /// <summary>What the phases do not account for: preparing, and the gaps between them.</summary>
    public double? RemainderMs { get; init; }

    /// <summary>All of it: connecting, listing and the last call, without the time in which the caller did something else.</summary>
    public double? TotalMs { get; init; }
}
