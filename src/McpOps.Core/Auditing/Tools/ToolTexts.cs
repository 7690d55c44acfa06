using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Auditing.Tools;

/// <summary>Reads what servers say with the audit's text rules, for whoever looks at them in between.</summary>
/// <param name="time">The clock.</param>
public sealed class ToolTexts(TimeProvider time) : IToolTexts
{
    private static readonly HashSet<string> Nobody = [];

    /// <inheritdoc/>
    public string? Suspect(McpServer server, IReadOnlyList<McpTool> tools, string? instructions) =>
        new ToolJudge(new FindingMaker(time)).Texts(new ServerTools(server, tools, instructions, new Offer([], Prints: null, []), new LockedServer(), new LockedServer(), Failure: null), Nobody)
            .Where(finding => AuditSeverity.Rank(finding.Severity) >= AuditSeverity.Rank(AuditSeverity.High))
            .MaxBy(finding => AuditSeverity.Rank(finding.Severity)) is { } worst
            ? $"{worst.RuleId}, {worst.Title}: {worst.Evidence}"
            : null;
}
