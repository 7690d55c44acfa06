using McpOps.Auditing.Configurations;
using McpOps.Servers;

namespace McpOps.Auditing.Rules.Configurations;

/// <summary>A client that does not ask before a tool is called.</summary>
internal static class ApprovalOff
{
    public const string Id = "CONF005";

    private static readonly HashSet<string> Lists = new(StringComparer.OrdinalIgnoreCase) { "alwaysAllow", "autoApprove", "autoApproved", "allowedTools", "trustedTools" };
    private static readonly HashSet<string> Switches = new(StringComparer.OrdinalIgnoreCase) { "trust", "enableAllProjectMcpServers", "autoApproveAll", "alwaysAllowMcp", "chat.tools.autoApprove", "autoApproveTools", "yolo", "dangerouslySkipPermissions", "bypassPermissionsModeAccepted" };

    /// <summary>The places in a file where approval is switched off.</summary>
    public static IEnumerable<(int Line, string Within, string Evidence)> Judge(ClientDocument document)
    {
        foreach (var (name, value, within) in document.Values())
        {
            if (Switches.Contains(name) && value is { Kind: ConfigKind.Boolean, Text: "true" })
            {
                yield return (value.Line, within, $"\"{name}\": true");
            }
            else if (Lists.Contains(name) && value.Kind is ConfigKind.List && value.Items.Any(item => item.Text is "*" || item.Text.EndsWith("__*", StringComparison.Ordinal)))
            {
                yield return (value.Line, within, $"\"{name}\" holds \"*\"");
            }
            else if (Lists.Contains(name) && value.Kind is ConfigKind.List && value.Items.FirstOrDefault(item => MayChange(item.Text)) is { } item)
            {
                yield return (value.Line, within, $"\"{name}\" holds \"{item.Text}\", which may change something");
            }
        }
    }

    // A tool's name says what it does more often than its annotations do.
    private static bool MayChange(string tool) => tool.Split('_', '-', '.', '/').Any(word => word.ToLowerInvariant() is "delete" or "write" or "remove" or "execute" or "exec" or "run" or "create" or "update" or "edit" or "drop" or "push" or "send" or "move" or "kill" or "deploy" or "merge" or "shell" or "bash" or "command");
}
