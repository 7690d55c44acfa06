using McpOps.Servers;

namespace McpOps.Probing;

/// <summary>One question that is answered from the conversation with the server.</summary>
internal interface ISessionCheck
{
    /// <summary>Its name in results, thresholds and <c>-Check</c>.</summary>
    string Name { get; }

    /// <summary>True when it needs the tool list, which costs a request or more.</summary>
    bool NeedsTools { get; }

    /// <summary>What the conversation says; nothing when it does not answer the question.</summary>
    IEnumerable<McpCheckResult> Check(McpServer server, Conversation conversation);
}
