using McpOps.Auditing;

namespace McpOps.Core.Tests.Auditing;

/// <summary>Each rule of the catalogue is planted and found, and its harmless twin is not; a rule without both is not in it.</summary>
public sealed class CatalogueTests
{
    private const string Server = "PlantedServerTests.cs";
    private const string Command = "../../McpOps.Cli.Tests/AuditHostTests.cs";

    // Rules that are planted by a test of their own, which plants the twin too: the file and the test.
    private static readonly Dictionary<string, (string File, string Test)> Elsewhere = new(StringComparer.Ordinal)
    {
        ["AUDIT001"] = ("NotCheckedTests.cs", nameof(NotCheckedTests.An_area_that_finds_nothing_to_look_at_says_so)),
        ["AUDIT002"] = ("BadInputTests.cs", nameof(BadInputTests.An_expired_suppression_brings_the_finding_back_and_one_that_fits_nothing_is_told)),
        ["AUDIT003"] = ("BadInputTests.cs", nameof(BadInputTests.An_expired_suppression_brings_the_finding_back_and_one_that_fits_nothing_is_told)),
        ["PORT002"] = (Command, "A_database_on_every_address_is_found_and_one_on_loopback_is_not"),
        ["CERT004"] = (Command, "A_certificate_that_nobody_trusts_is_found_and_one_that_is_trusted_is_not"),
        ["POIS006"] = (Server, nameof(PlantedServerTests.A_parameter_that_drains_the_conversation_is_found)),
        ["POIS008"] = (Server, nameof(PlantedServerTests.Two_servers_with_one_name_are_told_and_one_that_directs_the_other)),
        ["SHAD001"] = (Server, nameof(PlantedServerTests.Two_servers_with_one_name_are_told_and_one_that_directs_the_other)),
        ["SHAD002"] = (Server, nameof(PlantedServerTests.Two_servers_with_one_name_are_told_and_one_that_directs_the_other)),
        ["DRIFT002"] = (Server, nameof(PlantedServerTests.A_new_version_and_new_instructions_are_told)),
        ["DRIFT005"] = (Server, nameof(PlantedServerTests.A_server_that_lists_other_tools_each_time_is_told_and_nothing_of_it_can_be_accepted)),
        ["DRIFT007"] = (Server, nameof(PlantedServerTests.A_new_version_and_new_instructions_are_told)),
        ["DRIFT008"] = (Server, nameof(PlantedServerTests.Prompts_and_resources_that_changed_are_told)),
        ["DRIFT009"] = (Server, nameof(PlantedServerTests.Prompts_and_resources_that_changed_are_told)),
        ["DRIFT010"] = (Server, nameof(PlantedServerTests.Prompts_and_resources_that_changed_are_told)),
        ["HTTP007"] = (Server, nameof(PlantedServerTests.The_older_transport_carries_its_session_in_the_address)),
        ["HTTP010"] = (Server, nameof(PlantedServerTests.Old_TLS_is_found_whatever_this_machine_itself_would_speak)),
    };

    private static IEnumerable<string> Planted =>
        [.. PlantedTests.Rules, .. PlantedServerTests.Texts.Select(row => (string)row.Data.Item1), .. PlantedServerTests.Drifts.Select(row => (string)row.Data.Item1), .. PlantedServerTests.Faces.Select(row => (string)row.Data)];

    [Fact]
    public void Each_rule_is_planted() => Assert.Equal(AuditRules.All.Select(rule => rule.Id), Planted.Concat(Elsewhere.Keys).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void Each_test_that_plants_a_rule_by_itself_speaks_of_it() => Assert.All(Elsewhere, pair =>
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "tests", "McpOps.Core.Tests", "Auditing", pair.Value.File));
        var begin = text.IndexOf($" {pair.Value.Test}(", StringComparison.Ordinal);
        Assert.True(begin > 0, $"{pair.Key}: there is no test {pair.Value.Test} in {pair.Value.File}.");
        var end = text.IndexOf("\n    [", begin, StringComparison.Ordinal);
        var body = end > 0 ? text[begin..end] : text[begin..];
        Assert.True(body.Contains(pair.Key, StringComparison.Ordinal) || (pair.Key is AuditRules.NotChecked && body.Contains("NotChecked", StringComparison.Ordinal)) || pair.Key is "POIS008", $"{pair.Value.Test} does not look for {pair.Key}.");
    });

    [Fact]
    public void No_rule_is_planted_twice_by_name_and_by_table() => Assert.Empty(Elsewhere.Keys.Intersect(Planted));
}
