using McpOps.Servers;

namespace McpOps.Probing;

/// <summary>How fast does it answer?</summary>
/// <remarks>
/// Over HTTP that is the whole way from nothing to the tool list, as a client meets it, without what the probe itself needed between the phases. A stdio server is started by the probe itself,
/// so only the tool list counts: the start of its program is told by the phases, and is paid once by a client.
/// </remarks>
internal sealed class ResponseCheck : ISessionCheck
{
    public string Name => "response";

    public bool NeedsTools => true;

    public IEnumerable<McpCheckResult> Check(McpServer server, Conversation conversation)
    {
        var stdio = server.Transport is McpTransport.Stdio;
        if (conversation.Succeeded && (stdio ? conversation.Phases.ListMs : conversation.LatencyMs - (conversation.Phases.RemainderMs ?? 0)) is { } milliseconds)
        {
            yield return CheckResults.Measure(server, Name, null, milliseconds, "ms", stdio ? "to list its tools" : "to connect and list its tools");
        }
    }
}
