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
    public const string ListResources = "resources/list";
    public const string ListResourceTemplates = "resources/templates/list";
    public const string ReadResource = "resources/read";
    public const string ListPrompts = "prompts/list";
    public const string GetPrompt = "prompts/get";
}
