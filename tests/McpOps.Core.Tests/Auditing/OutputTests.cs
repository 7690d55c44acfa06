using System.Text.Json;
using System.Xml.Linq;
using McpOps.Auditing;

namespace McpOps.Core.Tests.Auditing;

/// <summary>What other programs read: SARIF as its standard and GitHub ask for it, and JUnit.</summary>
public sealed class OutputTests
{
    private static readonly string[] Levels = ["none", "note", "warning", "error"];

    private static IReadOnlyList<McpFinding> Findings
    {
        get
        {
            var maker = new FindingMaker(TimeProvider.System);
            return
            [
                .. AuditRules.All.Where(rule => rule.Area != "*").Select((rule, index) => maker.Make(rule.Id, index % 3 == 0 ? "tcp/80" : index % 3 == 1 ? "/etc/passwd" : "web/tool", "seen \u0001 <&> \U0001F600", "web", index % 2 == 0 ? "/srv/a b.json:12" : null)),
                maker.NotChecked("os", "x", "why"), maker.Make("PERM001", "gone", "") with { State = FindingState.Fixed }, maker.Make("PERM001", "kept", "") with { State = FindingState.Suppressed, Suppression = "known (until 2027-01-01)" },
            ];
        }
    }

    // sarif-schema-2.1.0 by hand: the members that it requires, their kinds, the words that it knows; and what GitHub asks for beside it.
    [Fact]
    public void Sarif_is_what_its_schema_and_GitHub_take()
    {
        using var document = JsonDocument.Parse(Sarif.Write(Findings, "1.2.3", "/srv/mcpops.json"));
        var root = document.RootElement;
        Assert.Equal("2.1.0", root.GetProperty("version").GetString());
        Assert.True(Uri.IsWellFormedUriString(root.GetProperty("$schema").GetString(), UriKind.Absolute));
        var run = Assert.Single(root.GetProperty("runs").EnumerateArray());
        var driver = run.GetProperty("tool").GetProperty("driver");
        Assert.Equal(("McpOps", "1.2.3"), (driver.GetProperty("name").GetString(), driver.GetProperty("semanticVersion").GetString()));
        var rules = driver.GetProperty("rules").EnumerateArray().ToList();
        Assert.Equal(rules.Count, rules.Select(rule => rule.GetProperty("id").GetString()).Distinct().Count());
        Assert.All(rules, Rule);
        var results = run.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal(Findings.Count - 3, results.Count);
        Assert.All(results, result => Result(result, rules));
    }

    [Fact]
    public void A_result_is_the_same_wherever_its_line_has_moved()
    {
        var maker = new FindingMaker(TimeProvider.System);
        string Print(int line) => JsonDocument.Parse(Sarif.Write([maker.Make("SEC001", "/srv/x.json", $"seen at {line}", "web", $"/srv/x.json:{line}", identity: "ghp_…")], "1.0.0", null))
            .RootElement.GetProperty("runs")[0].GetProperty("results")[0].GetProperty("partialFingerprints").GetRawText();
        Assert.Equal(Print(3), Print(300));
    }

    [Fact]
    public void Sarif_says_what_was_not_checked()
    {
        var maker = new FindingMaker(TimeProvider.System);
        var run = Run([maker.NotChecked("os", "firewall", "nft is not there"), maker.NotChecked("secrets", "/srv/x.log", "denied", "web")]);
        Assert.Equal(0, run.GetProperty("results").GetArrayLength());
        var invocation = Assert.Single(run.GetProperty("invocations").EnumerateArray());
        Assert.True(invocation.GetProperty("executionSuccessful").GetBoolean());
        var told = invocation.GetProperty("toolExecutionNotifications").EnumerateArray().ToList();
        Assert.Equal(["Not checked: os: firewall: nft is not there", "Not checked: secrets: /srv/x.log: denied"], told.Select(one => one.GetProperty("message").GetProperty("text").GetString()));
        var known = run.GetProperty("tool").GetProperty("driver").GetProperty("notifications").EnumerateArray().ToList();
        Assert.All(told, one =>
        {
            Assert.Equal("warning", one.GetProperty("level").GetString());
            var descriptor = one.GetProperty("descriptor");
            Assert.Equal(("AUDIT001", "AUDIT001"), (descriptor.GetProperty("id").GetString(), known[descriptor.GetProperty("index").GetInt32()].GetProperty("id").GetString()));
        });
    }

