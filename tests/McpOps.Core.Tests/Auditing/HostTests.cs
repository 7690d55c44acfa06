using System.Net;
using System.Net.Sockets;
using McpOps.Auditing;
using McpOps.Auditing.Areas;
using McpOps.Auditing.Host;
using McpOps.Auditing.Rules.Configurations;
using McpOps.Auditing.Rules.Http;
using McpOps.Auditing.Rules.Logins;
using McpOps.Auditing.Secrets;
using McpOps.Auditing.Suppressions;
using McpOps.Servers;

namespace McpOps.Core.Tests.Auditing;

public sealed class HostTests
{
    [Fact]
    public async Task Modes_are_bits_and_parents_count()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Owners and modes are read on Linux.");
        using var folder = new TemporaryFolder();
        var open = Directory.CreateDirectory(Path.Combine(folder[""], "open")).FullName;
        var script = Path.Combine(open, "server.py");
        await File.WriteAllTextAsync(script, "");
        Mode(script, "700");
        Mode(open, "777");
        var server = McpServer.FromCommand("/bin/true", [script], name: "x");
        var findings = await DependencyTests.AuditAsync(new AuditOptions { Areas = ["permissions"], Servers = [server], Paths = Paths(folder[""]) });
        Assert.Equal([open], findings.Where(finding => finding.RuleId == "PERM002").Select(finding => finding.Target));

