using McpOps.Servers;

namespace McpOps.Probing;

/// <summary>The health of one server at one moment.</summary>
public sealed record McpHealth : IServerRecord, IHostRecord
{
    /// <summary>The server's name.</summary>
    public required string Server { get; init; }

    /// <summary>The machine that made this record: its name, or what <c>MCPOPS_HOST</c> says. Null in what an older version wrote.</summary>
    public string? Host { get; init; }

    /// <summary><c>Healthy</c>, <c>Degraded</c>, <c>Unhealthy</c> or <c>Unknown</c>: the worst of its checks.</summary>
    public required string Status { get; init; }

    /// <summary>What the conversation came to: one of <see cref="Protocol.McpVerdict"/>; empty when no check needed one.</summary>
    public required string Verdict { get; init; }

    /// <summary>One sentence: what is the matter and what to do; empty when all is well.</summary>
    public string Message { get; init => field = value ?? ""; } = "";

    /// <summary>The address or command line, secrets masked.</summary>
    public string? Target { get; init; }

    /// <summary><c>stdio</c>, <c>http</c> or <c>sse</c>.</summary>
    public string? Transport { get; init; }

    /// <summary>Where the server was found: one of <see cref="ServerOrigin"/>.</summary>
    public string? Origin { get; init; }

    /// <summary><c>legacy</c> (up to 2025-11-25) or <c>modern</c> (from 2026-07-28); null when it did not get that far.</summary>
    public string? Era { get; init; }

    /// <summary>The negotiated protocol version.</summary>
    public string? ProtocolVersion { get; init; }

    /// <summary>The name that the server gives itself.</summary>
    public string? ServerName { get; init; }

    /// <summary>The version that the server gives itself.</summary>
    public string? ServerVersion { get; init; }

    /// <summary>From the beginning to the tool list read, in milliseconds: the sum of the phases and the remainder, without the probe call.</summary>
    public double? LatencyMs { get; init; }

    /// <summary>Name resolution, in milliseconds.</summary>
    public double? ResolveMs { get; init; }

    /// <summary>TCP connect, or the start of the process, in milliseconds.</summary>
    public double? ConnectMs { get; init; }

    /// <summary>TLS handshake, in milliseconds.</summary>
    public double? TlsMs { get; init; }

    /// <summary>From the first request sent to the first byte of its answer, in milliseconds.</summary>
    public double? FirstByteMs { get; init; }

    /// <summary>The rest of the MCP handshake, in milliseconds.</summary>
    public double? HandshakeMs { get; init; }

    /// <summary>Reading the tool list, in milliseconds.</summary>
    public double? ListMs { get; init; }

    /// <summary>The probe call, in milliseconds.</summary>
    public double? CallMs { get; init; }

    /// <summary>What the phases do not account for, in milliseconds.</summary>
    public double? RemainderMs { get; init; }

    /// <summary>The time-out that was in force, in milliseconds.</summary>
    public double? TimeoutMs { get; init; }

    /// <summary>Requests that the probe made of the server.</summary>
    public int? Requests { get; init; }

    /// <summary>How many tools it offers.</summary>
    public int? ToolCount { get; init; }

    /// <summary>The tool list's size in bytes of JSON.</summary>
    public long? ToolListBytes { get; init; }

    /// <summary>An estimate of what the tool list costs a model, in tokens.</summary>
    public int? ToolListTokens { get; init; }

    /// <summary>The tools that it offers, for what compares them; null when they were not asked for or not given.</summary>
    internal IReadOnlyList<Protocol.McpTool>? Tools { get; init; }

    /// <summary>What the server tells a model about itself, for what compares it; null when it said nothing.</summary>
    internal string? Instructions { get; init; }

    /// <summary>The checks, in the order of their names.</summary>
    public IReadOnlyList<McpCheckResult> Checks { get; init => field = value ?? []; } = [];

    /// <summary>When the probe began.</summary>
    public required DateTime CheckedAt { get; init; }

    /// <inheritdoc/>
    McpServer? IServerRecord.GetSubject() => Subject;

    /// <summary>The server itself.</summary>
    internal McpServer? Subject { get; init; }
}

/// <summary>What one check found.</summary>
public sealed record McpCheckResult
{
    /// <summary>The check, such as <c>protocol</c>, <c>tools</c>, <c>disk</c>; with what it looked at where there are several: <c>disk:/</c>.</summary>
    public required string Name { get; init; }

    /// <summary>One of <see cref="HealthStatus"/>.</summary>
    public required string Status { get; init; }

    /// <summary>What was measured.</summary>
    public double? Value { get; init; }

    /// <summary>The unit of the value and thresholds, such as <c>%</c>, <c>ms</c>, <c>bytes</c>, <c>days</c>.</summary>
    public string? Unit { get; init; }

    /// <summary>From here on it is degraded.</summary>
    public double? Warning { get; init; }

    /// <summary>From here on it is unhealthy.</summary>
    public double? Critical { get; init; }

    /// <summary>What was found, and what to do where that is not plain.</summary>
    public string Message { get; init => field = value ?? ""; } = "";

    /// <summary>True where it is of no use, whatever its value is: a certificate that clients refuse however many days it has left.</summary>
    internal bool IsRefused { get; init; }
}

/// <summary>The words for how a server, or one check of it, is.</summary>
public static class HealthStatus
{
    /// <summary>As it should be.</summary>
    public const string Healthy = "Healthy";

    /// <summary>Works, and needs a look.</summary>
    public const string Degraded = "Degraded";

    /// <summary>Does not work.</summary>
    public const string Unhealthy = "Unhealthy";

    /// <summary>Could not be found out.</summary>
    public const string Unknown = "Unknown";

    /// <summary>The order of gravity: 0 healthy, 1 unknown, 2 degraded, 3 unhealthy.</summary>
    /// <param name="status">One of the words.</param>
    public static int Gravity(string status) => status switch { Healthy => 0, Unknown => 1, Degraded => 2, _ => 3 };

    /// <summary>The worst of several; <see cref="Unknown"/> for none.</summary>
    /// <param name="statuses">The words.</param>
    public static string Worst(IEnumerable<string> statuses) => statuses.MaxBy(Gravity) ?? Unknown;

    /// <summary>The worst of several servers. One that its owner switched off does not count; <see cref="Unknown"/> where none is left.</summary>
    /// <param name="servers">The servers.</param>
    public static string Overall(IEnumerable<McpHealth> servers) =>
        Worst(servers.Where(server => server.Verdict != Protocol.McpVerdict.Disabled).Select(server => server.Status));
}
