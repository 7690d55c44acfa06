using McpOps.Servers;

namespace McpOps.Probing;

/// <summary>Does the probe call of the inventory come out as expected?</summary>
internal sealed class ProbeCallCheck : ISessionCheck
{
    public string Name => ProbeCall.CheckName;

    // Whether the call is safe stands in the tool list.
    public bool NeedsTools => false;

    public IEnumerable<McpCheckResult> Check(McpServer server, Conversation conversation) => conversation.ProbeCall is { } result ? [result] : [];
}
