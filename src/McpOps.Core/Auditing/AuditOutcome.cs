namespace McpOps.Auditing;

/// <summary>What an audit comes to, for a script that goes on or stops.</summary>
public static class AuditOutcome
{
    /// <summary>Whether a finding counts against the host.</summary>
    /// <param name="finding">The finding.</param>
    /// <param name="failOn">The least severity that counts; one of <see cref="AuditSeverity"/>.</param>
    /// <param name="newOnly">True when what the baseline knows does not count.</param>
    public static bool Counts(McpFinding finding, string failOn, bool newOnly)
    {
        ArgumentNullException.ThrowIfNull(finding);
        return !finding.NotChecked && AuditSeverity.Rank(finding.Severity) >= AuditSeverity.Rank(failOn)
            && finding.State is not (FindingState.Suppressed or FindingState.Fixed) && !(newOnly && finding.State is FindingState.Known);
    }

    /// <summary>Whether a finding is shown: all are, but for what a baseline knows, or somebody suppressed, where only what is new is asked for.</summary>
    /// <param name="finding">The finding.</param>
    /// <param name="newOnly">True when only what is new is asked for.</param>
    public static bool Shows(McpFinding finding, bool newOnly)
    {
        ArgumentNullException.ThrowIfNull(finding);
        return !newOnly || finding.NotChecked || finding.State is FindingState.New;
    }

    /// <summary>0 nothing that counts, 1 findings, 2 something asked for was not checked (and nothing was found).</summary>
    /// <param name="findings">The findings.</param>
    /// <param name="failOn">The least severity that counts.</param>
    /// <param name="newOnly">True when what the baseline knows does not count.</param>
    public static int ExitCode(IReadOnlyCollection<McpFinding> findings, string failOn, bool newOnly) =>
        findings.Any(finding => Counts(finding, failOn, newOnly)) ? 1 : findings.Any(finding => finding.NotChecked) ? 2 : 0;

    /// <summary>The same in a sentence: what counts, what does not, and what nobody looked at.</summary>
    /// <param name="findings">The findings.</param>
    /// <param name="failOn">The least severity that counts.</param>
    /// <param name="newOnly">True when what the baseline knows does not count.</param>
    public static string Words(IReadOnlyCollection<McpFinding> findings, string failOn, bool newOnly)
    {
        ArgumentNullException.ThrowIfNull(findings);
        var least = AuditSeverity.All[Math.Max(0, AuditSeverity.Rank(failOn))];
        var open = findings.Where(finding => !finding.NotChecked && finding.State is FindingState.New or FindingState.Known).ToList();
        var (counted, blind) = (open.Count(finding => Counts(finding, failOn, newOnly)), findings.Count(finding => finding.NotChecked));
        var below = open.Count(finding => AuditSeverity.Rank(finding.Severity) < AuditSeverity.Rank(least));
        string[] said =
        [
            counted > 0 ? $"{Number(counted, "finding")} of severity {least}{(least is AuditSeverity.Critical ? "" : " or above")}" : "",
            below > 0 ? $"{(counted > 0 ? $"{below}" : Number(below, "finding"))} below {least}, which {(below == 1 ? "does" : "do")} not count" : "",
            open.Count - counted - below is > 0 and var known ? $"{known} known from the baseline" : "",
            findings.Count(finding => finding.State is FindingState.Suppressed) is > 0 and var suppressed ? $"{suppressed} suppressed" : "",
            findings.Count(finding => finding.State is FindingState.Fixed) is > 0 and var gone ? $"{gone} gone since the baseline" : "",
        ];
        var first = said.Any(part => part.Length > 0) ? string.Join("; ", said.Where(part => part.Length > 0)) : blind > 0 ? "Nothing was found in what could be looked at" : "Nothing was found";
        return $"{first}.{(blind > 0 ? $" {Number(blind, "thing")} could not be looked at: no clean bill for {(blind == 1 ? "it" : "them")}." : "")}";
    }

    private static string Number(int count, string thing) => $"{count} {thing}{(count == 1 ? "" : "s")}";
}
