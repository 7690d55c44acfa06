using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Probing;

/// <summary>Does it speak MCP? Every verdict becomes a status; credentials that are wanted are no failure of the server.</summary>
internal sealed class ProtocolCheck : ISessionCheck
{
    public string Name => "protocol";

    public bool NeedsTools => false;

    public IEnumerable<McpCheckResult> Check(McpServer server, Conversation conversation)
    {
        yield return CheckResults.Say(Name, conversation.Succeeded ? HealthStatus.Healthy : Status(conversation.Verdict),
            conversation.Succeeded ? $"MCP {conversation.ProtocolVersion} ({conversation.Era} era)" : $"{conversation.Verdict}: {conversation.Message}");
    }

    private static string Status(string verdict) => verdict switch
    {
        // It is alive and guarded, which is how it should be; what lies behind the gate was not seen.
        McpVerdict.AuthRequired => HealthStatus.Degraded,
        McpVerdict.NotStarted or McpVerdict.Disabled => HealthStatus.Unknown,
        _ => HealthStatus.Unhealthy,
    };
}
