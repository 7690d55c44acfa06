using McpOps.Backups;
using McpOps.Backups.Retention;
using McpOps.Backups.Stores;
using McpOps.Servers;

namespace McpOps.Core.Tests.Backups;

/// <summary>What is made, what is not made again, and what is refused.</summary>
public sealed class BackupTests : IDisposable
{
    private readonly Sandbox _box = new();

    [Fact]
    public async Task A_set_that_held_files_and_holds_none_any_more_is_said()
    {
        await _box.BackupAsync();
        _box.Write("a.txt", "one");
        await _box.BackupAsync();
        Assert.DoesNotContain(_box.Notices, notice => notice.Id is "SetEmpty");
        File.Delete(Path.Combine(_box.Tree, "a.txt"));
        await _box.BackupAsync();
        Assert.Contains("holds no file, and held 1 in docs/", Assert.Single(_box.Notices, notice => notice.Id is "SetEmpty").Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_set_that_changed_is_written_again()
    {
        _box.Write("app/a.txt", "one");
        _box.Write("logs/b.txt", "two");
        var server = _box.Server(new("app", [_box.Tree + "/app"]), new("logs", [_box.Tree + "/logs"]));
        await Settle();
        var first = await _box.BackupAsync(server);
        _box.Write("logs/b.txt", "changed");
        await Settle();
        var second = await _box.BackupAsync(server);
        Assert.Equal(first.Id, second.Parts[0].UnchangedSince);
        Assert.Null(second.Parts[1].UnchangedSince);
        Assert.Equal(Sandbox.Run("stat", "-c", "%i", first.Parts[0].Path), Sandbox.Run("stat", "-c", "%i", second.Parts[0].Path));

        // Each stands alone.
        Directory.Delete(first.Path, recursive: true);
        Assert.Equal(VerificationStatus.Valid, (await _box.VerifyAsync(second.Id, new VerifyOptions { Deep = true })).Status);
    }

    [Fact]
    public async Task A_change_that_keeps_size_and_time_is_noticed()
    {
        var path = _box.Write("a.txt", "one");
        await Settle();
        await _box.BackupAsync();
        var time = File.GetLastWriteTimeUtc(path);
        File.WriteAllText(path, "two");
        File.SetLastWriteTimeUtc(path, time);
        await Settle();
        var second = await _box.BackupAsync();
        Assert.Null(second.Parts[0].UnchangedSince);
    }

    [Fact]
    public async Task Only_the_owner_can_read_what_is_written()
    {
        _box.Write("a.txt", "one");
        var backup = await _box.BackupAsync();
        Assert.Empty(Sandbox.Run("find", _box.Store, "-type", "f", "-not", "-perm", "600"));
        Assert.Equal("700", Sandbox.Run("stat", "-c", "%a", backup.Path).Trim());
    }

    [Theory]
    [InlineData(".env")]
    [InlineData("sub/server.key")]
    [InlineData("id_ed25519")]
    public async Task Secrets_are_not_written_where_others_can_read(string secret)
    {
        _box.Write(secret, "TOKEN=1");
        Directory.CreateDirectory(_box.Store);
        Sandbox.Run("chmod", "755", _box.Store);
        Assert.Equal("StoreReadable", (await Assert.ThrowsAsync<McpOpsException>(() => _box.BackupAsync())).ErrorId);
        Assert.Empty(await ListAsync());
        Assert.Equal(BackupStatus.Complete, (await _box.BackupAsync(change: options => options with { Force = true })).Status);
    }

    [Fact]
    public async Task A_second_one_at_the_same_time_is_told_who_works()
    {
        _box.Write("a.txt", "one");
        await using var held = await BackupStores.Open(_box.Store).LockAsync("docs", "backup", TestContext.Current.CancellationToken);
        var error = await Assert.ThrowsAsync<McpOpsException>(() => _box.BackupAsync());
        Assert.Equal("StoreLocked", error.ErrorId);
        Assert.Contains($"process {Environment.ProcessId}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lock_file_that_nobody_holds_is_no_lock()
    {
        _box.Write("a.txt", "one");
        Directory.CreateDirectory(Path.Combine(_box.Store, "docs"));
        File.WriteAllText(Path.Combine(_box.Store, "docs", ".lock"), "backup, process 4194304 on elsewhere\n");
        Assert.Equal(BackupStatus.Complete, (await _box.BackupAsync()).Status);
    }

    [Fact]
    public async Task A_clock_that_jumps_back_loses_nothing()
    {
        _box.Write("a.txt", "one");
        var first = await _box.BackupAsync();
        _box.Write("a.txt", "two");
        var engine = new BackupEngine(_box.Context with { Time = new WrongClock(TimeSpan.FromDays(-400)) });
        var second = await engine.BackupAsync(new BackupOptions { Server = _box.Server(), Store = _box.Store }, TestContext.Current.CancellationToken);
        Assert.Contains(_box.Notices, notice => notice.Id == "ClockBehind");
        Assert.Equal(2, (await ListAsync()).Count);
        Assert.NotEqual(first.Id, second.Id);
    }

    [Fact]
    public async Task The_store_within_the_tree_is_left_out()
    {
        _box.Write("a.txt", "one");
        var options = new BackupOptions { Server = _box.Server(), Store = Path.Combine(_box.Tree, "backups") };
        var first = await new BackupEngine(_box.Context).BackupAsync(options, TestContext.Current.CancellationToken);
        var second = await new BackupEngine(_box.Context).BackupAsync(options, TestContext.Current.CancellationToken);
        Assert.Equal((1, 1), (first.Files, second.Files));
        Assert.Contains(second.Skipped, skip => skip.Reason == "Store");
    }

    [Fact]
    public async Task A_log_that_grows_is_saved_as_it_was_when_it_was_opened()
    {
        var path = _box.Write("big.log", "");
        using var writer = System.Diagnostics.Process.Start("sh", ["-c", "while :; do seq 1 20000; done >> \"$0\"", path]);
        McpBackup backup;
        try
        {
            while (new FileInfo(path).Length < 20_000_000)
            {
                await Task.Delay(10, TestContext.Current.CancellationToken);
            }

            backup = await _box.BackupAsync();
        }
        finally
        {
            writer.Kill(entireProcessTree: true);
            await writer.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        await _box.RestoreAsync(_box.Restore(backup.Id) with { Destination = _box["out"] });
        var saved = new FileInfo(Path.Combine(_box["out"], "big.log")).Length;
        Assert.Equal(BackupStatus.Complete, backup.Status);
        Assert.Empty(Sandbox.Run("cmp", "-n", saved.ToString(System.Globalization.CultureInfo.InvariantCulture), path, Path.Combine(_box["out"], "big.log")));
    }

    [Fact]
    public async Task Sockets_and_devices_are_named_and_the_rest_is_saved()
    {
        _box.Write("a.txt", "one");
        Sandbox.Run("python3", "-c", "import socket,sys; s=socket.socket(socket.AF_UNIX); s.bind(sys.argv[1])", Path.Combine(_box.Tree, "s"));
        var socket = await _box.BackupAsync();
        Assert.SkipUnless(Sandbox.TryRun("mknod", Path.Combine(_box.Tree, "d"), "c", "1", "3").Code == 0, "Making a device needs root.");
        var device = await _box.BackupAsync();
        Assert.Equal((BackupStatus.Complete, "Socket"), (socket.Status, Assert.Single(socket.Skipped).Reason));
        Assert.Equal(BackupStatus.Partial, device.Status);
        Assert.Contains(device.Skipped, skip => skip.Reason == "Device");
    }

    [Fact]
    public async Task Nothing_is_pruned_after_a_backup_that_failed()
    {
        _box.Write("a.txt", "one");
        await _box.BackupAsync();
        await _box.BackupAsync();
        var broken = _box.Server() with { Databases = [new McpDatabase("sqlite", "main") { Path = "/nonexistent.db" }] };
        await Assert.ThrowsAsync<McpOpsException>(() => _box.BackupAsync(broken));
        var pruner = new McpOps.Backups.Retention.BackupPruner(_box.Context, BackupStores.Open(_box.Store));
        Assert.Empty(await pruner.PruneAsync(null, new RetentionChoice(new McpRetention { KeepLast = 1 }, []), cancellationToken: TestContext.Current.CancellationToken));
        Assert.Contains(_box.Notices, notice => notice.Id == "LastBackupFailed");
        Assert.Equal(2, (await ListAsync()).Count);
        await _box.BackupAsync();
        Assert.Equal(2, (await pruner.PruneAsync(null, new RetentionChoice(new McpRetention { KeepLast = 1 }, []), cancellationToken: TestContext.Current.CancellationToken)).Count);
    }

    [Theory]
    [InlineData("age")]
    [InlineData("none")]
    public async Task Parts_are_encrypted_by_the_installed_tool_and_opened_by_it(string tool)
    {
        Assert.SkipUnless(tool == "none" || Sandbox.TryRun("sh", "-c", "command -v age-keygen").Code == 0, "age is not installed.");
        _box.Write("a.txt", "one");
        if (tool == "none")
        {
            // A program that is not there is told of, and leaves nothing behind.
            Assert.Equal("EncryptionFailed", (await Assert.ThrowsAsync<McpOpsException>(() => _box.BackupAsync(change: options => options with { GpgRecipient = "nobody@nowhere.invalid" }))).ErrorId);
            Assert.Empty(await ListAsync());
            return;
        }

        Sandbox.Run("age-keygen", "-o", _box["key"]);
        var recipient = Sandbox.Run("age-keygen", "-y", _box["key"]).Trim();
        var backup = await _box.BackupAsync(change: options => options with { AgeRecipients = [recipient] });
        Directory.CreateDirectory(_box["tar"]);
        Sandbox.Run("sh", "-c", $"age -d -i '{_box["key"]}' '{backup.Parts[0].Path}' | tar -xz -C '{_box["tar"]}'");
        await _box.RestoreAsync(_box.Restore(backup.Id) with { Destination = _box["out"], Identity = _box["key"] });
        Assert.Equal(Sandbox.Describe(_box.Tree), Sandbox.Describe(_box["out"]));
        Assert.Equal(Sandbox.Describe(_box.Tree), Sandbox.Describe(_box["tar"] + _box.Tree));
        Assert.Equal("IdentityMissing", (await Assert.ThrowsAsync<McpOpsException>(() => _box.VerifyAsync(backup.Id, new VerifyOptions { Deep = true }))).ErrorId);
    }

    public void Dispose() => _box.Dispose();

    // What is younger than a tick of the kernel's clock is not trusted to be unchanged.
    private static Task Settle() => Task.Delay(50, TestContext.Current.CancellationToken);

    private Task<IReadOnlyList<McpBackup>> ListAsync() => new BackupCatalog(_box.Context, BackupStores.Open(_box.Store)).ListAsync(null, TestContext.Current.CancellationToken);

    private sealed class WrongClock(TimeSpan offset) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + offset;
    }
}
