using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace McpOps.Cli.Tests;

/// <summary>Duties and recovery as they are called, on real processes.</summary>
public sealed class MaintenanceVerbTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpops-maintain-");
    private readonly int _port = FreePort.Find();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Inventory => Path.Combine(_folder.FullName, "mcpops.json");

    public void Dispose()
    {
        foreach (var id in Own().Select(process => process.Id))
        {
            using var process = Process.GetProcessById(id);
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }

        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("maintain daily", ExitCodes.Partial)]
    [InlineData("maintain --status", ExitCodes.Partial)]
    [InlineData("watch --once", ExitCodes.Partial)]
    [InlineData("servers", ExitCodes.Partial)]
    [InlineData("health --check protocol", 2)]
    public async Task What_was_left_out_because_nobody_knows_its_name_is_never_a_success(string line, int code)
    {
        await File.WriteAllTextAsync(Inventory, """
            { "history": { "store": "state" }, "servers": { "a": { "url": "http://127.0.0.1:1/mcp", "bakcup": { "destination": "x" }, "plans": { "daily": { "steps": [{ "use": "command", "with": { "run": ["true"] } }] } } } } }
            """, Stop);
        var (ended, _, error) = await RunAsync(line.Split(' '));
        Assert.Equal(code, ended);
        Assert.Contains("warning InventoryUnknownProperty: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_cannot_be_recorded_is_refused_and_says_where_why_and_what_to_do()
    {
        var made = Path.Combine(_folder.FullName, "made");
        await File.WriteAllTextAsync(Inventory, $$"""
            { "history": { "store": "state" }, "servers": { "a": { "url": "http://127.0.0.1:1/mcp", "plans": { "daily": { "at": "02:00", "steps": [{ "use": "command", "with": { "run": ["mkdir", "{{made}}"] } }] } } } } }
            """, Stop);
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "state"), "in the way", Stop);
        var (code, _, error) = await RunAsync("maintain", "daily");
        Assert.Equal(1, code);
        Assert.StartsWith("error HistoryNotWritable: ", error, StringComparison.Ordinal);
        Assert.Contains($"'{Path.Combine(_folder.FullName, "state")}'", error, StringComparison.Ordinal);
        Assert.Contains("No step was run", error, StringComparison.Ordinal);
        Assert.Contains("--history", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(made));
    }

    [Fact]
    public async Task A_dry_run_lists_each_change_and_a_run_is_recorded()
    {
        var made = Path.Combine(_folder.FullName, "made");
        await File.WriteAllTextAsync(Inventory, $$"""
            { "history": { "store": "state" }, "servers": { "a": { "url": "http://127.0.0.1:1/mcp", "plans": { "daily": { "at": "02:00", "steps": [
              { "id": "make", "use": "command", "with": { "run": ["mkdir", "{{made}}"] } }, { "use": "health", "with": { "checks": ["protocol"] } } ] } } } } }
            """, Stop);
        var (code, output, _) = await RunAsync("maintain", "daily", "--dry-run");
        Assert.Equal(0, code);
        Assert.Contains($"  mkdir {made}", output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(made));
        (code, output, _) = await RunAsync("maintain", "daily", "-o", "json");
        Assert.Equal(2, code);
        using (var steps = JsonDocument.Parse(output))
        {
            Assert.Equal(["make Changed", "health Failed"], steps.RootElement.EnumerateArray().Select(step => $"{step.GetProperty("step").GetString()} {step.GetProperty("outcome").GetString()}"));
            Assert.Equal(["plan", "step", "use", "server", "host", "outcome", "changed", "changedCount", "freedBytes", "message", "startedAt", "durationMs"], steps.RootElement[0].EnumerateObject().Select(property => property.Name));
        }

        (code, output, _) = await RunAsync("maintain", "--status", "-o", "csv");
        Assert.Equal(1, code);
        Assert.Contains("a,daily,02:00,", output, StringComparison.Ordinal);
        Assert.Equal(64, (await RunAsync("maintain")).Code);
        Assert.Equal("PlanNotFound", (await RunAsync("maintain", "dayly")).Error.Split(' ')[1].TrimEnd(':'));
        var unknown = await RunAsync("maintain", "--status", "dayly");
        Assert.NotEqual(0, unknown.Code);
        Assert.Contains("PlanNotFound", unknown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_died_is_brought_back_and_proved_and_a_healthy_one_is_left_alone()
    {
        Write();
        Assert.Equal(2, (await RunAsync("health", "pages", "--check", "protocol")).Code);
        var (code, output, error) = await RunAsync("restart", "pages", "--dry-run", "-o", "json");
        Assert.True(code == 0, error);
        Assert.Empty(Own());
        (code, output, error) = await RunAsync("restart", "pages", "-o", "json");
        Assert.True(code == 0, output + error);
        Assert.Equal(["diagnose Ok", "evidence Changed", "stop Ok", "start Changed", "verify Ok", "settle Ok"], Steps(output));
        var first = Assert.Single(Own()).Id;
        (code, output, _) = await RunAsync("restart", "pages", "-o", "json");
        Assert.Equal((0, "diagnose Ok"), (code, Assert.Single(Steps(output))));
        Assert.Equal(first, Assert.Single(Own()).Id);

        // kill -9, and again.
        using (var process = Process.GetProcessById(first))
        {
            process.Kill();
            await process.WaitForExitAsync(Stop);
        }

        (code, output, error) = await RunAsync("restart", "pages", "-o", "json");
        Assert.True(code == 0, output + error);
        Assert.NotEqual(first, Assert.Single(Own()).Id);
        (code, output, _) = await RunAsync("diagnose", "pages", "--interval", "1s", "-o", "json");
        using var lines = JsonDocument.Parse(output);
        Assert.All(["health", "service", "processes", "sockets", "network", "firewall", "disks", "logs", "changes"], area => Assert.Contains(lines.RootElement.EnumerateArray(), line => line.GetProperty("area").GetString() == area));
        Assert.DoesNotContain(lines.RootElement.EnumerateArray(), line => line.GetProperty("status").GetString() == "Unhealthy");
    }

    [Fact]
    public async Task A_port_that_another_holds_is_said_and_nobody_is_ended()
    {
        Write(more: "\"timeoutSeconds\": 3, ");
        using var other = new TcpListener(IPAddress.Loopback, _port);
        other.Start();
        var (code, output, error) = await RunAsync("restart", "pages", "-o", "json");
        Assert.Equal((1, "diagnose Failed"), (code, Assert.Single(Steps(output))));
        Assert.Contains($"error RestartFailed: pages: diagnose: It was not restarted: a restart would not cure it: port {_port} is held", error, StringComparison.Ordinal);
        Assert.Contains($"port {_port} is held by process {Environment.ProcessId}", output, StringComparison.Ordinal);
        Assert.Empty(Own());
    }

    [Fact]
    public async Task What_answers_is_left_alone_where_its_service_manager_cannot_be_asked()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux only");
        await using var served = await ServedServer.StartAsync(Stop);
        await File.WriteAllTextAsync(Inventory, $$"""
            { "history": { "store": "state" }, "servers": { "a": { "url": "{{served.Url}}", "timeoutSeconds": 60, "service": { "kind": "docker", "name": "a" }, "plans": { "daily": { "steps": [{ "use": "restart" }] } } } } }
            """, Stop);
        var nobody = new Dictionary<string, string>(StringComparer.Ordinal) { ["DOCKER_HOST"] = $"unix://{_folder.FullName}/none.sock" };
        foreach (var line in new[] { "maintain daily", "restart a", "restart a --dry-run" })
        {
            var run = await Command.RunAsync(Command.McpOps, [.. line.Split(' '), "-o", "json", "--config-path", Inventory], Stop, environment: nobody);
            Assert.True(run.ExitCode == 0, run.Output + run.Error);
            Assert.EndsWith(" Skipped", Assert.Single(Steps(run.Output)), StringComparison.Ordinal);
            Assert.Contains("its service manager cannot be asked, so it was left alone: ", run.Output, StringComparison.Ordinal);
        }

        // Forced, it is said that it cannot be; and it lives.
        var forced = await Command.RunAsync(Command.McpOps, ["restart", "a", "--force", "--config-path", Inventory], Stop, environment: nobody);
        Assert.Equal(1, forced.ExitCode);
        Assert.Contains("error RestartFailed: a: diagnose: It was not restarted: ", forced.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("health", "a", "--check", "protocol")).Code);
    }

    /// <summary>The limit is of restarts that nobody asked for.</summary>
    [Fact]
    public async Task What_a_person_restarts_counts_toward_no_limit()
    {
        Write(["sh", "-c", $"exit 3 # {_port}"]);
        for (var round = 0; round < 3; round++)
        {
            var (code, output, _) = await RunAsync("restart", "pages", "--timeout", "1", "-o", "json");
            Assert.Equal((1, "verify Failed"), (code, Steps(output)[^1]));
        }

        Assert.Equal(3, Directory.GetFiles(Path.Combine(_folder.FullName, "state", "evidence")).Length);
    }

    [Fact]
    public async Task That_a_server_ends_at_its_start_is_said_at_once_with_what_it_wrote_last()
    {
        Write(["sh", "-c", $"echo 'No module named fastmcp' >> '{_folder.FullName}/serve.log'; exit 3 # {_port}"]);
        var (code, output, _) = await RunAsync("restart", "pages", "--timeout", "600", "-o", "json");
        Assert.Equal((1, "verify Failed"), (code, Steps(output)[^1]));
        using var steps = JsonDocument.Parse(output);
        var verify = steps.RootElement.EnumerateArray().Last();
        Assert.Matches("It does not work\\. It ended [0-9.]+ s after its start, with exit code 3\\.", verify.GetProperty("message").GetString());
        Assert.Contains("It wrote last: No module named fastmcp", verify.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.True(verify.GetProperty("durationMs").GetDouble() < 300_000, output);
    }

    [Fact]
    public async Task The_watch_brings_back_what_died_where_it_is_asked_to()
    {
        Write(automatic: true);
        var (code, output, error) = await RunAsync("watch", "--once", "-o", "json");
        Assert.True(code == 0, error);
        using (var records = JsonDocument.Parse(output))
        {
            Assert.Contains(records.RootElement.EnumerateArray(), record => record.GetProperty("kind").GetString() == "recovery" && record.GetProperty("status").GetString() == "Restarted");
        }

        var first = Assert.Single(Own()).Id;
        (code, output, error) = await RunAsync("watch", "--once", "-o", "json");
        Assert.True(code == 0, error);
        Assert.DoesNotContain("recovery", output, StringComparison.Ordinal);
        Assert.Equal(first, Assert.Single(Own()).Id);
    }

    [Fact]
    public async Task Where_the_last_restart_fails_too_its_last_healthy_backup_is_restored_if_that_is_asked_for()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux only");
        var script = Path.Combine(_folder.FullName, "app", "start.sh");
        Directory.CreateDirectory(Path.GetDirectoryName(script)!);
        var good = $"exec '{Command.McpOps}' serve --port {_port} --log-level warning\n";
        await File.WriteAllTextAsync(script, good, Stop);
        Write(["sh", script], recover: """ "restore": true, "limit": 1, """, more: $$""" "backup": { "destination": "{{_folder.FullName}}/store", "sets": { "app": { "paths": ["{{_folder.FullName}}/app"] } } }, """);
        var (code, output, error) = await RunAsync("restart", "pages", "--timeout", "30", "-o", "json");
        Assert.True(code == 0, output + error);
        (code, output, error) = await RunAsync("backup", "pages", "-o", "json");
        Assert.True(code == 0, output + error);

        // A change that ends it at once, and the process with it; the restart within the limit was used up above.
        await File.WriteAllTextAsync(script, "exit 3\n", Stop);
        using (var process = Process.GetProcessById(Assert.Single(Own()).Id))
        {
            process.Kill();
            await process.WaitForExitAsync(Stop);
        }

        (code, output, error) = await RunAsync("restart", "pages", "--force", "--timeout", "12", "-o", "json");
        Assert.Equal(["diagnose Ok", "evidence Changed", "stop Ok", "start Changed", "verify Failed", "restore Changed"], Steps(output));
        Assert.Equal(good, await File.ReadAllTextAsync(script, Stop));
        Assert.Equal(0, (await RunAsync("health", "pages", "--check", "protocol")).Code);
        Assert.Contains("the last backup while it was healthy", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restart_wants_a_name_and_a_service()
    {
        await File.WriteAllTextAsync(Inventory, """{ "history": { "store": "state" }, "servers": { "a": { "command": "true" } } }""", Stop);
        Assert.Equal(64, (await RunAsync("restart")).Code);
        Assert.Contains("RestartNoService", (await RunAsync("restart", "a")).Error, StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> Steps(string output)
    {
        using var steps = JsonDocument.Parse(output);
        return [.. steps.RootElement.EnumerateArray().Select(step => $"{step.GetProperty("step").GetString()} {step.GetProperty("outcome").GetString()}")];
    }

    // What this test started, by its port, which nobody else has.
    private IReadOnlyList<McpOps.Platform.ProcessDetail> Own() => [.. McpOps.Platform.ProcessTable.Find($"--port {_port}").Where(process => process.Name == "mcpops")];

    private void Write(string[]? start = null, bool automatic = false, string recover = "", string more = "") => File.WriteAllText(Inventory, $$"""
        { "history": { "store": "state" }, "watch": { "failures": 1, "successes": 1 }, "servers": { "pages": {
          "url": "http://127.0.0.1:{{_port}}/mcp", "logs": ["serve.log"], {{more}} "recover": { "automatic": {{(automatic ? "true" : "false")}}, "settle": "1s", "timeout": "60s", {{(recover.Length > 0 ? recover : $"\"limit\": {(start is null ? 5 : 2)}")}} },
          "service": { "kind": "process", "name": "{{_port}}", "startCommand": {{JsonSerializer.Serialize(start ?? [Command.McpOps, "serve", "--port", $"{_port}", "--log-level", "warning"])}} } } } }
        """);

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) => Cli.RunAsync([.. arguments, "--config-path", Inventory]);
}
