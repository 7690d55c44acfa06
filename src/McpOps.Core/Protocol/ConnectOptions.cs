namespace McpOps.Protocol;

/// <summary>How a connection is made.</summary>
public sealed record ConnectOptions
{
    /// <summary>The time that one server may take in all, from the first byte to the last. 10 s by default.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>True to start a stdio server that was merely discovered; those of an inventory are always started.</summary>
    public bool Launch { get; init; }
}
