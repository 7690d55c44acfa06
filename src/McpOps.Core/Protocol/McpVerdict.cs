namespace McpOps.Protocol;

/// <summary>What a conversation with a server came to: one word for each way it can end, from the shallowest failure to success.</summary>
public static class McpVerdict
{
    /// <summary>No connection: the name does not resolve, the port is closed, the network is down.</summary>
    public const string Unreachable = "Unreachable";

    /// <summary>The time-out ran out.</summary>
    public const string Timeout = "Timeout";

    /// <summary>The TLS handshake failed, as with an expired certificate.</summary>
    public const string TlsFailed = "TlsFailed";

    /// <summary>401 or 403: the server is alive and wants credentials.</summary>
    public const string AuthRequired = "AuthRequired";

    /// <summary>Something answers, and it does not speak MCP.</summary>
    public const string NotMcp = "NotMcp";

    /// <summary>It speaks MCP by another transport than the one that was tried.</summary>
    public const string WrongTransport = "WrongTransport";

    /// <summary>It speaks MCP and broke its rules.</summary>
    public const string ProtocolError = "ProtocolError";

    /// <summary>The protocol works; the probe call failed.</summary>
    public const string ToolError = "ToolError";

    /// <summary>All is well.</summary>
    public const string Healthy = "Healthy";

    /// <summary>stdio: there is no such command.</summary>
    public const string NotFound = "NotFound";

    /// <summary>stdio: the process ended before it answered.</summary>
    public const string Exited = "Exited";

    /// <summary>Nothing was tried: found in a client's configuration and not started, because nobody said so; a reference has no value; this process has too few file handles.</summary>
    public const string NotStarted = "NotStarted";

    /// <summary>Switched off by its owner, and not probed.</summary>
    public const string Disabled = "Disabled";

    /// <summary>Whether a server speaks MCP and does what it is asked, or says why not.</summary>
    internal static bool Answers(string verdict) => verdict is Healthy or AuthRequired or ToolError;

    /// <summary>Whether nothing of a server is to be heard, or nothing that is its own.</summary>
    internal static bool IsSilent(string verdict) => verdict is Unreachable or Timeout or TlsFailed or NotMcp or NotFound or Exited;
}