    [Fact]
    public void A_run_that_saw_everything_says_so()
    {
        var run = Run([]);
        Assert.True(run.GetProperty("invocations")[0].GetProperty("executionSuccessful").GetBoolean());
        Assert.Equal(0, run.GetProperty("invocations")[0].GetProperty("toolExecutionNotifications").GetArrayLength());
    }

    [Fact]
    public void What_is_suppressed_is_left_out_so_that_GitHub_opens_no_alert_for_it()
    {
        var maker = new FindingMaker(TimeProvider.System);
        var results = Run([maker.Make("PERM002", "/x", "") with { State = FindingState.Suppressed, Suppression = "a kiosk (until 2027-01-01)" }, maker.Make("PORT001", "tcp/1", "")]).GetProperty("results");
        Assert.Equal("PORT001", Assert.Single(results.EnumerateArray()).GetProperty("ruleId").GetString());
    }

    [Fact]
    public void Each_address_leads_to_its_file()
    {
        var maker = new FindingMaker(TimeProvider.System);
        var (inside, outside) = (Path.GetFullPath("a b/mcp#1.json"), Path.GetFullPath("/etc/100%?.conf"));
        var run = Run([maker.Make("SEC004", inside, "", location: inside + ":3"), maker.Make("PERM001", outside, "")]);
        var root = new Uri(run.GetProperty("originalUriBaseIds").GetProperty("%SRCROOT%").GetProperty("uri").GetString()!);
        Assert.EndsWith("/", root.AbsoluteUri, StringComparison.Ordinal);
        var found = run.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("locations")[0].GetProperty("physicalLocation").GetProperty("artifactLocation")).Select(artifact =>
            (artifact.TryGetProperty("uriBaseId", out _) ? new Uri(root, artifact.GetProperty("uri").GetString()) : new Uri(artifact.GetProperty("uri").GetString()!, UriKind.Absolute)).LocalPath);
        Assert.Equal(new[] { inside, outside }.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
        Assert.StartsWith(root.LocalPath, inside, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_relative_is_relative_to_the_repository()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["repo/.git"]);
        Directory.CreateDirectory(folder["repo/ops"]);
        var places = SarifPlaces.Of(folder["repo/ops"]);
        Assert.Equal(("ops/mcpops.json", true), places.Find(folder["repo/ops/mcpops.json"]));
        Assert.Equal(("..x/a", true), places.Find(folder["repo/..x/a"]));
        Assert.False(places.Find(folder["other"]).IsRelative);
    }

    [Fact]
    public void No_more_is_written_than_GitHub_keeps()
    {
        var maker = new FindingMaker(TimeProvider.System);
        var text = Sarif.Write([.. Enumerable.Range(0, 6000).Select(port => maker.Make(port == 5999 ? "PORT002" : "PORT001", $"tcp/{port}", ""))], "1.0.0", null);
        using var document = JsonDocument.Parse(text);
        var results = document.RootElement.GetProperty("runs")[0].GetProperty("results");
        Assert.Equal((5000, "PORT002"), (results.GetArrayLength(), results[0].GetProperty("ruleId").GetString()));
        Assert.True(text.Length < 10 << 20);
    }

