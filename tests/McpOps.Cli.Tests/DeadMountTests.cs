using System.Diagnostics;
using System.Text.Json;

namespace McpOps.Cli.Tests;

/// <summary>Logs and old files on a share whose server is dead: whatever looks there hangs in the kernel, and no call can be taken back.</summary>
[Collection(AloneCollection.Name)]
public sealed class DeadMountTests : IDisposable
{
    // A mount of FUSE whose server never says a word, seen by the command alone: 9 is its device.
    private const string Mount = "exec 9<>/dev/fuse; mount -i -t fuse -o fd=9,rootmode=40000,user_id=0,group_id=0 dead \"$1\" || exit 99; shift; \"$@\" 9>&-";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpops-dead-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_share_that_hangs_costs_its_steps_their_time_and_is_named_and_the_rest_goes_on()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/dev/fuse"), "This machine has no FUSE.");
        var (dead, live, inventory) = (_folder.CreateSubdirectory("dead").FullName, Path.Combine(_folder.FullName, "app.log"), Path.Combine(_folder.FullName, "mcpops.json"));
        await File.WriteAllTextAsync(live, "a line\n", Stop);
        await File.WriteAllTextAsync(inventory, $$"""
            { "history": { "store": "state" }, "servers": { "a": { "command": "x",
              "rotate": [{ "paths": ["{{live}}"], "every": "1d" }, { "paths": ["{{dead}}/logs/*.log"], "every": "1d" }],
              "clean": { "old": { "paths": ["{{dead}}/cache/*.tmp"], "olderThan": "1m" } },
              "plans": { "daily": { "steps": [
                { "use": "logs.rotate", "timeout": "3s" }, { "use": "files.clean", "timeout": "3s" },
                { "id": "note", "use": "command", "with": { "run": ["touch", "{{_folder.FullName}}/note"] } } ] } } } } }
            """, Stop);
        var began = Stopwatch.GetTimestamp();
        var run = await Command.RunAsync("unshare", ["--mount", "--propagation", "private", "sh", "-c", Mount, "sh", dead, Command.McpOps, "maintain", "daily", "-o", "json", "--config-path", inventory], Stop);
        Assert.SkipWhen(run.ExitCode is 99 or 1 && run.Output.Length == 0, $"This account may mount nothing: {run.Error}");
        Assert.True(run.ExitCode == ExitCodes.Partial, run.Output + run.Error);
        Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromMinutes(5));
        using var steps = JsonDocument.Parse(run.Output);
        Assert.Equal(["logs.rotate Failed", "files.clean Failed", "note Changed"], steps.RootElement.EnumerateArray().Select(step => $"{step.GetProperty("step").GetString()} {step.GetProperty("outcome").GetString()}"));
        Assert.Contains($"It did not end within 3 s and was ended. It was at '{dead}/logs/*.log'.", run.Error, StringComparison.Ordinal);
        Assert.Contains($"It was at 'a: old: {dead}/cache/*.tmp'.", run.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_folder.FullName, "note")));
    }

    /// <summary>Whoever runs them by hand has no time-out but Ctrl-C.</summary>
    [Fact]
    public async Task By_hand_too_what_lies_on_it_is_named_and_the_rest_is_done()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/dev/fuse"), "This machine has no FUSE.");
        var (dead, live, inventory) = (_folder.CreateSubdirectory("dead").FullName, Path.Combine(_folder.FullName, "app.log"), Path.Combine(_folder.FullName, "mcpops.json"));
        await File.WriteAllTextAsync(live, "a line\n", Stop);
        await File.WriteAllTextAsync(inventory, $$"""
            { "history": { "store": "state" }, "servers": { "a": { "command": "x", "logs": ["{{dead}}/other.log"],
              "rotate": [{ "paths": ["{{dead}}/logs/*.log", "{{live}}"], "every": "1d" }],
              "clean": { "old": { "paths": ["{{dead}}/cache/*.tmp", "{{_folder.FullName}}/app_*.tmp"], "olderThan": "1m" } } } } }
            """, Stop);
        const string Both = "\"$1\" rotate --force -o json --config-path \"$2\" > \"$3/rotated\" 2>&1 & \"$1\" clean -o json --config-path \"$2\" > \"$3/cleaned\" 2>&1 & wait";
        var run = await Command.RunAsync("unshare", ["--mount", "--propagation", "private", "sh", "-c", Mount, "sh", dead, "sh", "-c", Both, "sh", Command.McpOps, inventory, _folder.FullName], Stop);
        Assert.SkipWhen(run.ExitCode is 99 or 1, $"This account may mount nothing: {run.Error}");
        var (rotated, cleaned) = (await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "rotated"), Stop), await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "cleaned"), Stop));
        Assert.Contains($"error LogNotRotated: a: '{dead}/logs/*.log' was not rotated. Its folder did not answer within 10 s", rotated, StringComparison.Ordinal);
        Assert.Contains($"error LogNotRotated: a: '{dead}/other.log' was not rotated.", rotated, StringComparison.Ordinal);
        Assert.True(File.Exists(live + ".1") || File.Exists(live + ".1.gz"), rotated);
        Assert.Contains($"error FileNotRemoved: a: '{dead}/cache/*.tmp' was not removed by the rule 'old'. Its folder did not answer within 10 s", cleaned, StringComparison.Ordinal);
        Assert.Contains("0 files, 0 bytes removed; 0 left although old.", cleaned, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_audit_says_which_server_lies_on_it_and_looks_at_the_others_and_nothing_there_is_accepted()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/dev/fuse"), "This machine has no FUSE.");
        var (dead, code, inventory) = (_folder.CreateSubdirectory("dead").FullName, _folder.CreateSubdirectory("code").FullName, Path.Combine(_folder.FullName, "mcpops.json"));
        await File.WriteAllTextAsync(Path.Combine(code, "server.py"), "pass\n", Stop);

        // A link of the live folder leads there too.
        File.CreateSymbolicLink(Path.Combine(_folder.FullName, "linked"), dead);
        await File.WriteAllTextAsync(inventory, $$"""
            { "history": { "store": "state" }, "servers": {
              "away": { "command": "python3", "args": ["{{dead}}/server.py"] },
              "logged": { "command": "python3", "args": ["{{code}}/server.py"], "logs": ["{{_folder.FullName}}/linked/*.log"] },
              "here": { "command": "python3", "args": ["{{code}}/server.py"], "logs": ["{{code}}/app.log"] } } }
            """, Stop);
        const string Both = "\"$1\" audit --area files --area secrets -o json --config-path \"$2\" > \"$3/audited\" 2> \"$3/said\"; \"$1\" audit away --accept --reason first --config-path \"$2\" > \"$3/accepted\" 2>&1; true";
        var run = await Command.RunAsync("unshare", ["--mount", "--propagation", "private", "sh", "-c", Mount, "sh", dead, "sh", "-c", Both, "sh", Command.McpOps, inventory, _folder.FullName], Stop, _folder.FullName);
        Assert.SkipWhen(run.ExitCode is 99 or 1, $"This account may mount nothing: {run.Error}");
        var text = await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "audited"), Stop);
        using var findings = JsonDocument.Parse(text);
        var silent = findings.RootElement.EnumerateArray().Where(finding => finding.GetProperty("evidence").GetString()!.StartsWith("Its folder did not answer within 10 s", StringComparison.Ordinal))
            .Select(finding => $"{finding.GetProperty("area").GetString()} {finding.GetProperty("server").GetString()} {finding.GetProperty("target").GetString()}").Order(StringComparer.Ordinal);
        Assert.Equal([$"files away {dead}/server.py", $"files logged {_folder.FullName}/linked/*.log", $"secrets away {dead}/server.py", $"secrets logged {_folder.FullName}/linked/*.log"], silent);
        Assert.Contains(findings.RootElement.EnumerateArray(), finding => finding.GetProperty("ruleId").GetString() is "FILE002" && finding.GetProperty("server").GetString() is "here");
        var accepted = await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "accepted"), Stop);
        Assert.Contains($"error FolderNotAnswering: away: '{dead}/server.py': Its folder did not answer within 10 s", accepted, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder.FullName, "mcpops.lock.json")));
    }
}
