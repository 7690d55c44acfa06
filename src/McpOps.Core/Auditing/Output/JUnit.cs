using System.Globalization;
using System.Xml.Linq;

namespace McpOps.Auditing;

/// <summary>Findings as JUnit XML, as build servers show them: a suite an area, a case a finding.</summary>
public static class JUnit
{
    /// <summary>Writes the findings.</summary>
    /// <param name="findings">The findings.</param>
    /// <param name="failOn">The least severity that is a failure.</param>
    /// <param name="newOnly">True when what the baseline knows is no failure.</param>
    public static string Write(IReadOnlyCollection<McpFinding> findings, string failOn, bool newOnly)
    {
        ArgumentNullException.ThrowIfNull(findings);
        var suites = findings.Where(finding => finding.State is not FindingState.Fixed).GroupBy(finding => finding.Area, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => new XElement("testsuite",
            new XAttribute("name", Clean(group.Key)),
            new XAttribute("tests", group.Count().ToString(CultureInfo.InvariantCulture)),
            new XAttribute("failures", group.Count(finding => AuditOutcome.Counts(finding, failOn, newOnly)).ToString(CultureInfo.InvariantCulture)),
            new XAttribute("skipped", group.Count(finding => !AuditOutcome.Counts(finding, failOn, newOnly)).ToString(CultureInfo.InvariantCulture)),
            group.Select(finding => Case(finding, AuditOutcome.Counts(finding, failOn, newOnly)))));
        return new XDocument(new XDeclaration("1.0", "utf-8", null), new XElement("testsuites", new XAttribute("name", "mcpops audit"), suites)).ToString();
    }

    private static XElement Case(McpFinding finding, bool counts)
    {
        var text = $"{finding.Title}. {finding.Evidence} {finding.Fix}".Trim();
        return new XElement("testcase", new XAttribute("classname", Clean(finding.RuleId)), new XAttribute("name", Clean($"{finding.Target} {finding.Location}".Trim())),
            counts ? new XElement("failure", new XAttribute("type", Clean(finding.Severity)), new XAttribute("message", Clean(finding.Title)), Clean(text))
                : new XElement("skipped", new XAttribute("message", Clean(finding.NotChecked ? "not checked: " + finding.Evidence : $"{finding.Severity}, {finding.State}"))));
    }

    // XML 1.0 has no way to write most control characters. A finding of another's making may hold them.
    private static string Clean(string text) => FindingText.Plain(text);
}
