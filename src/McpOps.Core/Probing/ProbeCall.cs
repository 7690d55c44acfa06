using System.Text.Json;
using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Probing;

/// <summary>The tool call by which an inventory proves that a server does its work.</summary>
internal static class ProbeCall
{
    public const string CheckName = "probe";

    public static async Task<McpCheckResult> MakeAsync(McpSession session, McpProbeCall probe, IReadOnlyList<McpTool> tools, CancellationToken cancellationToken)
    {
        if (tools.FirstOrDefault(tool => tool.Name == probe.Tool) is not { } tool)
        {
            return Fail($"It offers no tool '{probe.Tool}'. It offers {Some(tools)}.");
        }

        if (tool.ReadOnly is not true && !probe.AllowWrites)
        {
            return CheckResults.Say(CheckName, HealthStatus.Unknown,
                $"The tool '{probe.Tool}' was not called: the server does not declare it read-only. Set allowWrites on the probe if calling it again and again does no harm.");
        }

        var answer = await session.CallToolAsync(probe.Tool, probe.Arguments, cancellationToken);
        var problem = answer.IsError ? $"it reports an error: {Shorten(answer.Text)}" : Missing(probe.Expect, answer);
        return new McpCheckResult
        {
            Name = CheckName,
            Status = problem is null ? HealthStatus.Healthy : HealthStatus.Unhealthy,
            Value = Math.Round(answer.LatencyMs, 2),
            Unit = "ms",
            Message = problem is null ? $"'{probe.Tool}' answers as expected" : $"'{probe.Tool}': {problem}",
        };
    }

    /// <summary>What an answer lacks; null when it holds what is expected.</summary>
    internal static string? Missing(string? expect, McpToolResult answer)
    {
        if (string.IsNullOrEmpty(expect))
        {
            return null;
        }

        if (!expect.TrimStart().StartsWith('$'))
        {
            return answer.Text.Contains(expect, StringComparison.Ordinal) || answer.Structured?.ToString().Contains(expect, StringComparison.Ordinal) is true
                ? null
                : $"its answer does not contain '{expect}'; it is: {Shorten(answer.Text)}";
        }

        try
        {
            using var document = JsonDocument.Parse(answer.Structured?.ToString() ?? answer.Text);
            var result = JsonCondition.Parse(expect).Test(document.RootElement);
            return result.Holds ? null : $"{expect} does not hold; found {result.Found}";
        }
        catch (JsonException)
        {
            return $"its answer is not JSON, so {expect} cannot hold; it is: {Shorten(answer.Text)}";
        }
        catch (McpOpsException exception)
        {
            return exception.Message;
        }
    }

    private static McpCheckResult Fail(string message) => CheckResults.Say(CheckName, HealthStatus.Unhealthy, message);

    private static string Some(IReadOnlyList<McpTool> tools) => tools.Count == 0
        ? "none"
        : string.Join(", ", tools.Take(8).Select(tool => tool.Name)) + (tools.Count > 8 ? $" and {tools.Count - 8} more" : "");

    private static string Shorten(string text) => Redaction.MaskText(text.Length > 160 ? string.Concat(text.AsSpan(0, 159), "…") : text);
}
