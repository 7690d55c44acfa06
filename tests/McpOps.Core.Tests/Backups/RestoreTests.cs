using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using McpOps.Backups;
using McpOps.Servers;

namespace McpOps.Core.Tests.Backups;

/// <summary>A restore puts back what was saved, loses nothing else, and refuses what could harm.</summary>
public sealed class RestoreTests : IDisposable
{
    private readonly Sandbox _box = new();

    [Fact]
    public async Task A_restore_in_place_brings_the_old_state_and_keeps_what_the_backup_does_not_cover()
    {
        _box.Write("app/a.txt", "one");
        _box.Write("app/.venv/lib", "not saved");
        var server = _box.Server(new McpBackupSet("app", [_box.Tree]) { Exclude = [".venv"] });
        var backup = await _box.BackupAsync(server);
        _box.Write("app/a.txt", "two");
        _box.Write("app/b.txt", "new");
        _box.Write("app/.venv/lib", "newer, not saved");
        var restore = await _box.RestoreAsync(_box.Restore(backup.Id));
        Assert.Equal("one", File.ReadAllText(Path.Combine(_box.Tree, "app/a.txt")));
        Assert.False(File.Exists(Path.Combine(_box.Tree, "app/b.txt")));
        Assert.Equal("newer, not saved", File.ReadAllText(Path.Combine(_box.Tree, "app/.venv/lib")));

        // What it replaced is itself a backup: the way back.
        await _box.RestoreAsync(_box.Restore(restore.Snapshot!));
        Assert.Equal("two", File.ReadAllText(Path.Combine(_box.Tree, "app/a.txt")));
        Assert.Equal("new", File.ReadAllText(Path.Combine(_box.Tree, "app/b.txt")));
        Assert.Empty(Directory.GetFileSystemEntries(_box[""], ".mcpops*"));
    }

    [Fact]
    public async Task What_is_planned_is_exactly_what_changes()
    {
        _box.Write("same.txt", "same");
        _box.Write("changed.txt", "before");
        _box.Write("removed/later.txt", "gone");
        var backup = await _box.BackupAsync();
        _box.Write("changed.txt", "after it");
        Directory.Delete(Path.Combine(_box.Tree, "removed"), recursive: true);
        _box.Write("new.txt", "new");
        File.SetLastWriteTimeUtc(Path.Combine(_box.Tree, "same.txt"), DateTime.UnixEpoch);
        var before = Sandbox.Describe(_box.Tree);
        var plan = await new McpOps.Backups.Restores.RestoreEngine(_box.Context).PlanAsync(_box.Restore(backup.Id), TestContext.Current.CancellationToken);
        Assert.Equal(
            [new("Changed", _box.Tree + "/changed.txt", 6, 8), new("Removed", _box.Tree + "/new.txt", null, 3), new("Added", _box.Tree + "/removed", null, null), new("Added", _box.Tree + "/removed/later.txt", 4, null)],
            plan.Changes);
        Assert.Equal(before, Sandbox.Describe(_box.Tree));
    }

