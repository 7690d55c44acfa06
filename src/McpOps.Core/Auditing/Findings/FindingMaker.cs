using System.Security.Cryptography;
using System.Text;

namespace McpOps.Auditing;

/// <summary>Makes findings from a rule and its evidence.</summary>
/// <param name="time">The clock.</param>
/// <param name="host">The machine that is audited.</param>
internal sealed class FindingMaker(TimeProvider time, string? host = null)
{
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
        return new McpFinding
        {
            RuleId = ruleId,
            Area = rule.Area,
            Severity = severity ?? rule.Severity,
            Confidence = confidence ?? AuditConfidence.High,
            Title = rule.Title,
            Server = server is null ? null : FindingText.Plain(server),
            Host = host,
            Target = FindingText.Plain(target),
            Location = location is null ? null : FindingText.Plain(location),
            Evidence = FindingText.Evidence(evidence),
            Fix = FindingText.Plain(fix ?? rule.Fix.Replace("TARGET", FindingText.Word(target), StringComparison.Ordinal)),
            Owasp = rule.Owasp,
            Cwe = rule.Cwe,
            Fingerprint = Fingerprint(ruleId, server, target, identity),
            CheckedAt = time.GetUtcNow().LocalDateTime,
        };
    }

    /// <summary>What a finding is recognised by. Two findings share one only when all four are the same, whatever characters a server puts into its names.</summary>
    internal static string Fingerprint(string ruleId, string? server, string target, string identity)
    {
        string?[] parts = [ruleId, server, target, identity];
        var text = string.Join('\n', parts);

        // A line end within a part would let one finding pass for another, and so would an empty name for none: then the lengths stand before it.
        var isPlain = server is not "" && !parts.Any(part => part?.Contains('\n', StringComparison.Ordinal) is true);
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(isPlain ? text : $"{string.Join(',', parts.Select(part => part?.Length))}\n{text}"))).ToLowerInvariant()[..32];
    }

    /// <summary>Says that something asked for could not be looked at.</summary>
    /// <param name="area">The area.</param>
    /// <param name="target">What.</param>
    /// <param name="why">Why, and what to do.</param>
    /// <param name="server">The server; null for the host.</param>
    public McpFinding NotChecked(string area, string target, string why, string? server = null) => Make(AuditRules.NotChecked, target, why, server, identity: area) with { Area = area };

    /// <summary>Says that something asked for could not be looked at of several servers.</summary>
    /// <param name="area">The area.</param>
    /// <param name="target">What.</param>
    /// <param name="why">Why, and what to do.</param>
    /// <param name="servers">The servers.</param>
    public McpFinding NotCheckedOf(string area, string target, string why, IReadOnlyList<string> servers) => NotChecked(area, target, why) with { Of = servers };

    /// <summary>A finding of an earlier run that is there no more. What its rule says is taken from the rule, and the rest as anything that a file says.</summary>
    /// <param name="known">The finding, as the file has it.</param>
    public McpFinding Gone(McpFinding known)
    {
        var gone = Make(AuditRules.Find(known.RuleId) is null ? AuditRules.NotChecked : known.RuleId, known.Target, known.Evidence, known.Server, known.Location, known.Severity, known.Confidence);
        return gone with
        {
            RuleId = known.RuleId,
            Area = known.Area,
            Title = gone.NotChecked ? FindingText.Plain(known.Title) : gone.Title,
            Fix = "",
            State = FindingState.Fixed,
            Fingerprint = known.Fingerprint,
            Host = known.Host is null ? null : FindingText.Plain(known.Host),
        };
    }
}
