using System.Text.Json;

namespace McpOps.Cli.Tests;

/// <summary><c>mcpops audit</c> as a script uses it: exit codes, formats, baselines, what was accepted, and the health check that remembers.</summary>
public sealed class AuditVerbTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpops-cli-");
    private readonly string _script;
    private readonly string _inventory;

    public AuditVerbTests()
    {
        _script = Path.Combine(_folder.FullName, "server.sh");
        _inventory = Path.Combine(_folder.FullName, "mcpops.json");
        File.WriteAllText(_script, "#!/bin/sh\n");
        Open(everybody: true);
        File.WriteAllText(_inventory, JsonSerializer.Serialize(new { history = new { store = Path.Combine(_folder.FullName, "state") }, servers = new { web = new { command = _script } } }));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_exit_code_says_what_was_found_and_what_was_not_looked_at()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Modes are read on Linux.");
        Assert.Equal(1, (await AuditAsync("--area", "permissions")).Code);
        Assert.Equal(2, (await AuditAsync("--area", "http")).Code);
        Assert.Equal(64, (await AuditAsync("--area", "nonsense")).Code);
        Assert.Equal(64, (await AuditAsync("--fail-on", "terrible")).Code);
        Open(everybody: false);
        Assert.Equal(0, (await AuditAsync("--area", "permissions")).Code);
    }

    // 1 means findings, and nothing else does.
    [Theory]
    [InlineData("mcpops-audit.json", "{\"suppress\":[{\"rule\":\"PORT001\",\"target\":\"tcp/1\",\"expires\":\"2027-01-01\"}]}", "Suppression 1 (PORT001 tcp/1) has no \"reason\".")]
    [InlineData("mcpops.lock.json", "{", "LockNotReadable")]
    public async Task A_file_that_cannot_be_used_is_wrong_use_and_no_finding(string name, string text, string said)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, name), text, TestContext.Current.CancellationToken);
        var (code, _, error) = await AuditAsync("--area", "files");
        Assert.Equal(64, code);
        Assert.Contains(said, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("app", "app/package-lock.json")]
    [InlineData("./app/../app", "app/package-lock.json")]
    [InlineData("gone", null)]
    public async Task A_project_may_be_named_as_seen_from_here(string named, string? file)
    {
        // Beside what a server runs it would be found anyway.
        var inventory = Path.Combine(_folder.FullName, "elsewhere.json");
        await File.WriteAllTextAsync(inventory, """{ "history": { "store": "state" }, "servers": { "web": { "url": "http://127.0.0.1:1/mcp" } } }""", TestContext.Current.CancellationToken);
        var there = Directory.CreateDirectory(Path.Combine(_folder.FullName, "there"));
        Directory.CreateDirectory(Path.Combine(there.FullName, "app"));
        await File.WriteAllTextAsync(Path.Combine(there.FullName, "app", "package-lock.json"), """{ "lockfileVersion": 3, "packages": { "node_modules/mcp-remote": { "version": "0.1.15" } } }""", TestContext.Current.CancellationToken);
        var run = await Command.RunAsync(Command.McpOps, ["audit", "--area", "dependencies", "--project", named, "--output", "json", "--config-path", inventory], TestContext.Current.CancellationToken, there.FullName);
        using var findings = JsonDocument.Parse(run.Output);
        var vulnerable = findings.RootElement.EnumerateArray().Where(finding => finding.GetProperty("evidence").GetString()!.Contains("mcp-remote 0.1.15", StringComparison.Ordinal)).ToList();
        if (file is null)
        {
            Assert.Empty(vulnerable);
            Assert.Contains(findings.RootElement.EnumerateArray(), finding => finding.GetProperty("evidence").GetString()!.StartsWith("There is no such folder that can be read", StringComparison.Ordinal));
        }
        else
        {
            Assert.EndsWith(file, Assert.Single(vulnerable).GetProperty("target").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_baseline_makes_what_is_there_known_and_tells_what_is_gone()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Modes are read on Linux.");
        var baseline = Path.Combine(_folder.FullName, "baseline.json");
        var (code, output, _) = await AuditAsync("--area", "permissions", "--output", "json");
        Assert.Equal(1, code);
        await File.WriteAllTextAsync(baseline, output, TestContext.Current.CancellationToken);
        (code, output, _) = await AuditAsync("--area", "permissions", "--baseline", baseline, "--new-only", "--output", "json");
        Assert.Equal((0, "[]"), (code, output.Trim()));
        Open(everybody: false);
        (_, output, _) = await AuditAsync("--area", "permissions", "--baseline", baseline, "--output", "json");
        using var document = JsonDocument.Parse(output);
        Assert.Equal("Fixed", Assert.Single(document.RootElement.EnumerateArray()).GetProperty("state").GetString());
    }

    [Theory]
    [InlineData("sarif", "\"version\": \"2.1.0\"")]
    [InlineData("junit", "<testsuite name=\"permissions\"")]
    [InlineData("csv", "PERM002")]
    [InlineData("ndjson", "\"ruleId\":\"PERM002\"")]
    public async Task Other_programs_read_it(string format, string part)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Modes are read on Linux.");
        Assert.Contains(part, (await AuditAsync("--area", "permissions", "--output", format)).Output, StringComparison.Ordinal);
    }

    // A baseline of another's making, a client's file of a cloned repository: in each field what a terminal obeys.
    [Theory]
    [InlineData("table")]
    [InlineData("json")]
    [InlineData("ndjson")]
    [InlineData("csv")]
    [InlineData("sarif")]
    [InlineData("junit")]
    public async Task No_output_holds_what_a_terminal_would_obey(string format)
    {
        const string Hostile = "a\e]0;owned\a\u009b2J\u202Ez";
        var baseline = Path.Combine(_folder.FullName, "baseline.json");
        await File.WriteAllTextAsync(baseline, JsonSerializer.Serialize(new[] { new { ruleId = "PERM001", severity = "High", title = Hostile, server = Hostile, host = Hostile, target = Hostile, location = Hostile, evidence = Hostile, fix = Hostile, area = "permissions", owasp = Hostile, cwe = new[] { Hostile }, suppression = Hostile, fingerprint = new string('0', 32) } }), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(_inventory, JsonSerializer.Serialize(new { history = new { store = Path.Combine(_folder.FullName, "state") }, servers = new Dictionary<string, object> { [Hostile] = new { command = "npx", args = new[] { "-y", Hostile } } } }), TestContext.Current.CancellationToken);
        var (code, output, error) = await AuditAsync("--area", "permissions,configurations", "--baseline", baseline, "--output", format);
        Assert.True(code is 1 or 2, output + error);
        Assert.Contains("CONF001", output, StringComparison.Ordinal);
        Assert.DoesNotContain(output + error, letter => (char.IsControl(letter) && letter is not ('\n' or '\r')) || letter is '\u202E');
        Assert.DoesNotContain("u001b", output, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("high", 1)]
    [InlineData("critical", 1)]
    [InlineData("High", 1)]
    public async Task What_is_below_the_severity_that_counts_is_shown_and_does_not_fail(string failOn, int critical)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Modes are read on Linux.");
        Assert.Equal(critical, (await AuditAsync("--area", "permissions", "--fail-on", failOn)).Code);
        Open(everybody: false);
        await File.WriteAllTextAsync(_inventory, JsonSerializer.Serialize(new { history = new { store = Path.Combine(_folder.FullName, "state") }, servers = new { web = new { command = "npx", args = new[] { "-y", "some-mcp" } } } }), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, ".mcp.json"), """{"mcpServers":{}}""", TestContext.Current.CancellationToken);
        var (code, output, _) = await AuditAsync("--area", "configurations", "--fail-on", failOn);
        Assert.Contains("CONF001", output, StringComparison.Ordinal);
        Assert.Contains($"below {char.ToUpperInvariant(failOn[0])}{failOn[1..]}", output, StringComparison.Ordinal);
        Assert.True(code is 0 or 2, output);
        Assert.Equal(1, (await AuditAsync("--area", "configurations")).Code);
    }

    [Fact]
    public async Task Times_in_CSV_have_a_zone()
    {
        var (_, output, _) = await AuditAsync("--area", "http", "--output", "csv");
        Assert.Matches(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+[+-]\d\d:\d\d", output.Split('\n')[1]);
    }

    [Fact]
    public async Task The_health_check_tells_what_the_last_run_left_open()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Modes are read on Linux.");
        await AuditAsync("--area", "permissions");
        var (code, output, _) = await Cli.RunAsync("health", "--config-path", _inventory, "--check", "audit", "--output", "json");
        Assert.Equal(2, code);
        Assert.Contains("such as PERM002", output, StringComparison.Ordinal);
        Open(everybody: false);
        await AuditAsync("--area", "permissions");
        Assert.Equal(0, (await Cli.RunAsync("health", "--config-path", _inventory, "--check", "audit")).Code);
    }

    [Fact]
    public async Task An_account_without_rights_is_told_what_it_could_not_look_at()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && Command.Find("setpriv") is not null, "Another account is needed.");
        var home = Directory.CreateDirectory(Path.Combine(_folder.FullName, "home", ".cursor"));
        var client = Path.Combine(home.FullName, "mcp.json");
        await File.WriteAllTextAsync(client, "{}", TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(client, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.SetUnixFileMode(_folder.FullName, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        }

        string[] areas = [.. new[] { "secrets", "configurations", "permissions", "accounts" }.SelectMany(area => new[] { "--area", area })];
        var said = await Command.RunAsync("setpriv", ["--reuid", "65534", "--regid", "65534", "--clear-groups", Command.McpOps, "audit", .. areas, "--output", "json"], TestContext.Current.CancellationToken,
            _folder.FullName, new Dictionary<string, string>(StringComparer.Ordinal) { ["HOME"] = Path.Combine(_folder.FullName, "home"), ["MCPOPS_HISTORY"] = Path.Combine(_folder.FullName, "state") });
        Assert.SkipWhen(said.Output.Length == 0 && said.Error.Contains("denied", StringComparison.OrdinalIgnoreCase), "Another account may not run this build.");
        using var document = JsonDocument.Parse(said.Output);
        var blind = document.RootElement.EnumerateArray().Where(row => row.GetProperty("ruleId").GetString() == "AUDIT001").Select(row => $"{row.GetProperty("area").GetString()} {row.GetProperty("target").GetString()}").ToList();
        Assert.Superset(new HashSet<string> { $"secrets {client}", $"configurations {client}", $"permissions {client}", "accounts /etc/shadow" }, blind.ToHashSet());
        Assert.Contains("AuditNotRemembered", said.Error, StringComparison.Ordinal);
    }

    private Task<(int Code, string Output, string Error)> AuditAsync(params string[] arguments) => Cli.RunAsync(["audit", "--config-path", _inventory, .. arguments]);

    private void Open(bool everybody)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | (everybody ? UnixFileMode.OtherWrite : UnixFileMode.None));
        }
    }
}
