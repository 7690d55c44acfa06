using System.Text.Json;

namespace McpOps.Cli.Tests.Backups;

/// <summary>What happens to a backup and a restore that are killed, or run out of disk: nothing is lost, and nothing half is shown.</summary>
/// <remarks><c>MCPOPS_FAULT_ROUNDS=100</c> runs the long form.</remarks>
public sealed class FaultTests : IDisposable
{
    private static readonly int Rounds = int.TryParse(Environment.GetEnvironmentVariable("MCPOPS_FAULT_ROUNDS"), out var rounds) ? rounds : 8;
    private readonly Workbench _bench = new();

    public FaultTests() => _bench.Sh("mkdir tree state; cd tree; for i in $(seq 300); do mkdir -p d$((i % 20)); seq $i $((i + 3000)) > d$((i % 20))/f$i; done; head -c 30000000 /dev/urandom > random");

    [Theory]
    [InlineData("")]
    [InlineData("portable")]
    public async Task A_backup_that_is_killed_at_any_moment_leaves_no_half_backup_and_the_earlier_ones_whole(string files)
    {
        _bench.Files = files;
        var first = await _bench.RunAsync("backup", "--path", _bench.P("tree"), "--store", _bench.P("store"), "--output", "json");
        Assert.Equal(0, first.Code);
        var whole = first.TookMs;
        var killed = 0;
        for (var round = 0; round < Rounds; round++)
        {
            _bench.Sh("cd tree && echo changed >> d1/f1");
            killed += await _bench.KillAsync(Random.Shared.Next(20, (int)whole), "backup", "--path", _bench.P("tree"), "--store", _bench.P("store")) ? 1 : 0;
            var listed = await _bench.RunAsync("backup", "list", "--store", _bench.P("store"), "--output", "json");
            Assert.Equal(0, listed.Code);
            foreach (var id in JsonDocument.Parse(listed.Out).RootElement.EnumerateArray().Select(backup => backup.GetProperty("id").GetString()!))
            {
                Assert.Equal(0, (await _bench.RunAsync("backup", "verify", id, "--store", _bench.P("store"), "--deep")).Code);
            }

            // The next one clears what the killed one left, and is not kept out by its lock.
            _bench.Sh("rm -rf store/tree/*Z-* $(ls -d store/tree/*Z | tail -n +3)");
        }

        Assert.Equal(0, (await _bench.RunAsync("backup", "--path", _bench.P("tree"), "--store", _bench.P("store"))).Code);
        Assert.Empty(_bench.Sh("ls -d store/tree/*.partial 2>/dev/null || true"));
        Assert.True(killed > 0, "no round was quick enough to kill anything");
    }

    [Theory]
    [InlineData("")]
    [InlineData("portable")]
    public async Task A_restore_that_is_killed_at_any_moment_leaves_the_old_state_or_the_new_and_can_be_taken_back_or_finished(string files)
    {
        _bench.Files = files;
        var backup = await _bench.RunAsync("backup", "--path", _bench.P("tree"), "--store", _bench.P("store"), "--output", "json");
        var id = JsonDocument.Parse(backup.Out).RootElement.GetProperty("id").GetString()!;
        var saved = Tree();
        _bench.Sh("cd tree && echo changed > d1/f1 && rm -r d2 && echo new > new");
        var present = Tree();
        var took = (await _bench.RunAsync("restore", id, "--store", _bench.P("store"), "--dry-run")).TookMs + 1500;
        for (var round = 0; round < Rounds; round++)
        {
            await _bench.KillAsync(Random.Shared.Next(20, (int)took), "restore", id, "--store", _bench.P("store"));
            var after = Tree();

            // Without an exchange in one step there is a moment with neither, which the journal covers.
            Assert.True(after == saved || after == present || (files == "portable" && after.Length == 0), $"round {round}: neither the old state nor the new");
            var recovered = await _bench.RunAsync("restore", round % 2 == 0 ? "--undo" : "--resume");
            if (recovered.Code == 0)
            {
                Assert.True(Tree() is var now && (now == saved || now == present));
                Assert.True(round % 2 == 1 || Tree() == present, "taking it back did not bring the old state");
            }
            else
            {
                Assert.Matches("NothingUnfinished|RestoreFinished", recovered.Error);
            }

            Assert.Empty(_bench.Sh("ls -d .mcpops-restore* 2>/dev/null || true"));
            _bench.Sh("cd tree && echo changed > d1/f1 && rm -rf d2 && echo new > new");
            Assert.Equal(present.Length, Tree().Length);
            present = Tree();
        }

        Assert.Equal(0, (await _bench.RunAsync("restore", id, "--store", _bench.P("store"))).Code);
        Assert.Equal(saved, Tree());
    }