        Mode(open, "755");
        Mode(script, "606");
        findings = await DependencyTests.AuditAsync(new AuditOptions { Areas = ["permissions"], Servers = [server], Paths = Paths(folder[""]) });
        Assert.Equal([script], findings.Where(finding => finding.RuleId == "PERM002").Select(finding => finding.Target));
    }

    [Fact]
    public void What_a_server_works_on_is_not_what_it_runs()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["code"]);
        Directory.CreateDirectory(folder["data"]);
        File.WriteAllText(folder["code/server.js"], "");
        File.WriteAllText(folder["data/a.txt"], "");
        var server = McpServer.FromCommand(folder["code/server.js"], [folder["data"], folder["code"]], name: "web");
        Assert.Equal([folder["code"], folder["code/server.js"]], RunFiles.Of(server, []).Order(StringComparer.Ordinal));
        Assert.Equal([folder["code/server.js"]], McpOps.Auditing.Files.ServerFiles.Take(server, TestContext.Current.CancellationToken).Files.Keys);
        Assert.Contains(folder["data"], RunFiles.Of(server with { Connection = server.Connection with { WorkingDirectory = folder["data"] } }, []));
    }

    [Fact]
    public async Task A_listener_on_every_address_is_not_one_on_loopback_and_80_is_not_8000()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Ports by process are read on Linux.");
        using var loopback = new TcpListener(IPAddress.Loopback, 0);
        loopback.Start();
        using var six = new TcpListener(IPAddress.IPv6Loopback, 0);
        six.Start();
        var (port, sixth) = (((IPEndPoint)loopback.LocalEndpoint).Port, ((IPEndPoint)six.LocalEndpoint).Port);
        var declared = McpServer.FromUrl(new Uri($"http://127.0.0.1:{port}/mcp"));
        var findings = await DependencyTests.AuditAsync(new AuditOptions { Areas = ["ports"], Servers = [declared], Inventory = [declared] });
        Assert.DoesNotContain(findings, finding => finding.Target == $"tcp/{port}");
        Assert.Equal(AuditSeverity.Low, findings.Single(finding => finding.Target == $"tcp/{sixth}").Severity);
    }

    [Fact]
    public void Logins_are_counted_by_source_from_the_words_of_sshd_alone()
    {
        string[] lines =
        [
            .. Enumerable.Repeat("Failed password for invalid user admin from 203.0.113.9 port 4711 ssh2", 11),
            "message repeated 5 times: [ Failed password for root from 203.0.113.9 port 4711 ssh2]",
            "Accepted password for root from 203.0.113.9 port 4712 ssh2",
            "Failed to start something: invalid argument",
            "Accepted publickey for anna from 198.51.100.4 port 22 ssh2",
        ];
        var verdicts = LoginRules.Judge([.. lines.Select(line => LoginLines.Read(line, null)).OfType<LoginAttempt>()], 10).ToList();
        Assert.Equal(["LOGIN001 203.0.113.9", "LOGIN002 203.0.113.9", "LOGIN003 sshd"], verdicts.Select(verdict => $"{verdict.RuleId} {verdict.Source}"));
        Assert.StartsWith("16 failed logins", verdicts[0].Evidence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Failed password for invalid user root from 8.8.8.8 port 1 ssh2 from 192.0.2.7 port 22 ssh2", false, "root from 8.8.8.8 port 1 ssh2", "192.0.2.7")]
    [InlineData("Dec 10 06:55:48 lab sshd[24200]: Failed password for invalid user Accepted password for root from 8.8.8.8 port 1 from 192.0.2.7 port 22 ssh2", false, "Accepted password for root from 8.8.8.8 port 1", "192.0.2.7")]
    [InlineData("Invalid user Accepted password for root from 8.8.8.8 port 22 ssh2 from 192.0.2.7 port 5", null, "", "")]
    [InlineData("Invalid user sshd[1]: Accepted password for root from 8.8.8.8 port 22 ssh2 from 192.0.2.7 port 5", null, "", "")]
    [InlineData("Connection closed by invalid user Failed password for a from 8.8.8.8 port 1 192.0.2.7 port 5 [preauth]", null, "", "")]
    [InlineData("2026-11-28T10:00:00.123456+01:00 lab sshd-session[7]: Accepted publickey for ann from 2001:db8::1 port 22 ssh2: ED25519 SHA256:x", true, "ann", "2001:db8::1")]
    public void Whoever_chooses_a_name_chooses_neither_source_nor_outcome(string line, bool? succeeded, string user, string source) =>
        Assert.Equal(succeeded is { } let ? (let, user, source) : null, LoginLines.Read(line, null) is { } read ? (read.Succeeded, read.User, read.Source) : ((bool, string, string)?)null);

    [Theory]
    [InlineData("readline() on closed filehandle\n", null)]
    [InlineData("NEEDRESTART-VER: 3.6\nNEEDRESTART-KCUR: 6.1\nNEEDRESTART-KSTA: 0\nNEEDRESTART-UCSTA: 1\nNEEDRESTART-UCEXP: \n", "")]
    [InlineData("NEEDRESTART-VER: 3.6\nNEEDRESTART-KCUR: 6.1.0-9\nNEEDRESTART-KEXP: 6.1.0-32\nNEEDRESTART-KSTA: 3\nNEEDRESTART-SVC: ssh.service\nNEEDRESTART-SVC: mcp@a.service\n", "2 run what was replaced: ssh.service, mcp@a.service; Linux 6.1.0-32 is installed, and 6.1.0-9 runs")]
    public void What_needrestart_says_is_understood(string said, string? due) => Assert.Equal(due, Restarts.OfNeedrestart(said) is { } list ? string.Join("; ", list) : null);

    [Fact]
    public async Task The_failed_logins_of_a_real_log_are_counted_exactly()
    {
        var path = Path.Combine(Repository.Root, "..", "shared", "data", "loghub", "OpenSSH", "OpenSSH_2k.log");
        Assert.SkipUnless(File.Exists(path), "The log is not beside this clone.");
        var attempts = (await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken)).Where(line => line.Contains("Failed password", StringComparison.Ordinal)).Select(line => LoginLines.Read(line, null)!).ToList();
        Assert.Equal(520, attempts.Count);
        Assert.Equal(286, attempts.Count(attempt => attempt.Source == "183.62.140.253"));
    }

    [Fact]
    public async Task Accounts_with_power_are_those_that_the_inventory_expects()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder[""], "etc"));
        await File.WriteAllTextAsync(Path.Combine(folder[""], "etc/passwd"), "root:x:0:0::/root:/bin/bash\nmcp:x:998:998::/srv:/bin/bash\neve:x:1001:1001::/home/eve:/bin/bash\ntoor:x:0:0::/root:/bin/sh\n");
        await File.WriteAllTextAsync(Path.Combine(folder[""], "etc/group"), "root:x:0:\nsudo:x:27:eve\nmcp:x:998:\n");
        await File.WriteAllTextAsync(Path.Combine(folder[""], "etc/shadow"), "root:*:1::::::\nmcp:$y$j9T$abc:1::::::\n");
        var server = new McpServer { Name = "x", Audit = new McpAuditExpectation { Accounts = ["mcp"] } };
        var findings = await DependencyTests.AuditAsync(new AuditOptions { Areas = ["accounts"], Servers = [server], HostRoot = folder[""] });
        Assert.Equal(["ACCT001 eve", "ACCT001 toor", "ACCT001 toor", "ACCT002 mcp"], findings.Where(finding => !finding.NotChecked).Select(finding => $"{finding.RuleId} {finding.Target}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("PermitRootLogin yes\nPasswordAuthentication no", "PermitRootLogin yes")]
    [InlineData("PermitRootLogin no\nPasswordAuthentication no\nMatch User x\nPasswordAuthentication yes", "")]
    [InlineData("#PasswordAuthentication no", "PasswordAuthentication yes (by default)")]
    [InlineData("PasswordAuthentication no\nPasswordAuthentication yes", "")]
    public void The_first_word_of_sshd_counts(string text, string problems) => Assert.Equal(problems, string.Join(", ", OsArea.SshdProblems(text.Split('\n'))));

    [Fact]
    public void Security_updates_are_those_of_a_security_origin() =>
        Assert.Equal(["libssl3"], OsArea.SecurityUpdates("Inst libssl3 [3.0.1-1] (3.0.2-1 Debian-Security:12/stable-security [amd64])\nInst vim [1] (2 Debian:12.9/stable [amd64])\nConf libssl3 (3.0.2-1 Debian-Security:12/stable-security [amd64])\n"));

    [Theory]
    [InlineData("GITHUB_TOKEN", "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", "SEC001")]
    [InlineData("x", "postgresql://app:hunter2hunter@db/app", "SEC003")]
    [InlineData("apiKey", "q8Zt6Kd0pRw2Lx9Vb4Nm", "SEC004")]
    [InlineData("apiKey", "${env:API_KEY}", null)]
    [InlineData("integrity", "sha512-9dXcYz4kQ1abcdefg0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef==", null)]
    [InlineData("token", "123e4567-e89b-12d3-a456-426614174000", null)]
    [InlineData("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE", null)]
    [InlineData("tokenizer_path", "/opt/models/Tokenizer-V2-Final", null)]
    public void Secrets_are_told_from_what_looks_like_one(string name, string value, string? rule) => Assert.Equal(rule, SecretFinder.Find(name, value)?.RuleId);

    [Theory]
    [InlineData("server-filesytem", "server-filesystem", true)]
    [InlineData("server-flie", "server-file", true)]
    [InlineData("server-file", "server-file", false)]
    [InlineData("server", "client", false)]
    public void Names_one_letter_apart_are_told(string left, string right, bool near) => Assert.Equal(near, LookAlike.IsOneEditAway(left, right));

    [Theory]
    [InlineData("a1b2c3d4e5f60718293a4b5c6d7e8f90", "0f9e8d7c6b5a49382716054f3e2d1c0b", null)]
    [InlineData("1001", "1002", "ids of 4 characters")]
    [InlineData("20261128000000000000001", "20261128000000000000002", "ids that count up")]
    [InlineData("session-aaaaaaaaaaaaaaaaaaa1", "session-aaaaaaaaaaaaaaaaaaa7", "ids that differ in 1 characters only")]
    public void Ids_that_can_be_guessed_are_told(string first, string second, string? weakness) => Assert.Equal(weakness, SessionIds.Weakness([first, second]));

    [Fact]
    public async Task A_suppression_has_an_end_and_one_that_fits_nothing_is_told()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder[""], SuppressionFile.FileName);
        await File.WriteAllTextAsync(path, """{ "suppress": [{ "rule": "PERM001", "reason": "x", "expires": "2020-01-01" }, { "rule": "PERM002", "reason": "y", "expires": "2026-12-31" }] }""");
        var now = new DateTimeOffset(2026, 11, 28, 0, 0, 0, TimeSpan.Zero);
        var maker = new FindingMaker(TimeProvider.System);
        var filter = new FindingFilter(await SuppressionFile.ReadAsync(path, TestContext.Current.CancellationToken), new Dictionary<string, McpFinding>(StringComparer.Ordinal), maker, now);
        Assert.Equal(FindingState.New, filter.Apply(maker.Make("PERM001", "/x", "")).State);
        Assert.Equal(["AUDIT002", "AUDIT003"], filter.Rest(["permissions"]).Select(finding => finding.RuleId));
    }

    [Fact]
    public void What_the_baseline_knows_is_known_and_what_is_gone_is_fixed()
    {
        var maker = new FindingMaker(TimeProvider.System);
        var (stays, gone) = (maker.Make("PORT001", "tcp/1", "a"), maker.Make("PORT001", "tcp/2", "b"));
        var filter = new FindingFilter(new SuppressionFile(), new[] { stays, gone }.ToDictionary(finding => finding.Fingerprint, StringComparer.Ordinal), maker, DateTimeOffset.UnixEpoch);
        Assert.Equal(FindingState.Known, filter.Apply(maker.Make("PORT001", "tcp/1", "other evidence")).State);
        Assert.Equal([(FindingState.Fixed, "tcp/2")], filter.Rest(["ports"]).Select(finding => (finding.State, finding.Target)));
    }

    private static void Mode(string path, string octal)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, (UnixFileMode)Convert.ToInt32(octal, 8));
        }
    }

    private static ServerPaths Paths(string home) => new() { Platform = "linux", Home = home, WorkingDirectory = home, MachineRoot = home };
}
