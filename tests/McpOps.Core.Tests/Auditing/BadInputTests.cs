using System.Diagnostics;
using System.IO.Compression;
using McpOps.Auditing;
using McpOps.Auditing.Dependencies;
using McpOps.Auditing.Dependencies.Osv;
using McpOps.Servers;

namespace McpOps.Core.Tests.Auditing;

/// <summary>What is too large, of another version, cut, or out of date is said by name, and nothing is lost.</summary>
public sealed class BadInputTests
{
    [Fact]
    public async Task A_client_file_of_ten_megabytes_is_read_to_its_end()
    {
        using var host = new PlantedHost();
        var servers = string.Join(',', Enumerable.Range(0, 100_000).Select(number => $$"""
            "s{{number}}":{"command":"node","args":["/srv/server-{{number}}.js","--with","a-long-option-that-fills-the-line-{{number}}"],"note":"nothing"}
            """));
        host.Write("home/.cursor/mcp.json", "{\"mcpServers\":{" + servers + ",\"last\":{\"command\":\"x\",\"env\":{\"GITHUB_TOKEN\":\"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\"} } } }");
        Assert.True(new FileInfo(host["home/.cursor/mcp.json"]).Length > 8 << 20);
        Directory.CreateDirectory(host["work"]);
        Assert.Single(await DependencyTests.AuditAsync(host.Options with { Areas = ["secrets"] }), finding => finding.RuleId == "SEC001");
    }

