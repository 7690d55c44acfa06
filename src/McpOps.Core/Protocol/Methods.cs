namespace McpOps.Protocol;

/// <summary>The methods of MCP that McpOps uses.</summary>
internal static class Methods
{
    public const string Discover = "server/discover";
    public const string Initialize = "initialize";
    public const string Initialized = "notifications/initialized";
    public const string Cancelled = "notifications/cancelled";
    public const string Ping = "ping";
    public const string ListTools = "tools/list";
    public const string CallTool = "tools/call";
}
