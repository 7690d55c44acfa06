using McpOps.Cli.Output;
using McpOps.Probing;

namespace McpOps.Cli.Verbs;

/// <summary>What tables and CSV show of health.</summary>
internal static class HealthColumns
{
    /// <summary>A row a server.</summary>
    public static readonly IReadOnlyList<Column<McpHealth>> Servers =
    [
        new("Server", health => health.Server) { MaxWidth = 28 },
        new("Status", health => health.Status) { Color = health => ColorOf(health.Status) },
        new("Verdict", health => health.Verdict),
        new("LatencyMs", health => health.LatencyMs) { Right = true },
        new("ToolCount", health => health.ToolCount) { Title = "Tools", Right = true },
        new("Message", health => health.Message),
    ];

    /// <summary>A row a check.</summary>
    public static readonly IReadOnlyList<Column<(string Server, McpCheckResult Check)>> Checks =
    [
        new("Server", row => row.Server) { MaxWidth = 20 },
        new("Check", row => row.Check.Name) { MaxWidth = 34 },
        new("Status", row => row.Check.Status) { Color = row => ColorOf(row.Check.Status) },
        new("Value", row => row.Check.Value) { Right = true },
        new("Unit", row => row.Check.Unit),
        new("Warning", row => row.Check.Warning) { Right = true },
        new("Critical", row => row.Check.Critical) { Right = true },
        new("Message", row => row.Check.Message),
    ];

    private static int? ColorOf(string status) => status switch { HealthStatus.Healthy => 32, HealthStatus.Unhealthy => 31, HealthStatus.Degraded => 33, _ => 35 };
}
