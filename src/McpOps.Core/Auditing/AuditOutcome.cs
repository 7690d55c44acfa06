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

    /// <summary>0 nothing that counts, 1 findings, 2 something asked for was not checked (and nothing was found).</summary>
    /// <param name="findings">The findings.</param>
    /// <param name="failOn">The least severity that counts.</param>
    /// <param name="newOnly">True when what the baseline knows does not count.</param>
    public static int ExitCode(IReadOnlyCollection<McpFinding> findings, string failOn, bool newOnly) =>
        findings.Any(finding => Counts(finding, failOn, newOnly)) ? 1 : findings.Any(finding => finding.NotChecked) ? 2 : 0;
}