    [Fact]
    public void JUnit_counts_what_it_lists()
    {
        var document = XDocument.Parse(JUnit.Write(Findings, AuditSeverity.High, newOnly: false));
        Assert.All(document.Root!.Elements("testsuite"), suite =>
        {
            Assert.Equal(((int)suite.Attribute("tests")!, (int)suite.Attribute("failures")!, (int)suite.Attribute("skipped")!),
                (suite.Elements("testcase").Count(), suite.Descendants("failure").Count(), suite.Descendants("skipped").Count()));
            Assert.All(suite.Elements("testcase"), one => Assert.NotEmpty((string)one.Attribute("name")!));
        });
        Assert.Contains(document.Descendants("skipped"), one => ((string)one.Attribute("message")!).StartsWith("not checked", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "Low", false, "Nothing was found.", 0)]
    [InlineData("blind", "Low", false, "Nothing was found in what could be looked at. 1 thing could not be looked at: no clean bill for it.", 2)]
    [InlineData("Medium Low", "high", false, "2 findings below High, which do not count.", 0)]
    [InlineData("Medium blind blind", "High", false, "1 finding below High, which does not count. 2 things could not be looked at: no clean bill for them.", 2)]
    [InlineData("Critical Medium", "High", false, "1 finding of severity High or above; 1 below High, which does not count.", 1)]
    [InlineData("High", "Critical", false, "1 finding below Critical, which does not count.", 0)]
    [InlineData("Critical Critical blind", "critical", false, "2 findings of severity Critical. 1 thing could not be looked at: no clean bill for it.", 1)]
    [InlineData("High:Known Low:Known", "Low", true, "2 known from the baseline.", 0)]
    [InlineData("High:Known", "Low", false, "1 finding of severity Low or above.", 1)]
    [InlineData("High:Suppressed High:Fixed", "Low", false, "1 suppressed; 1 gone since the baseline.", 0)]
    public void The_outcome_and_its_words_say_what_counts(string which, string failOn, bool newOnly, string words, int code)
    {
        var maker = new FindingMaker(TimeProvider.System);
        var findings = which.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select((one, index) => one is "blind" ? maker.NotChecked("os", $"{index}", "why")
            : maker.Make("PORT001", $"tcp/{index}", "", severity: one.Split(':')[0]) with { State = one.Contains(':', StringComparison.Ordinal) ? one.Split(':')[1] : FindingState.New }).ToList();
        Assert.Equal((words, code), (AuditOutcome.Words(findings, failOn, newOnly), AuditOutcome.ExitCode(findings, failOn, newOnly)));
    }

    private static JsonElement Run(IReadOnlyCollection<McpFinding> findings)
    {
        using var document = JsonDocument.Parse(Sarif.Write(findings, "1.0.0", null));
        return document.RootElement.GetProperty("runs")[0].Clone();
    }

    private static void Rule(JsonElement rule)
    {
        Assert.All(new[] { "shortDescription", "fullDescription", "help" }, name => Assert.NotEmpty(rule.GetProperty(name).GetProperty("text").GetString()!));
        Assert.Contains(rule.GetProperty("defaultConfiguration").GetProperty("level").GetString(), Levels);
        var properties = rule.GetProperty("properties");
        var tags = properties.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()!).ToList();
        Assert.Contains("security", tags);
        Assert.True(tags.Count <= 20 && tags.Distinct().Count() == tags.Count);
        Assert.All(tags.Where(tag => tag.Contains("cwe", StringComparison.Ordinal)), tag => Assert.Matches("^external/cwe/cwe-[0-9]+$", tag));
        Assert.InRange(double.Parse(properties.GetProperty("security-severity").GetString()!, System.Globalization.CultureInfo.InvariantCulture), 0, 10);
    }

    private static void Result(JsonElement result, List<JsonElement> rules)
    {
        Assert.Equal(result.GetProperty("ruleId").GetString(), rules[result.GetProperty("ruleIndex").GetInt32()].GetProperty("id").GetString());
        Assert.Contains(result.GetProperty("level").GetString(), Levels);
        Assert.NotEmpty(result.GetProperty("message").GetProperty("text").GetString()!);
        var location = Assert.Single(result.GetProperty("locations").EnumerateArray());
        var physical = location.GetProperty("physicalLocation");
        var uri = physical.GetProperty("artifactLocation").GetProperty("uri").GetString()!;
        var isRelative = physical.GetProperty("artifactLocation").TryGetProperty("uriBaseId", out var named);
        Assert.True(Uri.IsWellFormedUriString(uri, isRelative ? UriKind.Relative : UriKind.Absolute) && !uri.StartsWith('/') && !uri.Contains('\\', StringComparison.Ordinal), uri);
        Assert.True(isRelative ? named.GetString() == "%SRCROOT%" : uri.StartsWith("file:///", StringComparison.Ordinal), uri);
        Assert.True(physical.GetProperty("region").GetProperty("startLine").GetInt32() >= 1);
        var prints = result.GetProperty("partialFingerprints");
        Assert.Matches("^[0-9a-f]{32}$", prints.GetProperty("primaryLocationLineHash").GetString()!);
        Assert.Equal(prints.GetProperty("primaryLocationLineHash").GetString(), prints.GetProperty("mcpops/v1").GetString());
    }
}
