using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>The token that guards a board that others see.</summary>
public static class BoardToken
{
    /// <summary>The token itself, of a text that may name a variable of the environment, such as <c>${env:MCPOPS_TOKEN}</c>.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="McpOpsException">EnvironmentMissing: the variable is not set.</exception>
    public static string Resolve(string text) => ConnectionResolver.Text(text, new McpServer { Name = "token" }, Environment.GetEnvironmentVariable);
}
