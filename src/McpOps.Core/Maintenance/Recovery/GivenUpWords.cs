using System.Globalization;
using McpOps.Servers;

namespace McpOps.Maintenance.Recovery;

/// <summary>That a server is restarted no more, and what to do.</summary>
internal static class GivenUpWords
{
    /// <summary>The sentences.</summary>
    /// <param name="server">The server.</param>
    /// <param name="count">How often it was restarted.</param>
    /// <param name="plan">The inventory's word.</param>
    /// <param name="how">How it is now: "does not work".</param>
    /// <param name="holders">Who holds its ports; empty for nobody.</param>
    public static string Of(McpServer server, int count, McpRecoverPlan plan, string how, string holders) => string.Create(CultureInfo.InvariantCulture,
        $"It was given up: it was restarted {count} times within {plan.Within.TotalMinutes:0.#} minutes, and {how}. {holders}{(holders.Length > 0 ? " " : "")}Look with 'mcpops diagnose {server.Name}' (Get-McpDiagnosis {server.Name}); 'mcpops restart {server.Name} --force' (Restart-McpServer -Force) tries once more.");
}
