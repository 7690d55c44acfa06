namespace McpOps.Protocol;

/// <summary>A conversation that failed: the verdict, and a message that says what to do.</summary>
public sealed class McpProtocolException(string verdict, string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>One of <see cref="McpVerdict"/>.</summary>
    public string Verdict { get; } = verdict;

    /// <summary>How far it got, and how long each phase took.</summary>
    public PhaseTimes Phases { get; init; } = new();

    /// <summary>Requests that were made before it failed.</summary>
    public int Requests { get; init; }
}

/// <summary>How long the phases of a conversation took, in milliseconds; null for a phase that was not reached or does not apply.</summary>
public sealed record PhaseTimes
{
    /// <summary>Name resolution.</summary>
    public double? ResolveMs { get; init; }

    /// <summary>TCP connect, or the start of the process.</summary>
    public double? ConnectMs { get; init; }

    /// <summary>TLS handshake.</summary>
    public double? TlsMs { get; init; }

    /// <summary>From the first request sent to the first byte of its answer.</summary>
    public double? FirstByteMs { get; init; }

    /// <summary>The rest of the MCP handshake.</summary>
    public double? HandshakeMs { get; init; }

    /// <summary>Reading the tool list.</summary>
    public double? ListMs { get; init; }

    /// <summary>The probe call.</summary>
    public double? CallMs { get; init; }
}
