using System.Globalization;

namespace McpOps.Probing;

/// <summary>Which checks are about the machine and not about the server: what they find is the same for every server on it.</summary>
internal static class HostFindings
{
    /// <summary>What an audit left open of the machine: it is there for weeks, and no figure, so its alert is one of its own.</summary>
    public const string Audit = "host-audit";

    private static readonly string[] Names = ["cpu", "memory", "swap", "load", "disk", "inodes", Audit];

    /// <summary>Whether a result is about the machine.</summary>
    public static bool IsOfHost(McpCheckResult result) => IsOfHost(result.Name);

    /// <summary>Whether a figure, or a check, is about the machine.</summary>
    public static bool IsOfHost(string name) => Names.Contains(name.Split(':')[0], StringComparer.Ordinal);

    /// <summary>What a probe found about the machine.</summary>
    public static IReadOnlyList<McpCheckResult> Of(McpHealth health) => [.. health.Checks.Where(IsOfHost)];

    /// <summary>How the server itself is, whatever its machine is like and whatever is to be done for it, and what is the matter with it.</summary>
    public static (string Status, string Message) Without(McpHealth health)
    {
        var own = health.Checks.Where(check => !IsOfHost(check) && UpkeepFindings.NameOf(check) is null).ToList();
        return own.Count == 0 || own.Count == health.Checks.Count || health.Verdict is not (Protocol.McpVerdict.Healthy or "")
            ? (own.Count == 0 ? health.Status : HealthStatus.Worst(own.Select(check => check.Status)), health.Message)
            : (HealthStatus.Worst(own.Select(check => check.Status)), Text(own));
    }

    /// <summary>The gravest of several results in one sentence; empty where all is well. How old something is that was to be done says its message.</summary>
    public static string Text(IEnumerable<McpCheckResult> results) =>
        results.Where(result => result.Status != HealthStatus.Healthy).OrderByDescending(result => HealthStatus.Gravity(result.Status)).ToArray() is [var worst, .. var rest]
            ? $"{worst.Name}{(worst.Value is { } value && UpkeepFindings.NameOf(worst) is null ? $" {Figure(value)} {worst.Unit}" : "")}: {worst.Message}{(rest.Length > 0 ? $" (and {rest.Length} more)" : "")}"
            : "";

    private static string Figure(double value) => value.ToString(Math.Abs(value) >= 100 ? "0" : "0.##", CultureInfo.InvariantCulture);
}
