using McpOps.Auditing;
using McpOps.Auditing.Areas;

namespace McpOps.Core.Tests.Auditing;

public sealed class RuleTests
{
    [Fact]
    public void Each_rule_stands_in_the_documents_as_the_data_has_it()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "audit.md"));
        Assert.All(AuditRules.All, rule => Assert.Contains($"| `{rule.Id}` | {rule.Area} | {rule.Severity} | {rule.Title} | {rule.Fix.Replace("|", "&#124;", StringComparison.Ordinal)} | {rule.Owasp} | {string.Join(", ", rule.Cwe)} |", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Each_severity_is_one_of_the_words() => Assert.All(AuditRules.All, rule => Assert.Contains(rule.Severity, AuditSeverity.All));

    [Fact]
    public void Each_area_of_the_catalogue_is_looked_at() =>
        Assert.Equal(AuditRules.Areas, AuditAreas.All().Select(area => area.Name).Order(StringComparer.Ordinal));
}
