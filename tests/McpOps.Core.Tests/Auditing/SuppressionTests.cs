using McpOps.Auditing;
using McpOps.Protocol;

namespace McpOps.Core.Tests.Auditing;

/// <summary>A suppression that does not do what somebody meant says which it is, and what it lacks.</summary>
public sealed class SuppressionTests
{
    private const string Whole = """{"rule":"OS003","reason":"x","expires":"2027-01-01"}""";

    [Theory]
    [InlineData("""{"rule":"PORT001","target":"tcp/9100","expires":"2027-01-01"}""", "Suppression 2 (PORT001 tcp/9100) has no \"reason\".")]
    [InlineData("""{"rule":"PORT001","reason":" ","target":"tcp/9100"}""", "Suppression 2 (PORT001 tcp/9100) has no \"reason\" and no \"expires\".")]
    [InlineData("""{"Rule":"PORT001","Reason":"x"}""", "Suppression 2 (PORT001) has no \"expires\".")]
    [InlineData("{}", "Suppression 2 has no \"rule\" and no \"reason\" and no \"expires\".")]
    [InlineData("null", "Suppression 2 is no object.")]
    [InlineData("""{"rule":"PORT001","reason":"x","until":"2027-01-01"}""", "Suppression 2 (PORT001) has a member \"until\" that is not known.")]
    [InlineData("""{"rule":"PORT001","reason":7}""", "Suppression 2 (PORT001) has a member \"reason\" that is no text.")]
    [InlineData("""{"rule":"NOPE001","reason":"x","expires":"2027-01-01"}""", "Suppression 2 (NOPE001) names a rule that there is not.")]
    [InlineData("""{"rule":"PORT001","reason":"x","expires":"31.12.2026"}""", "Suppression 2 (PORT001) expires on \"31.12.2026\", which is no day.")]
    public async Task What_is_missing_and_where_is_said(string entry, string said)
    {
        using var host = new PlantedHost();
        host.Write("mcpops-audit.json", $$"""{"suppress":[{{Whole}},{{entry}}]}""");
        var exception = await Assert.ThrowsAsync<McpOpsException>(() => DependencyTests.AuditAsync(host.Options with { Areas = ["os"] }));
        Assert.Equal("SuppressionInvalid", exception.ErrorId);
        Assert.Contains($" cannot be used: {said} Each suppression", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_for_longer_than_a_year_says_so_and_a_wildcard_says_that_it_is_none()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "sshd is read on Linux.");
        using var host = new PlantedHost();
        host.Write("etc/ssh/sshd_config", "PermitRootLogin yes\n");
        host.Write("mcpops-audit.json", "\uFEFF" + """{"suppress":[{"rule":"OS004","reason":"lab","expires":"2999-01-01"},{"rule":"OS004","target":"/etc/*","reason":"all","expires":"2999-01-01"}]}""");
        var told = (await DependencyTests.AuditAsync(host.Options with { Areas = ["os"] })).Where(finding => finding.RuleId.StartsWith("AUDIT00", StringComparison.Ordinal) && !finding.NotChecked).OrderBy(finding => finding.RuleId, StringComparer.Ordinal).ToList();
        Assert.Matches(@"^until 2999-01-01, and a year ahead \(\d{4}-\d\d-\d\d\) at most counts: ""lab""$", told[0].Evidence);
        Assert.Equal("\"all\"; wildcards are not understood: * and ? stand for themselves", told[1].Evidence);
        Assert.Contains("or is for longer than a year", told[0].Title, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_fits_nothing_is_known_when_the_baseline_knows_it()
    {
        using var host = new PlantedHost();
        host.Write("mcpops-audit.json", $$"""{"suppress":[{{Whole}}]}""");
        var options = host.Options with { Areas = ["os"] };
        var told = Assert.Single(await DependencyTests.AuditAsync(options), finding => finding.RuleId == "AUDIT003");
        Assert.Equal(FindingState.New, told.State);
        host.Write("base.json", System.Text.Json.JsonSerializer.Serialize(new[] { told }, System.Text.Json.JsonSerializerOptions.Web));
        Assert.Equal(FindingState.Known, Assert.Single(await DependencyTests.AuditAsync(options with { BaselinePath = host["base.json"] }), finding => finding.RuleId == "AUDIT003").State);
    }

    [Fact]
    public void What_a_text_was_and_is_begins_with_a_whole_word()
    {
        static LockedTool Tool(string description) => new() { Text = description, Schema = "s", Annotations = "a", Description = description };
        var (old, now) = (new LockedServer(), new LockedServer());
        old.Tools["read"] = Tool("Reads whatever documentation there is in the repository and lists it");
        now.Tools["read"] = Tool("Reads whatever documentation there is in the repository and mails it");
        Assert.EndsWith("text changed: \"the repository and lists it\" → \"the repository and mails it\"", Assert.Single(Drift.Between(old, now)).Evidence, StringComparison.Ordinal);
    }
}
