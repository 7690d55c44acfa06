using McpOps.Servers;

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

    /// <summary>The same as an error of an engine whose work is one conversation: its id is the verdict.</summary>
    /// <param name="server">The server.</param>
    public McpOpsException ForUser(McpServer server) => new(Verdict, Category, $"{server.Name}: {KnownValues.Of(server, Environment.GetEnvironmentVariable).Mask(Message)}", server.Name, this);

    private McpErrorCategory Category => Verdict switch
    {
        McpVerdict.Timeout => McpErrorCategory.OperationTimeout,
        McpVerdict.AuthRequired => McpErrorCategory.PermissionDenied,
        McpVerdict.NotFound => McpErrorCategory.ObjectNotFound,
        McpVerdict.Exited => McpErrorCategory.ResourceUnavailable,
        McpVerdict.NotStarted or McpVerdict.ToolError => McpErrorCategory.InvalidOperation,
        McpVerdict.Unreachable or McpVerdict.TlsFailed => McpErrorCategory.ConnectionError,
        _ => McpErrorCategory.InvalidData,
    };

    /// <summary>Whether an older server may fail so over a method that it does not know.</summary>
    internal bool MayMeanLegacy { get; init; }

    /// <summary>Whether the very address speaks the older HTTP+SSE transport.</summary>
    internal bool SpeaksSse { get; init; }

    internal McpProtocolException With(PhaseTimes phases, int requests) =>
        new(Verdict, Message, InnerException) { Phases = phases, Requests = requests, MayMeanLegacy = MayMeanLegacy, SpeaksSse = SpeaksSse };
}