    [Fact]
    public async Task A_client_file_that_is_broken_is_told_with_its_line()
    {
        using var host = new PlantedHost();
        var file = host.Write("home/.cursor/mcp.json", "{\n  \"mcpServers\": {\n");
        Directory.CreateDirectory(host["work"]);
        foreach (var area in new[] { "secrets", "configurations" })
        {
            Assert.Contains(await DependencyTests.AuditAsync(host.Options with { Areas = [area] }), finding => finding.NotChecked && finding.Target == file && finding.Evidence.Contains("line ", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("""{"version":2,"servers":{}}""", "It is of version 2")]
    [InlineData("""{"version":1,"servers":""", "cannot be read")]
    [InlineData("null", "It is empty")]
    [InlineData("""{"servers":null}""", "is null")]
    [InlineData("""{"servers":{"web":{"tools":null}}}""", "is null")]
    [InlineData("""{"servers":{"web":{"tools":{"a":null}}}}""", "is null")]
    [InlineData("""{"servers":{"web":{"tools":{"a":{"text":"1"}}}}}""", "annotations")]
    [InlineData("""{"servers":{"web":{"files":{"/a":{"sha256":null,"size":1}}}}}""", "is null")]
    [InlineData("""{"servers":{},"accounts":{"root":null}}""", "is null")]
    public async Task A_lock_file_that_this_does_not_read_ends_the_audit_with_its_reason(string json, string why)
    {
        using var host = new PlantedHost();
        host.Write("mcpops.lock.json", json);
        var refused = await Assert.ThrowsAsync<McpOpsException>(() => DependencyTests.AuditAsync(host.Options with { Areas = ["files"] }));
        Assert.Equal("LockNotReadable", refused.ErrorId);
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("package-lock.json", "{\"lockfileVersion\":3,\"packages\":")]
    [InlineData("package-lock.json", "{\"lockfileVersion\":9,\"packages\":{}}")]
    [InlineData("package-lock.json", "{\"somethingElse\":{}}")]
    [InlineData("npm-shrinkwrap.json", "{\"lockfileVersion\":4}")]
    [InlineData("packages.lock.json", "{\"version\":7,\"dependencies\":{}}")]
    [InlineData("uv.lock", "version = 2\n")]
    [InlineData("uv.lock", "[[package]\nname = ")]
    [InlineData("packages.lock.json", "[]")]
    public async Task A_lock_file_of_packages_that_is_broken_is_told(string name, string text)
    {
        using var host = new PlantedHost();
        var file = host.Write($"project/{name}", text);
        host.Write("osv/a.json", "{}");
        Assert.Contains(await DependencyTests.AuditAsync(host.Options with { Areas = ["dependencies"], ProjectPaths = [host["project"]], OsvPath = host["osv"] }), finding => finding.NotChecked && finding.Target == file);
    }

    [Theory]
    [InlineData("""{"suppress":[{"rule":"PORT001","expires":"2027-01-01"}]}""")]
    [InlineData("""{"suppress":[{"rule":"NOPE001","reason":"x","expires":"2027-01-01"}]}""")]
    [InlineData("""{"suppress":[{"rule":"PORT001","reason":"x","expires":"soon"}]}""")]
    [InlineData("""{"suppres":[]}""")]
    public async Task A_suppression_that_is_not_whole_ends_the_audit_with_its_reason(string json)
    {
        using var host = new PlantedHost();
        host.Write("mcpops-audit.json", json);
        Assert.Equal("SuppressionInvalid", (await Assert.ThrowsAsync<McpOpsException>(() => DependencyTests.AuditAsync(host.Options with { Areas = ["os"] }))).ErrorId);
    }

    [Fact]
    public async Task An_expired_suppression_brings_the_finding_back_and_one_that_fits_nothing_is_told()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "sshd is read on Linux.");
        using var host = new PlantedHost();
        host.Write("etc/ssh/sshd_config", "PermitRootLogin yes\n");
        host.Write("mcpops-audit.json", """{"suppress":[{"rule":"OS004","reason":"old","expires":"2020-01-01"},{"rule":"OS003","reason":"none","expires":"2020-01-01"}]}""");
        var findings = await DependencyTests.AuditAsync(host.Options with { Areas = ["os"] });
        Assert.Equal(FindingState.New, findings.Single(finding => finding.RuleId == "OS004").State);
        Assert.Equal(["AUDIT002 OS004", "AUDIT003 OS003"], findings.Where(finding => finding.RuleId is "AUDIT002" or "AUDIT003").Select(finding => $"{finding.RuleId} {finding.Target}"));
    }

    [Theory]
    [InlineData("osv-scanner/npm")]
    [InlineData("osv-scalibr/npm")]
    [InlineData("npm")]
    public void A_large_dump_is_streamed_in_each_layout(string layout)
    {
        using var folder = new TemporaryFolder();
        var place = Directory.CreateDirectory(folder[layout]).FullName;
        var filler = new string('x', 4_000);
        using (var archive = ZipFile.Open(Path.Combine(place, "all.zip"), ZipArchiveMode.Create))
        {
            for (var number = 0; number < 5_000; number++)
            {
                using var writer = new StreamWriter(archive.CreateEntry($"GHSA-{number}.json", CompressionLevel.Fastest).Open());
                writer.Write($$"""{"id":"GHSA-{{number}}","details":"{{filler}}","affected":[{"package":{"ecosystem":"npm","name":"p{{number}}"},"versions":["1.0.0"]}]}""");
            }
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var dump = new OsvDump(folder[""]);
        Assert.Equal("GHSA-4321", Assert.Single(dump.Read(new HashSet<string> { "p4321" }, TestContext.Current.CancellationToken)).Id);
        Assert.Equal(["npm"], dump.Ecosystems);
        Assert.Empty(dump.Problems);

        // 20 MB of advisories pass through one buffer: what is allocated is what the archive's own list needs.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 20);
    }

    [Fact]
    public void A_dump_of_more_members_than_a_small_archive_can_count_is_read_to_its_end()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["npm"]);
        using (var archive = ZipFile.Open(folder["npm/all.zip"], ZipArchiveMode.Create))
        {
            for (var number = 0; number < 66_000; number++)
            {
                using var stream = archive.CreateEntry($"{number}.json", number % 2 == 0 ? CompressionLevel.NoCompression : CompressionLevel.Fastest).Open();
                stream.Write(number == 65_999 ? """{"id":"last","affected":[{"package":{"ecosystem":"npm","name":"p"}}]}"""u8 : "{}"u8);
            }
        }

        var dump = new OsvDump(folder[""]);
        Assert.Equal("last", Assert.Single(dump.Read(new HashSet<string> { "p" }, TestContext.Current.CancellationToken)).Id);
        Assert.Empty(dump.Problems);
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.5)]
    [InlineData(0.95)]
    public void A_dump_that_was_cut_or_is_damaged_is_told_and_no_clean_bill(double where)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["npm"]);
        using (var archive = ZipFile.Open(folder["whole.zip"], ZipArchiveMode.Create))
        {
            for (var number = 0; number < 200; number++)
            {
                using var writer = new StreamWriter(archive.CreateEntry($"{number}.json").Open());
                writer.Write($$"""{"id":"{{number}}","details":"{{Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(200))}}"}""");
            }
        }

        var whole = File.ReadAllBytes(folder["whole.zip"]);
        var at = (int)(whole.Length * where);
        File.WriteAllBytes(folder["npm/all.zip"], whole[..at]);
        var cut = new OsvDump(folder["npm"]);
        Assert.Empty(cut.Read(new HashSet<string>(), TestContext.Current.CancellationToken));
        Assert.Contains("cut", Assert.Single(cut.Problems).Why, StringComparison.Ordinal);

        // A hole in the middle: what is behind it is still read.
        whole.AsSpan(at, 40).Clear();
        File.WriteAllBytes(folder["npm/all.zip"], whole);
        var damaged = new OsvDump(folder["npm"]);
        Assert.Empty(damaged.Read(new HashSet<string>(), TestContext.Current.CancellationToken));
        Assert.NotEmpty(damaged.Problems);
    }

    [Fact]
    public void A_letter_that_changed_in_a_dump_is_told_though_it_is_JSON_still()
    {
        using var folder = new TemporaryFolder();
        using (var archive = ZipFile.Open(folder["all.zip"], ZipArchiveMode.Create))
        {
            using var writer = new StreamWriter(archive.CreateEntry("1.json", CompressionLevel.NoCompression).Open());
            writer.Write("""{"id":"one","affected":[{"package":{"ecosystem":"npm","name":"left"}}]}""");
        }

        var bytes = File.ReadAllBytes(folder["all.zip"]);
        bytes[bytes.AsSpan().IndexOf("left"u8)] = (byte)'x';
        File.WriteAllBytes(folder["all.zip"], bytes);
        var dump = new OsvDump(folder["all.zip"]);
        Assert.Empty(dump.Read(new HashSet<string> { "left", "xeft" }, TestContext.Current.CancellationToken));
        Assert.Contains("check sum", Assert.Single(dump.Problems).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Merging_joins_what_a_third_advisory_links()
    {
        var dependency = new Dependency("npm", "a", "1.0.0", "f");
        Vulnerability One(params string[] ids) => new(dependency, ids, AuditSeverity.Low, "", null, "OSV");
        var merged = Assert.Single(Vulnerability.Merge([One("GHSA-1"), One("CVE-1"), One("PYSEC-1", "GHSA-1", "CVE-1")]));
        Assert.Equal(["CVE-1", "GHSA-1", "PYSEC-1"], merged.Ids);
    }

    [Fact]
    public void Twenty_thousand_advisories_are_merged_in_a_moment()
    {
        var watch = Stopwatch.StartNew();
        var all = Enumerable.Range(0, 20_000).Select(number => new Vulnerability(new Dependency("Debian:12", "linux", "1", "f"), [$"CVE-{number}"], AuditSeverity.Low, "", null, "OSV"));
        Assert.Equal(20_000, Vulnerability.Merge(all).Count);
        TestContext.Current.TestOutputHelper?.WriteLine($"{watch.Elapsed.TotalMilliseconds:0} ms");
    }

    [Fact]
    public async Task A_named_pipe_in_the_place_of_a_file_keeps_nobody_waiting()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Named pipes are made on Linux here.");
        using var host = new PlantedHost();
        var script = host.Write("srv/server.py", "print(1)", "700");
        host.Write("srv/.env", "A=1");
        host.Write("osv/npm/a.json", "{}");
        string[] pipes = [host["srv/helper.py"], host["srv/requirements.txt"], host["srv/package-lock.json"], host["srv/logs.log"], host["osv/npm/b.json"]];
        using var made = System.Diagnostics.Process.Start("mkfifo", pipes);
        await made.WaitForExitAsync(TestContext.Current.CancellationToken);
        var server = McpServer.FromCommand(script, [host["srv"]], name: "web") with { Logs = [host["srv/logs.log"]] };
        var findings = await DependencyTests.AuditAsync(host.Options with { Areas = ["files", "dependencies", "secrets"], Servers = [server], ProjectPaths = [host["srv"]], OsvPath = host["osv"] });
        Assert.Equal(pipes.Select(Path.GetFileName).Order(StringComparer.Ordinal), findings.Where(finding => finding.NotChecked && finding.Evidence.Contains("named pipe", StringComparison.Ordinal))
            .Select(finding => pipes.Select(Path.GetFileName).FirstOrDefault(name => finding.Target.EndsWith(name!, StringComparison.Ordinal) || finding.Evidence.Contains(name!, StringComparison.Ordinal))).Distinct().Order(StringComparer.Ordinal));
        using var lockPipe = System.Diagnostics.Process.Start("mkfifo", [host["mcpops.lock.json"], host["mcpops-audit.json"]]);
        await lockPipe.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal("SuppressionInvalid", (await Assert.ThrowsAsync<McpOpsException>(() => DependencyTests.AuditAsync(host.Options with { Areas = ["files"] }))).ErrorId);
        File.Delete(host["mcpops-audit.json"]);
        Assert.Equal("LockNotReadable", (await Assert.ThrowsAsync<McpOpsException>(() => DependencyTests.AuditAsync(host.Options with { Areas = ["files"] }))).ErrorId);
    }

    [Theory]
    [InlineData("""{"suppress":null}""")]
    [InlineData("""{"suppress":[null]}""")]
    public async Task A_file_of_suppressions_that_is_not_whole_is_told(string json)
    {
        using var host = new PlantedHost();
        host.Write("mcpops-audit.json", json);
        Assert.Equal("SuppressionInvalid", (await Assert.ThrowsAsync<McpOpsException>(() => DependencyTests.AuditAsync(host.Options with { Areas = ["files"] }))).ErrorId);
    }
}
