using McpOps.Servers;

namespace McpOps.Protocol;

/// <summary>Tells whether what a server says of itself is written to steer a model. The watch asks it of what changed; the audit knows the answer.</summary>
public interface IToolTexts
{
    /// <summary>The gravest of what stands out, in words; null when nothing does.</summary>
    /// <param name="server">The server.</param>
    /// <param name="tools">The tools to read.</param>
    /// <param name="instructions">What the server tells a model about itself; null to leave it out.</param>
    string? Suspect(McpServer server, IReadOnlyList<McpTool> tools, string? instructions);
}