    [Fact]
    public async Task A_plan_says_what_is_stopped_and_run_beside_the_files()
    {
        _box.Write("a.txt", "one");
        var backup = await _box.BackupAsync();
        var server = _box.Server() with { Service = new McpService("systemd", "docs"), Backup = new McpBackupPlan { AfterRestore = [["npm", "ci"], ["deploy", "--token", "s3cret-0f-deploy"]] } };
        var plan = await new McpOps.Backups.Restores.RestoreEngine(_box.Context).PlanAsync(_box.Restore(backup.Id) with { Server = server }, TestContext.Current.CancellationToken);
        Assert.Contains("The systemd service 'docs' would be stopped, and started again after it.", plan.Message, StringComparison.Ordinal);
        Assert.Contains("'npm ci'", plan.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", plan.Message, StringComparison.Ordinal);

        // Elsewhere nothing is stopped.
        var elsewhere = await new McpOps.Backups.Restores.RestoreEngine(_box.Context).PlanAsync(_box.Restore(backup.Id) with { Server = server, Destination = _box["else"] }, TestContext.Current.CancellationToken);
        Assert.Equal("", elsewhere.Message);
    }

    [Theory]
    [InlineData("dox", "holds no backup of 'dox'")]
    [InlineData("docs", "holds no backup of 'docs' from 2001-01-01 00:00:00Z or before")]
    public async Task That_a_server_has_no_backup_names_those_that_have_some(string name, string said)
    {
        _box.Write("a.txt", "one");
        await _box.BackupAsync();
        DateTimeOffset? asOf = name is "docs" ? new DateTimeOffset(2001, 1, 1, 0, 0, 0, TimeSpan.Zero) : null;
        var none = await Assert.ThrowsAsync<McpOpsException>(() => _box.RestoreAsync(_box.Restore("latest") with { ServerName = name, AsOf = asOf }));
        Assert.Equal("BackupNotFound", none.ErrorId);
        Assert.Contains(said, none.Message, StringComparison.Ordinal);
        Assert.Contains("It holds backups of 'docs': list them with ", none.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_become_healthy_takes_the_restore_back()
    {
        _box.Write("a.txt", "one");
        var backup = await _box.BackupAsync();
        _box.Write("a.txt", "two");
        var before = Sandbox.Describe(_box.Tree);
        var server = McpServer.FromUrl(new Uri("http://127.0.0.1:1/mcp"), name: "docs");
        var restore = await _box.RestoreAsync(_box.Restore(backup.Id) with { Server = server, HealthTimeout = TimeSpan.Zero });
        Assert.Equal(RestoreStatus.RolledBack, restore.Status);
        Assert.Equal(before, Sandbox.Describe(_box.Tree));
    }

    [Fact]
    public async Task A_step_after_the_restore_that_fails_takes_the_restore_back()
    {
        _box.Write("a.txt", "one");
        var backup = await _box.BackupAsync();
        _box.Write("a.txt", "two");
        var server = _box.Server() with { Backup = new McpBackupPlan { AfterRestore = [["sh", "-c", "exit 3"]] } };
        var restore = await _box.RestoreAsync(_box.Restore(backup.Id) with { Server = server });
        Assert.Equal(RestoreStatus.RolledBack, restore.Status);
        Assert.Contains("AfterRestoreFailed", restore.Message, StringComparison.Ordinal);
        Assert.Contains("as it was before", restore.Message, StringComparison.Ordinal);
        Assert.Equal("two", File.ReadAllText(Path.Combine(_box.Tree, "a.txt")));
    }

    /// <summary>What the backup leaves out is moved along and not copied: what a step does to it stays, and is named.</summary>
    [Fact]
    public async Task What_a_step_changed_of_what_the_backup_leaves_out_is_named_when_the_restore_is_taken_back()
    {
        _box.Write("a.txt", "one");
        _box.Write(".venv/lib/x.py", "old");
        _box.Write("node_modules/y.js", "old");
        _box.Write("gone.tmp", "old");
        var server = _box.Server(new McpBackupSet("files", [_box.Tree]) { Exclude = [".venv", "node_modules", "*.tmp"] });
        var backup = await _box.BackupAsync(server);
        _box.Write("a.txt", "two");
        var failing = server with { Backup = server.Backup! with { AfterRestore = [["sh", "-c", $"sleep 0.1; echo new > {_box.Tree}/.venv/lib/x.py; touch -d 2001-01-01 {_box.Tree}/.venv/lib/x.py; rm {_box.Tree}/gone.tmp; echo made > {_box.Tree}/made.tmp; exit 3"]] } };
        var restore = await _box.RestoreAsync(_box.Restore(backup.Id) with { Server = failing });
        Assert.Equal(RestoreStatus.RolledBack, restore.Status);
        Assert.Equal("two", File.ReadAllText(Path.Combine(_box.Tree, "a.txt")));
        Assert.EndsWith($" Everything that the backup covers is as it was before. What it leaves out was not put back where the steps of afterRestore changed it: {_box.Tree}/.venv, {_box.Tree}/made.tmp, {_box.Tree}/gone.tmp.", restore.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_not_empty_is_replaced_only_by_force()
    {
        _box.Write("a.txt", "one");
        var backup = await _box.BackupAsync();
        Directory.CreateDirectory(_box["out"]);
        File.WriteAllText(Path.Combine(_box["out"], "precious"), "mine");
        var options = _box.Restore(backup.Id) with { Destination = _box["out"] };
        Assert.Equal("TargetNotEmpty", (await Assert.ThrowsAsync<McpOpsException>(() => _box.RestoreAsync(options))).ErrorId);
        Assert.True(File.Exists(Path.Combine(_box["out"], "precious")));
        var restore = await _box.RestoreAsync(options with { Force = true });
        Assert.False(File.Exists(Path.Combine(_box["out"], "precious")));
        Assert.NotNull(restore.Snapshot);
    }

    [Theory]
    [InlineData("/tmp/mcpops-evil", TarEntryType.RegularFile, "")]
    [InlineData("a/../../../mcpops-evil", TarEntryType.RegularFile, "")]
    [InlineData("hard", TarEntryType.HardLink, "../../etc/passwd")]
    [InlineData("null", TarEntryType.CharacterDevice, "")]
    [InlineData("su", TarEntryType.RegularFile, "setuid")]
    [InlineData("sd", TarEntryType.Directory, "setuid")]
    public async Task What_reaches_out_of_the_tree_or_raises_rights_is_refused(string path, TarEntryType type, string target)
    {
        MakeTarball(new PaxTarEntry(type, path), target);
        var error = await Assert.ThrowsAsync<McpOpsException>(() => _box.RestoreAsync(_box.Restore("20261119_010000") with { Destination = _box["out"] }));
        Assert.Equal("UnsafeEntry", error.ErrorId);
        Assert.False(Directory.Exists(_box["out"]));
        Assert.False(File.Exists("/tmp/mcpops-evil"));
    }

    [Fact]
    public async Task Nothing_is_written_through_a_link_even_by_force()
    {
        Directory.CreateDirectory(_box["outside"]);
        MakeTarball(new PaxTarEntry(TarEntryType.SymbolicLink, "a"), _box["outside"], new PaxTarEntry(TarEntryType.RegularFile, "a/evil"));
        await Assert.ThrowsAsync<McpOpsException>(() => _box.RestoreAsync(_box.Restore("20261119_010000") with { Destination = _box["out"], Force = true }));
        Assert.Empty(Directory.GetFileSystemEntries(_box["outside"]));
    }

    [Fact]
    public async Task A_link_of_an_archive_of_others_is_made_as_it_was_and_last()
    {
        Directory.CreateDirectory(_box["outside"]);
        MakeTarball(new PaxTarEntry(TarEntryType.SymbolicLink, "python"), _box["outside"], new PaxTarEntry(TarEntryType.RegularFile, "b"));
        await _box.RestoreAsync(_box.Restore("20261119_010000") with { Destination = _box["out"] });
        Assert.Equal(_box["outside"], new FileInfo(Path.Combine(_box["out"], "python")).LinkTarget);
    }

    [Fact]
    public async Task Links_out_of_the_tree_set_id_bits_and_links_of_two_names_come_back_as_they_were()
    {
        _box.Write("venv/bin/tool", "x");
        Sandbox.Run("sh", "-c", $"cd {_box.Tree}; ln -s /usr/bin/python3 venv/bin/python; ln -s python venv/bin/python3; ln -s ../../../../etc up; ln -s . venv/self; ln -P venv/bin/python venv/bin/same; chmod 4755 venv/bin/tool; mkdir shared; chmod 3770 shared");
        var before = Sandbox.Describe(_box.Tree);
        var backup = await _box.BackupAsync();
        await _box.RestoreAsync(_box.Restore(backup.Id) with { Destination = _box["out"] });
        Assert.Equal(before, Sandbox.Describe(_box["out"]));
        Sandbox.Run("sh", "-c", $"rm -r {_box.Tree}/venv {_box.Tree}/up");
        await _box.RestoreAsync(_box.Restore(backup.Id));
        Assert.Equal(before, Sandbox.Describe(_box.Tree));
        Assert.Equal(VerificationStatus.Valid, (await _box.VerifyAsync(backup.Id, new VerifyOptions { Restore = true })).Status);
    }

    [Fact]
    public async Task A_tarball_that_was_cut_off_is_not_restored()
    {
        MakeTarball(new PaxTarEntry(TarEntryType.RegularFile, "a") { DataStream = new MemoryStream(new byte[100_000]) }, "");
        var path = Directory.GetFiles(_box.Store).Single();
        using (var file = new FileStream(path, FileMode.Open))
        {
            file.SetLength(file.Length - 30);
        }

        var error = await Assert.ThrowsAsync<McpOpsException>(() => _box.RestoreAsync(_box.Restore("20261119_010000") with { Destination = _box["out"] }));
        Assert.Equal("BackupDamaged", error.ErrorId);
        Assert.Equal(VerificationStatus.Damaged, (await _box.VerifyAsync("legacy/20261119_010000")).Status);
    }

    [Fact]
    public async Task A_database_under_a_busy_writer_is_saved_whole_and_comes_back()
    {
        var path = _box.Write("data/app.db", "");
        Sandbox.Run("python3", "-c", "import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); c.execute('pragma journal_mode=wal'); c.execute('create table t(a,b)'); c.commit()", path);
        using var writer = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("python3", ["-c",
            "import sqlite3,sys\nc=sqlite3.connect(sys.argv[1],timeout=30)\ni=0\nprint('on',flush=True)\nwhile True:\n  c.execute('insert into t values(?,?)',(i,i)); c.execute('insert into t values(?,?)',(i,-i)); c.commit(); i+=1", path]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        McpBackup backup;
        try
        {
            Assert.Equal("on", await writer.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
            backup = await _box.BackupAsync(_box.Server() with { Databases = [new McpDatabase("sqlite", "main") { Path = path }] });
        }
        finally
        {
            writer.Kill();
            await writer.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        await _box.RestoreAsync(_box.Restore(backup.Id));
        var check = Sandbox.Run("python3", "-c", "import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); print(c.execute('pragma integrity_check').fetchone()[0], c.execute('select count(*)%2, sum(b) from t').fetchone())", path);
        Assert.StartsWith("ok (0, ", check, StringComparison.Ordinal);
        Assert.Contains(backup.Parts, part => part is { Name: "main", Kind: "sqlite" });
    }

    /// <summary>An inventory of another root, as on a second host or of a drill, must not reach what runs.</summary>
    [Fact]
    public async Task What_the_inventory_has_elsewhere_is_not_replaced_where_it_was()
    {
        _box.Write("a.txt", "saved");
        var backup = await _box.BackupAsync();
        _box.Write("a.txt", "present");
        var other = _box.Restore(backup.Id) with { Server = _box.Server(new McpBackupSet("files", [_box["elsewhere"]])) };
        var error = await Assert.ThrowsAsync<McpOpsException>(() => _box.RestoreAsync(other));
        Assert.Equal("PlaceMoved", error.ErrorId);
        Assert.Contains($"came from '{_box.Tree}', and the inventory has it at '{_box["elsewhere"]}'", error.Message, StringComparison.Ordinal);
        Assert.Equal("present", File.ReadAllText(Path.Combine(_box.Tree, "a.txt")));
        Assert.Equal(RestoreStatus.Restored, (await _box.RestoreAsync(other with { Force = true })).Status);
        Assert.Equal("saved", File.ReadAllText(Path.Combine(_box.Tree, "a.txt")));

        // Where nothing is, as on a new host, nothing can be lost.
        Directory.Delete(_box.Tree, recursive: true);
        Assert.Equal(RestoreStatus.Restored, (await _box.RestoreAsync(other)).Status);
    }

    public void Dispose() => _box.Dispose();

    private void MakeTarball(PaxTarEntry entry, string target, PaxTarEntry? second = null)
    {
        Directory.CreateDirectory(_box.Store);
        if (target == "setuid")
        {
            entry.Mode = UnixFileMode.SetUser | UnixFileMode.UserRead;
        }
        else if (target.Length > 0)
        {
            entry.LinkName = target;
        }

        using var gzip = new GZipStream(File.Create(Path.Combine(_box.Store, "app_20261119_010000.tar.gz")), CompressionLevel.Fastest);
        using var tar = new TarWriter(gzip);
        tar.WriteEntry(entry);
        if (second is not null)
        {
            second.DataStream = new MemoryStream(Encoding.ASCII.GetBytes("evil"));
            tar.WriteEntry(second);
        }
    }
}
