using McpOps.Auditing.Configurations;
using McpOps.Servers;

namespace McpOps.Auditing.Rules.Configurations;

/// <summary>One question about how a server is configured.</summary>
internal interface IServerRule
{
    /// <summary>Its id, such as <c>CONF001</c>.</summary>
    string Id { get; }

    /// <summary>What was seen; null when nothing is wrong.</summary>
    string? Judge(McpServer server, LaunchLine? line);
}
