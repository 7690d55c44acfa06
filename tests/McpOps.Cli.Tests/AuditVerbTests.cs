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

    private Task<(int Code, string Output, string Error)> AuditAsync(params string[] arguments) => Cli.RunAsync(["audit", "--config-path", _inventory, .. arguments]);

    private void Open(bool everybody)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | (everybody ? UnixFileMode.OtherWrite : UnixFileMode.None));
        }
    }
}
