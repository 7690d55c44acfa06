using System.Security.Cryptography;
using System.Text;
using McpOps.Servers;

namespace McpOps.Auditing;

/// <summary>Makes findings from a rule and its evidence.</summary>
/// <param name="time">The clock.</param>
/// <param name="host">The machine that is audited.</param>
internal sealed class FindingMaker(TimeProvider time, string? host = null)
{
    private const int MaxEvidence = 600;

    /// <summary>A finding.</summary>
    /// <param name="ruleId">The rule.</param>
    /// <param name="target">A path, <c>tcp/PORT</c>, an address, or <c>SERVER/TOOL</c>.</param>
    /// <param name="evidence">What was seen. Secrets are masked here.</param>
    /// <param name="server">The server; null for the host.</param>
    /// <param name="location">The file and line, or the field.</param>
    /// <param name="severity">How bad, where it differs from the rule's own.</param>
    /// <param name="confidence">How sure.</param>
    /// <param name="identity">What makes it the same finding on another run, beside rule, server and target: no lines, times or counts.</param>
    /// <param name="fix">What mends it, where it differs from the rule's own.</param>
    public McpFinding Make(string ruleId, string target, string evidence, string? server = null, string? location = null, string? severity = null, string? confidence = null, string identity = "", string? fix = null)
    {
        var rule = AuditRules.Get(ruleId);
        var shown = TerminalSafe(Redaction.MaskText(evidence));
        return new McpFinding
        {
            RuleId = ruleId,
            Area = rule.Area,
            Severity = severity ?? rule.Severity,
            Confidence = confidence ?? AuditConfidence.High,
            Title = rule.Title,
            Server = server,
            Host = host,
            Target = TerminalSafe(target),
            Location = location is null ? null : TerminalSafe(location),
            Evidence = shown.Length > MaxEvidence ? shown[..MaxEvidence] + "…" : shown,
            Fix = fix ?? rule.Fix.Replace("TARGET", target, StringComparison.Ordinal),
            Owasp = rule.Owasp,
            Cwe = rule.Cwe,
            Fingerprint = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', ruleId, server, target, identity)))).ToLowerInvariant()[..32],
            CheckedAt = time.GetUtcNow().LocalDateTime,
        };
    }

    /// <summary>Says that something asked for could not be looked at.</summary>
    /// <param name="area">The area.</param>
    /// <param name="target">What.</param>
    /// <param name="why">Why, and what to do.</param>
    /// <param name="server">The server; null for the host.</param>
    public McpFinding NotChecked(string area, string target, string why, string? server = null) => Make(AuditRules.NotChecked, target, why, server, identity: area) with { Area = area };

    private static string TerminalSafe(string text) => text.AsSpan().ContainsAnyExceptInRange(' ', '~')
        ? string.Concat(text.Select(letter => letter is '\n' or '\t' ? ' ' : char.IsControl(letter) || char.GetUnicodeCategory(letter) is System.Globalization.UnicodeCategory.Format ? '·' : letter))
        : text;
}
