using System.IO.Compression;
using System.Text.Json.Nodes;
using McpOps.Auditing;
using McpOps.Auditing.Dependencies.Auditors;
using McpOps.Auditing.Dependencies.Versions;
using McpOps.Platform;
using Microsoft.AspNetCore.Http;

namespace McpOps.Core.Tests.Auditing;

/// <summary>The ecosystems' own auditors, asked where they answer, and merged with what the dump says.</summary>
public sealed class AuditorTests
{
    private const string Refused = """{"message":"405 Method Not Allowed","method":"POST","statusCode":405,"error":{}}""";

    // Package, version that is installed, range of the advisory, version that mends it.
    private static readonly (string Name, string Installed, string Range, string Introduced, string Fixed, string Id)[] Advisories =
    [
        ("lodash", "4.17.20", "<4.17.21", "0", "4.17.21", "GHSA-35jh-r3h4-6jhm"),
        ("minimist", "1.2.0", ">=1.0.0 <1.2.6", "1.0.0", "1.2.6", "GHSA-xvch-5gv4-984h"),
        ("ws", "8.17.1", ">=8.0.0 <8.17.1", "8.0.0", "8.17.1", "GHSA-3h5v-q93c-6h6q"),
        ("semver", "7.5.1", ">=7.0.0 <7.5.2", "7.0.0", "7.5.2", "GHSA-c2qf-rxjj-qqgw"),
    ];

    [Theory]
    [InlineData("<4.17.21", "4.17.20", true)]
    [InlineData("<4.17.21", "4.17.21", false)]
    [InlineData(">=1.0.0 <1.2.6 || >= 2.0.0 < 2.1.0", "2.0.5", true)]
    [InlineData(">=1.0.0 <1.2.6 || >= 2.0.0 < 2.1.0", "1.9.0", false)]
    [InlineData("*", "0.0.1", true)]
    [InlineData("=1.0.0", "1.0.0", true)]
    [InlineData("<=nonsense", "1.0.0", false)]
    public void A_range_of_npm_holds_what_it_says(string range, string version, bool within) => Assert.Equal(within, NpmRange.Includes(range, version));

    [Fact]
    public async Task The_dump_gives_the_advisories_that_the_real_npm_audit_gives_and_both_together_no_more()
    {
        var npm = Command.Find("npm");
        Assert.SkipWhen(npm is null, "npm is not on the PATH.");
        using var host = new PlantedHost();
        Project(host);
        await using var registry = await LoopbackWeb.StartAsync(AnswerAsync);
        var options = host.Options with { Areas = ["dependencies"], ProjectPaths = [host["project"]], Commands = new NpmOf(registry.Url, host["cache"]) };
        var dump = Found(await DependencyTests.AuditAsync(options with { OsvPath = host["osv"] }));
        var asked = await DependencyTests.AuditAsync(options with { Online = true });
        Assert.Equal(["lodash 4.17.20 GHSA-35jh-r3h4-6jhm", "minimist 1.2.0 GHSA-xvch-5gv4-984h", "semver 7.5.1 GHSA-c2qf-rxjj-qqgw"], Found(asked));
        Assert.Equal(Found(asked), dump);
        Assert.Equal(dump, Found(await DependencyTests.AuditAsync(options with { Online = true, OsvPath = host["osv"] })));
    }

