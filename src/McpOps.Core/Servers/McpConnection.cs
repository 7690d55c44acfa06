namespace McpOps.Servers;

/// <summary>How to reach a server. Holds secrets: it never leaves the core, and <see cref="Describe"/> masks them.</summary>
/// <remarks>Values may hold <c>${env:NAME}</c>; they are resolved when a connection is made and never written back.</remarks>
internal sealed record McpConnection
{
    public static readonly IReadOnlyDictionary<string, string> NoText = new Dictionary<string, string>(StringComparer.Ordinal);

    private const string NoAddress = "(no MCP)";

    public static readonly McpConnection None = new() { Transport = McpTransport.Http };

    /// <summary>One of <see cref="McpTransport"/>.</summary>
    public required string Transport { get; init; }

    public string? Command { get; init; }

    public IReadOnlyList<string> Arguments { get; init; } = [];

    public string? WorkingDirectory { get; init; }

    public IReadOnlyDictionary<string, string> Environment { get; init; } = NoText;

    public string? Url { get; init; }

    public IReadOnlyDictionary<string, string> Headers { get; init; } = NoText;

    /// <summary>The same connection with every text that may hold a reference changed.</summary>
    public McpConnection Map(Func<string, string> change) => this with
    {
        Command = Command is null ? null : change(Command),
        Arguments = [.. Arguments.Select(change)],
        WorkingDirectory = WorkingDirectory is null ? null : change(WorkingDirectory),
        Environment = Environment.ToDictionary(pair => pair.Key, pair => change(pair.Value), StringComparer.Ordinal),
        Url = Url is null ? null : change(Url),
        Headers = Headers.ToDictionary(pair => pair.Key, pair => change(pair.Value), StringComparer.OrdinalIgnoreCase),
    };

    /// <summary>Whether both reach the same server in the same way.</summary>
    public bool IsSameAs(McpConnection other) =>
        Transport == other.Transport && Command == other.Command && WorkingDirectory == other.WorkingDirectory && Url == other.Url
        && Arguments.SequenceEqual(other.Arguments, StringComparer.Ordinal) && Same(Environment, other.Environment) && Same(Headers, other.Headers);

    private static bool Same(IReadOnlyDictionary<string, string> left, IReadOnlyDictionary<string, string> right) =>
        left.Count == right.Count && left.All(pair => right.TryGetValue(pair.Key, out var value) && value == pair.Value);

    /// <summary>The address or the command line, with whatever looks like a secret masked.</summary>
    /// <remarks>With <c>MCPOPS_HIDE_ARGUMENTS</c> set, no argument of a command and nothing of an address but scheme, host and port: a list of what secrets look like is never whole.</remarks>
    public string Describe() => !string.IsNullOrEmpty(System.Environment.GetEnvironmentVariable("MCPOPS_HIDE_ARGUMENTS"))
        ? Uri.TryCreate(Url, UriKind.Absolute, out var address) ? address.GetLeftPart(UriPartial.Authority).Replace(address.UserInfo + "@", "", StringComparison.Ordinal)
            : Transport is McpTransport.None ? NoAddress : Url is null ? $"{Command}{(Arguments.Count > 0 ? $" ({Arguments.Count} arguments)" : "")}" : Redaction.Mask
        : Transport is McpTransport.None ? NoAddress
        : Url is not null
        ? Redaction.MaskAddress(Url)
        : string.Join(' ', Redaction.MaskArguments(Arguments).Prepend(Command ?? ""));

    public override string ToString() => Describe();
}

/// <summary>The ways to speak MCP.</summary>
public static class McpTransport
{
    /// <summary>A process and its standard streams.</summary>
    public const string Stdio = "stdio";

    /// <summary>Streamable HTTP.</summary>
    public const string Http = "http";

    /// <summary>The older HTTP+SSE transport.</summary>
    public const string Sse = "sse";

    /// <summary>None: a part of a system that is no MCP server itself, such as its front end or database. It is probed by its endpoints, ports, service and databases.</summary>
    public const string None = "none";
}