    [Fact]
    public async Task A_full_disk_ends_a_backup_and_a_restore_with_a_clear_error_and_loses_nothing()
    {
        _bench.Sh("mkdir small");
        Assert.SkipUnless(_bench.TrySh("mount -t tmpfs -o size=20m tmpfs small 2>/dev/null"), "Mounting a file system needs root.");
        try
        {
            _bench.Sh("mkdir tiny; seq 1000 > tiny/a");
            Assert.Equal(0, (await _bench.RunAsync("backup", "--path", _bench.P("tiny"), "--store", _bench.P("small/store"))).Code);
            var full = await _bench.RunAsync("backup", "--path", _bench.P("tree"), "--store", _bench.P("small/store"));
            Assert.Equal((1, true), (full.Code, full.Error.Contains("DiskFull", StringComparison.Ordinal)));
            Assert.DoesNotContain("   at ", full.Error, StringComparison.Ordinal);
            Assert.Equal("tiny", _bench.Sh("ls small/store/*/*/manifest.json | cut -d/ -f3").Trim());
            Assert.Empty(_bench.Sh("ls -d small/store/tree/*.partial 2>/dev/null || true"));
            Assert.Equal(0, (await _bench.RunAsync("backup", "verify", "latest", "--store", _bench.P("small/store"), "--deep")).Code);

            Assert.Equal(0, (await _bench.RunAsync("backup", "--path", _bench.P("tree"), "--store", _bench.P("store"))).Code);
            var restore = await _bench.RunAsync("restore", "latest", "--store", _bench.P("store"), "--to", _bench.P("small/out"));
            Assert.Equal((1, true), (restore.Code, restore.Error.Contains("DiskFull", StringComparison.Ordinal)));
            Assert.Equal("store", _bench.Sh("ls -A small").Trim());
        }
        finally
        {
            _bench.Sh("umount -l small");
        }
    }

    [Fact]
    public async Task What_may_not_be_read_is_named_and_the_rest_is_saved()
    {
        Assert.SkipUnless(Environment.UserName == "root" && _bench.TrySh("command -v setpriv >/dev/null"), "Running as another account needs root and setpriv.");
        _bench.Sh("chmod 711 .; chmod -R a+rX tree; chmod 000 tree/random tree/d3; mkdir other; chown 65534 other");
        var result = await _bench.RunAsync("setpriv", ["--reuid=65534", "--clear-groups", Workbench.Mcpops, "backup", "--path", _bench.P("tree"), "--store", _bench.P("other/store"), "--output", "json"]);
        Assert.SkipWhen(result.Error.Contains("framework", StringComparison.OrdinalIgnoreCase) || result.Code == 127 || result.Out.Length == 0, "The other account cannot run the program where it is built.");
        Assert.Equal(2, result.Code);
        var skipped = JsonDocument.Parse(result.Out).RootElement.GetProperty("skipped").EnumerateArray().Select(skip => skip.GetProperty("reason").GetString()).ToList();
        Assert.Equal(["AccessDenied", "AccessDenied"], skipped);
    }

    public void Dispose() => _bench.Dispose();

    private string Tree() => _bench.Sh("[ -d tree ] || exit 0; cd tree && find . -type f -print0 | sort -z | xargs -0 sha256sum");
}
