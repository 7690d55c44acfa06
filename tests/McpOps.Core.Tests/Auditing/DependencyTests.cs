using System.IO.Compression;
using System.Text.Json;
using McpOps.Auditing;
using McpOps.Auditing.Dependencies;
using McpOps.Auditing.Dependencies.Auditors;
using McpOps.Auditing.Dependencies.Locks;
using McpOps.Auditing.Dependencies.Osv;
using McpOps.Auditing.Dependencies.Versions;
using McpOps.Servers;

namespace McpOps.Core.Tests.Auditing;

public sealed class DependencyTests
{
    // Each row is in order, the oldest first.
    public static TheoryData<string, string[]> Orders => new()
    {
        { "npm", ["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.2.0", "1.10.0"] },
        { "NuGet", ["1.0.0-ALPHA", "1.0.0-beta", "1.0.0", "1.0.0.1", "1.0.1"] },
        { "PyPI", ["1.0.dev1", "1.0a1.dev1", "1.0a1", "1.0b2", "1.0rc1", "1.0", "1.0.post1", "1.1", "1!0.1"] },
        { "Debian:12", ["1.0~rc1-1", "1.0-1", "1.0-1+deb12u1", "1.0-2", "1.0a-1", "1.10-1", "1:0.1-1"] },
    };

    [Theory]
    [MemberData(nameof(Orders))]
    public void Versions_are_ordered_as_their_ecosystem_says(string ecosystem, string[] versions)
    {
        for (var left = 0; left < versions.Length; left++)
        {
            for (var right = 0; right < versions.Length; right++)
            {
                Assert.Equal((versions[left], versions[right], left.CompareTo(right)), (versions[left], versions[right], Math.Sign(VersionOrder.Compare(ecosystem, versions[left], versions[right]) ?? 99)));
            }
        }
    }

    [Theory]
    [InlineData("1.4.9", true)]
    [InlineData("1.5.0", false)]
    [InlineData("2.0.0", true)]
    [InlineData("2.3.0", true)]
    [InlineData("2.3.1", false)]
    [InlineData("0.1.0", true)]
    public void A_version_is_affected_from_what_introduced_it_to_what_fixed_it(string version, bool affected)
    {
        var advisory = new OsvAffected
        {
            Package = new("npm", "left"),
            Ranges = [new("SEMVER", [new() { Introduced = "2.0.0" }, new() { LastAffected = "2.3.0" }]), new("SEMVER", [new() { Introduced = "0" }, new() { Fixed = "1.5.0" }])],
        };
        Assert.Equal(affected, OsvMatch.Of(advisory, new Dependency("npm", "left", version, "f")) is not null);
    }

    [Fact]
    public void Lock_files_of_each_kind_are_read()
    {
        using var v3 = JsonDocument.Parse("""{"lockfileVersion":3,"packages":{"":{"name":"me","version":"1.0.0"},"node_modules/a":{"version":"1.0.0"},"node_modules/a/node_modules/@s/b":{"version":"2.0.0"},"node_modules/own":{"link":true,"version":"1.0.0"}}}""");
        using var v1 = JsonDocument.Parse("""{"lockfileVersion":1,"dependencies":{"a":{"version":"1.0.0","dependencies":{"b":{"version":"2.0.0"}}}}}""");
        using var nuget = JsonDocument.Parse("""{"version":1,"dependencies":{"net8.0":{"Npgsql":{"type":"Direct","resolved":"8.0.0"}}}}""");
        Assert.Equal(["a 1.0.0", "@s/b 2.0.0"], NpmLock.Read(v3.RootElement, "f").Select(Text));
        Assert.Equal(["a 1.0.0", "b 2.0.0"], NpmLock.Read(v1.RootElement, "f").Select(Text));
        Assert.Equal(["npgsql 8.0.0"], NuGetLock.Read(nuget.RootElement, "f").Select(Text));
        Assert.Equal(["ruamel-yaml 0.18.5", "mcp 1.2.0"], PythonLock.Requirements(["# c", "Ruamel.Yaml==0.18.5", "mcp[cli] == 1.2.0 ; python_version > '3'", "loose>=1"], "f").Select(Text));
        Assert.Equal(["mcp 1.2.0"], PythonLock.Toml("version = 1\n[[package]]\nname = \"mcp\"\nversion = \"1.2.0\"\n", "uv.lock").Select(Text));
        Assert.Equal(["openssl 3.0.1-1"], DpkgStatus.Read(["Package: libssl3", "Status: install ok installed", "Source: openssl", "Version: 3.0.1-1", "", "Package: gone", "Status: deinstall ok config-files", "Version: 1"], "12", "f").Select(Text));

        static string Text(Dependency dependency) => $"{dependency.Name} {dependency.Version}";
    }

