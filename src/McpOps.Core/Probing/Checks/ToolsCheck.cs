using McpOps.Servers;

namespace McpOps.Probing;

/// <summary>How many tools does it offer, what do they cost a model, and is each name there once?</summary>
internal sealed class ToolsCheck : ISessionCheck
{
    public string Name => "tools";

    public bool NeedsTools => true;

    public IEnumerable<McpCheckResult> Check(McpServer server, Conversation conversation)
    {
        if (conversation.Tools is not { } tools)
        {
            yield break;
        }

        var twice = tools.GroupBy(tool => tool.Name, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => group.Key).ToList();
        var result = CheckResults.Measure(server, Name, null, tools.Sum(tool => tool.Tokens), "tokens",
            $"{tools.Count} tools, {tools.Sum(tool => tool.Bytes)} bytes");
        yield return twice.Count == 0
            ? result
            : result with
            {
                Status = HealthStatus.Worst([result.Status, HealthStatus.Degraded]),
                Message = $"{result.Message}; offered more than once, so that a client may call the wrong one: {string.Join(", ", twice)}",
            };
    }
}
