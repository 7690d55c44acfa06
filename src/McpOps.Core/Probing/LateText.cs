using McpOps.Servers;

namespace McpOps.Probing;

/// <summary>Texts of an inventory whose references, such as <c>${env:NAME}</c>, are resolved only when a check uses them.</summary>
internal static class LateText
{
    /// <summary>The text with its references resolved.</summary>
    /// <exception cref="McpOpsException">A variable is not set.</exception>
    public static string Resolve(string text, McpServer server) => ConnectionResolver.Text(text, server, Environment.GetEnvironmentVariable);
}