    [Fact]
    public async Task What_refuses_hangs_or_is_missing_is_told_and_never_a_clean_bill()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The stubs are scripts.");
        using var host = new PlantedHost();
        Project(host);
        host.Write("project/requirements.txt", "harmless==1.2.0\n");
        host.Write("project/x.csproj", "<Project />");
        host.Program("npm", $"echo '{Refused}'; exit 1");
        host.Program("dotnet", "sleep 60");
        var findings = await DependencyTests.AuditAsync(host.Options with { Areas = ["dependencies"], ProjectPaths = [host["project"]], Online = true, AuditorTimeout = TimeSpan.FromSeconds(2) });
        Assert.Contains(findings, finding => finding.NotChecked && finding.Target.EndsWith("package-lock.json", StringComparison.Ordinal) && finding.Evidence.Contains("405", StringComparison.Ordinal));
        Assert.Contains(findings, finding => finding.NotChecked && finding.Target.EndsWith("requirements.txt", StringComparison.Ordinal) && finding.Evidence.Contains("cannot be run", StringComparison.Ordinal));
        Assert.Contains(findings, finding => finding.NotChecked && finding.Target.EndsWith("x.csproj", StringComparison.Ordinal) && finding.Evidence.Contains("did not answer within 2 s", StringComparison.Ordinal));
        Assert.DoesNotContain(findings, finding => !finding.NotChecked);
    }

    [Fact]
    public async Task What_pip_audit_and_dotnet_say_is_merged_with_the_dump_by_alias()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The stubs are scripts.");
        using var host = new PlantedHost();
        host.Write("project/requirements.txt", "Mcp==1.22.0\nodd @ file:///x\n");
        host.Write("project/x.csproj", "<Project />");
        host.Write("osv/a.json", """{"id":"GHSA-9h52-p55h-vw2f","aliases":["CVE-2025-66416"],"summary":"rebinding","database_specific":{"severity":"HIGH"},"affected":[{"package":{"ecosystem":"PyPI","name":"mcp"},"ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"},{"fixed":"1.23.0"}]}]}]}""");
        host.Program("pip-audit", """echo '{"dependencies":[{"name":"mcp","version":"1.22.0","vulns":[{"id":"PYSEC-2025-1","fix_versions":["1.23.0"],"aliases":["CVE-2025-66416"],"description":"x"}]},{"name":"odd","skip_reason":"no version"}],"fixes":[]}'; exit 1""");
        host.Program("dotnet", """echo '{"version":1,"sources":["https://api.nuget.org/v3/index.json"],"projects":[{"path":"x.csproj","frameworks":[{"framework":"net8.0","topLevelPackages":[],"transitivePackages":[{"id":"Npgsql","resolvedVersion":"8.0.2","vulnerabilities":[{"severity":"High","advisoryurl":"https://github.com/advisories/GHSA-x9vc-6hfv-hg8c"}]}]}]}]}'""");
        var findings = await DependencyTests.AuditAsync(host.Options with { Areas = ["dependencies"], ProjectPaths = [host["project"]], Online = true, OsvPath = host["osv"] });
        var mcp = Assert.Single(findings, finding => finding.RuleId == "VULN004" && finding.Evidence.Contains("GHSA-9h52", StringComparison.Ordinal));
        Assert.Equal((AuditSeverity.High, "Update mcp to 1.23.0."), (mcp.Severity, mcp.Fix));
        Assert.Contains("CVE-2025-66416, GHSA-9h52-p55h-vw2f, PYSEC-2025-1", mcp.Evidence, StringComparison.Ordinal);
        Assert.Contains("npgsql 8.0.2: GHSA-x9vc-6hfv-hg8c", Assert.Single(findings, finding => finding.RuleId == "VULN001").Evidence, StringComparison.Ordinal);
        Assert.Contains(findings, finding => finding.NotChecked && finding.Evidence.Contains("it skipped odd: no version", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_named_folder_that_is_not_there_is_said_to_be_unread()
    {
        using var host = new PlantedHost();
        var findings = await DependencyTests.AuditAsync(host.Options with { Areas = ["dependencies"], ProjectPaths = [host["nowhere"]] });
        Assert.Contains(findings, finding => finding.NotChecked && finding.Target == host["nowhere"] && finding.Evidence.Contains("There is no such folder", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nobody_is_asked_unless_the_user_says_so()
    {
        using var host = new PlantedHost();
        Project(host);
        host.Program("npm", $"echo asked > '{host["asked"]}'");
        var findings = await DependencyTests.AuditAsync(host.Options with { Areas = ["dependencies"], ProjectPaths = [host["project"]] });
        Assert.False(File.Exists(host["asked"]));
        Assert.Contains(findings, finding => finding.NotChecked && finding.Evidence.Contains("--online", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"version":1,"sources":["/local/feed"],"projects":[]}""")]
    [InlineData("""{"version":1,"sources":["https://x"],"problems":[{"level":"error","text":"No assets file"}],"projects":[]}""")]
    [InlineData("error: no project")]
    public void An_answer_of_dotnet_from_no_data_is_no_clean_bill(string json) => Assert.Null(DotnetAudit.Read(json, "x").Found);

    private static IReadOnlyList<string> Found(IReadOnlyList<McpFinding> findings) => [.. findings.Where(finding => finding.RuleId is "VULN001").Select(finding =>
        $"{finding.Evidence.Split(':')[0]} {finding.Evidence.Split(": ")[1].Split(", ").Single(id => id.StartsWith("GHSA", StringComparison.Ordinal))}").Order(StringComparer.Ordinal)];

    private static void Project(PlantedHost host)
    {
        var dependencies = string.Join(',', Advisories.Select(one => $"\"{one.Name}\":\"{one.Installed}\""));
        var packages = string.Join(',', Advisories.Select(one => $$$""" "node_modules/{{{one.Name}}}":{"version":"{{{one.Installed}}}","resolved":"https://registry.npmjs.org/{{{one.Name}}}/-/{{{one.Name}}}-{{{one.Installed}}}.tgz","integrity":"sha512-AAAA"}"""));
        host.Write("project/package.json", "{\"name\":\"p\",\"version\":\"1.0.0\",\"dependencies\":{" + dependencies + "}}");
        host.Write("project/package-lock.json", "{\"name\":\"p\",\"version\":\"1.0.0\",\"lockfileVersion\":3,\"requires\":true,\"packages\":{\"\":{\"name\":\"p\",\"version\":\"1.0.0\",\"dependencies\":{" + dependencies + "}}," + packages + "}}");
        foreach (var one in Advisories)
        {
            host.Write($"osv/npm/{one.Id}.json", $$$"""{"id":"{{{one.Id}}}","aliases":["CVE-{{{one.Id}}}"],"summary":"bad","affected":[{"package":{"ecosystem":"npm","name":"{{{one.Name}}}"},"ranges":[{"type":"SEMVER","events":[{"introduced":"{{{one.Introduced}}}"},{"fixed":"{{{one.Fixed}}}"}]}]}]}""");
        }
    }

    // The registry's endpoint: names and versions in, advisories of those that are hit out.
    private static async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path != "/-/npm/v1/security/advisories/bulk")
        {
            context.Response.StatusCode = 404;
            return;
        }

        await using var body = context.Request.Headers.ContentEncoding == "gzip" ? new GZipStream(context.Request.Body, CompressionMode.Decompress) : context.Request.Body;
        var asked = (await JsonNode.ParseAsync(body))!.AsObject();
        var answer = new JsonObject();
        foreach (var one in Advisories.Where(one => asked[one.Name] is JsonArray versions && versions.Any(version => NpmRange.Includes(one.Range, (string)version!))))
        {
            answer[one.Name] = new JsonArray(new JsonObject
            {
                ["id"] = one.Id.GetHashCode(StringComparison.Ordinal) & 0xFFFFFF, ["url"] = $"https://github.com/advisories/{one.Id}", ["title"] = "bad", ["severity"] = "high", ["vulnerable_versions"] = one.Range,
                ["cwe"] = new JsonArray("CWE-20"), ["cvss"] = new JsonObject { ["score"] = 7.5, ["vectorString"] = null },
            });
        }

        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer.ToJsonString());
    }

    // The real npm, with a registry on this machine.
    private sealed class NpmOf(Uri registry, string cache) : CommandRunner
    {
        public override Task<CommandOutput> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
            base.RunAsync(program, [.. arguments, $"--registry={registry}", $"--cache={cache}"], cancellationToken);
    }
}
