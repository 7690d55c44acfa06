namespace McpOps.Protocol;

/// <summary>How a connection is made.</summary>
public sealed record ConnectOptions
{
    /// <summary>The time that one server may take in all, from the first byte to the last: connecting and whatever is asked afterwards. 10 s by default.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// True for a session that is kept and used for as long as one likes, as a load test does: <see cref="Timeout"/> then bounds
    /// connecting, and after it each request by itself.
    /// </summary>
    public bool Lasting { get; init; }

    /// <summary>True to start a stdio server that was merely discovered; those of an inventory are always started.</summary>
    public bool Launch { get; init; }

    /// <summary>
    /// How long a server may keep <c>server/discover</c> unanswered before it is also greeted with <c>initialize</c>; whichever answers first decides the
    /// era. 1 s by default: servers older than 2026-07-28 may drop a method that they do not know.
    /// </summary>
    public TimeSpan DiscoverPatience { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The most bytes of one answer that are read; more is a <see cref="McpVerdict.ProtocolError"/>. 16 MiB by default.</summary>
    public long MaxMessageBytes { get; init; } = 16L << 20;
}
