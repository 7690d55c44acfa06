using System.Globalization;

namespace McpOps.Probing;

/// <summary>Which checks are about the machine and not about the server: what they find is the same for every server on it.</summary>
internal static class HostFindings
{
    /// <summary>What an audit left open of the machine: it is there for weeks, and no figure, so its alert is one of its own.</summary>
    public const string Audit = "host-audit";

    private const string And = " (and ";
    private const int MostNamed = 8;

    private static readonly string[] Names = ["cpu", "memory", "swap", "load", "disk", "inodes", Audit];

    /// <summary>Whether a result is about the machine.</summary>
    public static bool IsOfHost(McpCheckResult result) => IsOfHost(result.Name);

    /// <summary>Whether a figure, or a check, is about the machine.</summary>
    public static bool IsOfHost(string name) => Names.Contains(name.Split(':')[0], StringComparer.Ordinal);

    /// <summary>What a probe found about the machine.</summary>
    public static IReadOnlyList<McpCheckResult> Of(McpHealth health) => [.. health.Checks.Where(IsOfHost)];

    /// <summary>What a probe found about the server itself.</summary>
    public static IReadOnlyList<McpCheckResult> OfServer(McpHealth health) => [.. health.Checks.Where(check => !IsOfHost(check) && UpkeepFindings.NameOf(check) is null)];

    /// <summary>How the server itself is, whatever its machine is like and whatever is to be done for it, and what is the matter with it.</summary>
    public static (string Status, string Message) Without(McpHealth health)
    {
        var own = OfServer(health);
        return own.Count == 0 || own.Count == health.Checks.Count || health.Verdict is not (Protocol.McpVerdict.Healthy or "")
            ? (own.Count == 0 ? health.Status : HealthStatus.Worst(own.Select(check => check.Status)), health.Message)
            : (HealthStatus.Worst(own.Select(check => check.Status)), Text(own));
    }

    /// <summary>The gravest of several results in one sentence, which names the others too; empty where all is well. How old something is that was to be done says its message.</summary>
    public static string Text(IEnumerable<McpCheckResult> results) =>
        results.Where(result => result.Status != HealthStatus.Healthy).OrderByDescending(result => HealthStatus.Gravity(result.Status)).ToArray() is [var worst, .. var rest]
            ? $"{Head(worst)}{(rest.Length > 0 ? $"{And}{string.Join(", ", rest.Take(MostNamed).Select(Head))}{(rest.Length > MostNamed ? $" and {rest.Length - MostNamed} more" : "")})" : "")}: {worst.Message}"
            : "";

    /// <summary>A result by its name and figure.</summary>
    public static string Head(McpCheckResult result) => $"{result.Name}{(result.Value is { } value && UpkeepFindings.NameOf(result) is null ? $" {Figure(value)} {result.Unit}" : "")}";

    /// <summary>Whether a text of several results tells of one of them at length, and not by its name alone.</summary>
    public static bool Tells(string text, McpCheckResult result) =>
        text.StartsWith(Head(result), StringComparison.Ordinal) && text.Contains($": {result.Message}", StringComparison.Ordinal);

    /// <summary>Whether a text of several results names more than one.</summary>
    public static bool NamesMore(string text) => text.Contains(And, StringComparison.Ordinal);

    private static string Figure(double value) => value.ToString(Math.Abs(value) >= 100 ? "0" : "0.##", CultureInfo.InvariantCulture);
}