    [Fact]
    public async Task A_dump_is_read_from_archives_and_a_cut_one_is_told()
    {
        using var folder = new TemporaryFolder();
        var project = Directory.CreateDirectory(Path.Combine(folder[""], "project"));
        await File.WriteAllTextAsync(Path.Combine(project.FullName, "package-lock.json"), """{"lockfileVersion":3,"packages":{"node_modules/lodash":{"version":"4.17.20"},"node_modules/fine":{"version":"1.0.0"}}}""");
        var npm = Directory.CreateDirectory(Path.Combine(folder[""], "dump", "osv-scanner", "npm")).FullName;
        var advisory = """{"id":"GHSA-1","aliases":["CVE-2021-1"],"summary":"bad","database_specific":{"severity":"HIGH"},"affected":[{"package":{"ecosystem":"npm","name":"lodash"},"ranges":[{"type":"SEMVER","events":[{"introduced":"0"},{"fixed":"4.17.21"}]}]}]}""";
        using (var archive = ZipFile.Open(Path.Combine(npm, "all.zip"), ZipArchiveMode.Create))
        {
            Write(archive, "GHSA-1.json", advisory);
            Write(archive, "CVE-2021-1.json", advisory.Replace("\"GHSA-1\",\"aliases\":[\"CVE-2021-1\"]", "\"CVE-2021-1\"", StringComparison.Ordinal));
            Write(archive, "GHSA-2.json", advisory.Replace("GHSA-1", "GHSA-2", StringComparison.Ordinal).Replace("CVE-2021-1", "CVE-2021-2", StringComparison.Ordinal).Replace("\"summary\"", "\"withdrawn\":\"2022-01-01T00:00:00Z\",\"summary\"", StringComparison.Ordinal));
        }

        await File.WriteAllBytesAsync(Path.Combine(npm, "cut.zip"), (await File.ReadAllBytesAsync(Path.Combine(npm, "all.zip")))[..200]);
        var findings = await AuditAsync(new AuditOptions { Areas = ["dependencies"], OsvPath = Path.Combine(folder[""], "dump"), ProjectPaths = [project.FullName], HostRoot = folder[""], Paths = new ServerPaths { Platform = "linux", Home = folder["home"], WorkingDirectory = folder[""] } });
        var found = Assert.Single(findings, finding => finding.RuleId == "VULN001");
        Assert.Equal((AuditSeverity.High, "Update lodash to 4.17.21."), (found.Severity, found.Fix));
        Assert.Contains("CVE-2021-1, GHSA-1", found.Evidence, StringComparison.Ordinal);
        Assert.Single(findings, finding => finding.NotChecked && finding.Target.EndsWith("cut.zip", StringComparison.Ordinal));
    }

    /// <summary>A unit may start a program of the system, and say nowhere else where the server lies.</summary>
    [Fact]
    public async Task The_folder_that_the_inventory_s_root_names_is_read()
    {
        using var host = new PlantedHost();
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["package-lock.json"], """{ "lockfileVersion": 3, "packages": { "node_modules/mcp-remote": { "version": "0.1.15" } } }""", TestContext.Current.CancellationToken);
        var server = McpServer.FromUrl(new Uri("http://127.0.0.1/mcp"), name: "web") with { Service = new McpService("systemd", "web") };
        var options = host.Options with { Areas = ["dependencies"] };
        Assert.DoesNotContain(await AuditAsync(options with { Servers = [server] }), finding => finding.Evidence.Contains("mcp-remote", StringComparison.Ordinal));
        Assert.Contains(await AuditAsync(options with { Servers = [server with { Root = folder[""] }] }), finding => finding.Evidence.Contains("mcp-remote 0.1.15", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"message":"405","method":"POST","statusCode":405,"error":{}}""")]
    [InlineData("""{"error":{"code":"ENOLOCK"}}""")]
    [InlineData("<html>")]
    public void An_answer_of_npm_without_vulnerabilities_is_no_clean_bill(string json) => Assert.Null(NpmAudit.Read(json, "f").Found);

    [Fact]
    public void Npm_counts_advisories_and_not_paths()
    {
        var found = NpmAudit.Read("""{"auditReportVersion":2,"vulnerabilities":{"a":{"via":["b"],"severity":"high"},"b":{"via":[{"source":1,"name":"b","title":"t","url":"https://github.com/advisories/GHSA-x","severity":"high","range":"<2"}],"fixAvailable":{"name":"a","version":"3.0.0"}}}}""", "f").Found!;
        Assert.Equal(("b", "GHSA-x", "a 3.0.0"), (found.Single().Dependency.Name, found[0].Ids[0], found[0].Fixed));
    }

    [Fact]
    public void The_advisories_that_are_shipped_are_whole() => Assert.All(McpAdvisories.Read(), record =>
    {
        Assert.Matches("^GHSA-", record.Id);
        var affected = Assert.Single(record.Affected!);
        var mended = affected.Ranges![0].Events![1].Fixed!;
        Assert.NotNull(OsvMatch.Of(affected, new Dependency(affected.Package!.Ecosystem!, affected.Package.Name!, affected.Ranges[0].Events![0].Introduced is "0" or null ? "0.0.9" : affected.Ranges[0].Events![0].Introduced!, "f")));
        Assert.Null(OsvMatch.Of(affected, new Dependency(affected.Package.Ecosystem!, affected.Package.Name!, mended, "f")));
        Assert.NotEqual(AuditSeverity.Medium, AdvisorySeverity.Of(record));
    });

    [Theory]
    [InlineData("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 9.8)]
    [InlineData("CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 6.1)]
    [InlineData("CVSS:3.0/AV:L/AC:H/PR:H/UI:R/S:U/C:N/I:N/A:L", 1.8)]
    public void A_vector_has_the_base_score_of_the_standard(string vector, double score) => Assert.Equal(score, AdvisorySeverity.Cvss3(vector));

    internal static async Task<IReadOnlyList<McpFinding>> AuditAsync(AuditOptions options)
    {
        var findings = new List<McpFinding>();
        await foreach (var finding in new SecurityAudit(new EngineContext()).RunAsync(options, TestContext.Current.CancellationToken))
        {
            findings.Add(finding);
        }

        return findings;
    }

    private static void Write(ZipArchive archive, string name, string text)
    {
        using var writer = new StreamWriter(archive.CreateEntry(name).Open());
        writer.Write(text);
    }
}
