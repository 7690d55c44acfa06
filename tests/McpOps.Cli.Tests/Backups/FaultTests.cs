using System.Diagnostics;
using System.Text.Json;

namespace McpOps.Cli.Tests.Backups;

/// <summary>What happens to a backup and a restore that are killed, or run out of disk: nothing is lost, and nothing half is shown.</summary>
/// <remarks><c>MCPOPS_FAULT_ROUNDS=100</c> runs the long form.</remarks>
public sealed class FaultTests : IDisposable
{
    private static readonly int Rounds = int.TryParse(Environment.GetEnvironmentVariable("MCPOPS_FAULT_ROUNDS"), out var rounds) ? rounds : 8;
    private readonly string _folder = Directory.CreateTempSubdirectory("mcpops-fault-").FullName;

    public FaultTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Backups need Linux.");
        Sh("mkdir tree state; cd tree; for i in $(seq 300); do mkdir -p d$((i % 20)); seq $i $((i + 3000)) > d$((i % 20))/f$i; done; head -c 30000000 /dev/urandom > random");
    }

    [Fact]
    public async Task A_backup_that_is_killed_at_any_moment_leaves_no_half_backup_and_the_earlier_ones_whole()
    {
        var first = await RunAsync("backup", "--path", P("tree"), "--store", P("store"), "--output", "json");
        Assert.Equal(0, first.Code);
        var whole = first.TookMs;
        var killed = 0;
        for (var round = 0; round < Rounds; round++)
        {
            Sh("cd tree && echo changed >> d1/f1");
            killed += await KillAsync(Random.Shared.Next(20, (int)whole), "backup", "--path", P("tree"), "--store", P("store")) ? 1 : 0;
            var listed = await RunAsync("backup", "list", "--store", P("store"), "--output", "json");
            Assert.Equal(0, listed.Code);
            foreach (var id in JsonDocument.Parse(listed.Out).RootElement.EnumerateArray().Select(backup => backup.GetProperty("id").GetString()!))
            {
                Assert.Equal(0, (await RunAsync("backup", "verify", id, "--store", P("store"), "--deep")).Code);
            }

            // The next one clears what the killed one left, and is not kept out by its lock.
            Sh("rm -rf store/tree/*Z-* $(ls -d store/tree/*Z | tail -n +3)");
        }

        Assert.Equal(0, (await RunAsync("backup", "--path", P("tree"), "--store", P("store"))).Code);
        Assert.Empty(Sh("ls -d store/tree/*.partial 2>/dev/null || true"));
        Assert.True(killed > 0, "no round was quick enough to kill anything");
    }

    [Fact]
    public async Task A_restore_that_is_killed_at_any_moment_leaves_the_old_state_or_the_new_and_can_be_taken_back_or_finished()
    {
        var backup = await RunAsync("backup", "--path", P("tree"), "--store", P("store"), "--output", "json");
        var id = JsonDocument.Parse(backup.Out).RootElement.GetProperty("id").GetString()!;
        var saved = Tree();
        Sh("cd tree && echo changed > d1/f1 && rm -r d2 && echo new > new");
        var present = Tree();
        var took = (await RunAsync("restore", id, "--store", P("store"), "--dry-run")).TookMs + 1500;
        for (var round = 0; round < Rounds; round++)
        {
            await KillAsync(Random.Shared.Next(20, (int)took), "restore", id, "--store", P("store"));
            var after = Tree();
            Assert.True(after == saved || after == present, $"round {round}: neither the old state nor the new");
            var recovered = await RunAsync("restore", round % 2 == 0 ? "--undo" : "--resume");
            if (recovered.Code == 0)
            {
                Assert.True(Tree() is var now && (now == saved || now == present));
                Assert.True(round % 2 == 1 || Tree() == present, "taking it back did not bring the old state");
            }
            else
            {
                Assert.Matches("NothingUnfinished|RestoreFinished", recovered.Error);
            }

            Assert.Empty(Sh("ls -d .mcpops-restore* 2>/dev/null || true"));
            Sh("cd tree && echo changed > d1/f1 && rm -rf d2 && echo new > new");
            Assert.Equal(present.Length, Tree().Length);
            present = Tree();
        }

        Assert.Equal(0, (await RunAsync("restore", id, "--store", P("store"))).Code);
        Assert.Equal(saved, Tree());
    }

    [Fact]
    public async Task A_full_disk_ends_a_backup_and_a_restore_with_a_clear_error_and_loses_nothing()
    {
        Sh("mkdir small");
        Assert.SkipUnless(TrySh("mount -t tmpfs -o size=20m tmpfs small 2>/dev/null"), "Mounting a file system needs root.");
        try
        {
            Sh("mkdir tiny; seq 1000 > tiny/a");
            Assert.Equal(0, (await RunAsync("backup", "--path", P("tiny"), "--store", P("small/store"))).Code);
            var full = await RunAsync("backup", "--path", P("tree"), "--store", P("small/store"));
            Assert.Equal((1, true), (full.Code, full.Error.Contains("DiskFull", StringComparison.Ordinal)));
            Assert.DoesNotContain("   at ", full.Error, StringComparison.Ordinal);
            Assert.Equal("tiny", Sh("ls small/store/*/*/manifest.json | cut -d/ -f3").Trim());
            Assert.Empty(Sh("ls -d small/store/tree/*.partial 2>/dev/null || true"));
            Assert.Equal(0, (await RunAsync("backup", "verify", "latest", "--store", P("small/store"), "--deep")).Code);

            Assert.Equal(0, (await RunAsync("backup", "--path", P("tree"), "--store", P("store"))).Code);
            var restore = await RunAsync("restore", "latest", "--store", P("store"), "--to", P("small/out"));
            Assert.Equal((1, true), (restore.Code, restore.Error.Contains("DiskFull", StringComparison.Ordinal)));
            Assert.Equal("store", Sh("ls -A small").Trim());
        }
        finally
        {
            Sh("umount -l small");
        }
    }

    [Fact]
    public async Task What_may_not_be_read_is_named_and_the_rest_is_saved()
    {
        Assert.SkipUnless(Environment.UserName == "root" && TrySh("command -v setpriv >/dev/null"), "Running as another account needs root and setpriv.");
        Sh("chmod 711 .; chmod -R a+rX tree; chmod 000 tree/random tree/d3; mkdir other; chown 65534 other");
        var result = await RunAsync("setpriv", ["--reuid=65534", "--clear-groups", Mcpops, "backup", "--path", P("tree"), "--store", P("other/store"), "--output", "json"]);
        Assert.SkipWhen(result.Error.Contains("framework", StringComparison.OrdinalIgnoreCase) || result.Code == 127 || result.Out.Length == 0, "The other account cannot run the program where it is built.");
        Assert.Equal(2, result.Code);
        var skipped = JsonDocument.Parse(result.Out).RootElement.GetProperty("skipped").EnumerateArray().Select(skip => skip.GetProperty("reason").GetString()).ToList();
        Assert.Equal(["AccessDenied", "AccessDenied"], skipped);
    }

    public void Dispose() => TrySh("chmod -R u+rwX . ; rm -rf \"$PWD\"");

    private static string Mcpops => Path.Combine(AppContext.BaseDirectory, "mcpops");

    private string P(string path) => Path.Combine(_folder, path);

    private string Tree() => Sh("cd tree && find . -type f -print0 | sort -z | xargs -0 sha256sum");

    private string Sh(string script)
    {
        using var process = Process.Start(new ProcessStartInfo("bash", ["-c", script]) { WorkingDirectory = _folder, RedirectStandardOutput = true, UseShellExecute = false })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, script);
        return output;
    }

    private bool TrySh(string script)
    {
        using var process = Process.Start(new ProcessStartInfo("bash", ["-c", script]) { WorkingDirectory = _folder, UseShellExecute = false })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    private Process Start(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = _folder };
        start.Environment["XDG_STATE_HOME"] = P("state");
        return Process.Start(start)!;
    }

    private Task<(int Code, string Out, string Error, double TookMs)> RunAsync(params string[] arguments) => RunAsync(Mcpops, arguments);

    private async Task<(int Code, string Out, string Error, double TookMs)> RunAsync(string program, string[] arguments)
    {
        var started = Stopwatch.GetTimestamp();
        using var process = Start(program, arguments);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output, await error, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    private async Task<bool> KillAsync(int afterMs, params string[] arguments)
    {
        using var process = Start(Mcpops, arguments);
        await Task.Delay(afterMs, TestContext.Current.CancellationToken);
        var alive = !process.HasExited;
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return alive;
    }
}
