using System.Text.Json;
using McpOps.Backups;
using McpOps.Backups.Restores;
using McpOps.Backups.Retention;
using McpOps.Backups.Stores;
using McpOps.Files;
using McpOps.Servers;

namespace McpOps.Core.Tests.Backups;

/// <summary>What is on disk between any two steps of a restore, and that there is a way back from it.</summary>
public sealed class RecoveryTests : IDisposable
{
    private readonly Sandbox _box = new();

    [Fact]
    public void What_a_database_left_beside_itself_comes_back_whatever_the_new_one_left_there()
    {
        using var stagings = Stage();
        var swap = new UnitSwap(stagings);
        var unit = Unit(stagings) with { IsRemoval = true };
        File.WriteAllText(unit.Target, "old");
        swap.Swap(unit);
        Assert.False(File.Exists(unit.Target));
        File.WriteAllText(unit.Target, "of the new database");

        // Resumed: what is there now belongs to the new database.
        swap.Swap(unit);
        Assert.Equal("of the new database", File.ReadAllText(unit.Target));
        Assert.True(swap.IsTouched(unit));
        swap.Unswap(unit);
        swap.Unswap(unit);
        Assert.Equal("old", File.ReadAllText(unit.Target));
    }

    [Fact]
    public void What_only_the_new_database_left_beside_itself_goes_with_it()
    {
        using var stagings = Stage();
        var swap = new UnitSwap(stagings);
        var unit = Unit(stagings) with { IsRemoval = true };
        swap.Swap(unit);
        File.WriteAllText(unit.Target, "of the new database");
        swap.Unswap(unit);
        Assert.False(File.Exists(unit.Target));
        File.WriteAllText(unit.Target, "of the old one, that runs again");
        swap.Unswap(unit);
        Assert.True(File.Exists(unit.Target));
    }

    [Fact]
    public void What_appeared_at_a_target_that_was_free_when_it_was_planned_comes_back()
    {
        using var stagings = Stage();
        var swap = new UnitSwap(stagings);
        var unit = Unit(stagings);
        File.WriteAllText(Path.Combine(unit.Staging, "new", "0"), "new");
        unit = unit with { StagedInode = stagings.Staged(unit).Inode!.Value };
        File.WriteAllText(unit.Target, "appeared");
        swap.Swap(unit);
        Assert.Equal("new", File.ReadAllText(unit.Target));
        swap.Unswap(unit);
        Assert.Equal("appeared", File.ReadAllText(unit.Target));
    }

    [Fact]
    public async Task What_a_killed_restore_left_of_its_journal_is_cleared_by_the_next()
    {
        _box.Write("a.txt", "one");
        var backup = await _box.BackupAsync();
        Directory.CreateDirectory(_box.State);
        File.WriteAllText(Path.Combine(_box.State, "20260101T000000Z-docs.lock"), "restore, process 1");
        File.WriteAllText(Path.Combine(_box.State, "20260101T000000Z-docs.journal.jsonl.new"), "\n{\"Step\":\"beg");
        await _box.RestoreAsync(_box.Restore(backup.Id) with { Destination = _box["out"] });
        Assert.Empty(Directory.GetFileSystemEntries(_box.State));
    }

    [Fact]
    public async Task A_restore_that_is_taken_back_leaves_nothing_of_the_new_database_beside_the_old()
    {
        var path = Path.Combine(Directory.CreateDirectory(_box["data"]).FullName, "app.db");
        Sandbox.Run("python3", "-c", "import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); c.execute('create table t(a)'); c.commit()", path);
        _box.Write("a.txt", "one");
        var server = _box.Server() with { Databases = [new McpDatabase("sqlite", "main") { Path = path }] };
        var backup = await _box.BackupAsync(server);
        var steps = new McpBackupPlan { AfterRestore = [["sh", "-c", $"echo new > {path}-wal; exit 3"]] };
        Assert.Equal(RestoreStatus.RolledBack, (await _box.RestoreAsync(_box.Restore(backup.Id) with { Server = server with { Backup = steps } })).Status);
        Assert.Equal([path], Directory.GetFileSystemEntries(_box["data"]));
    }

    [Fact]
    public void A_torn_line_does_not_hide_the_steps_after_it_nor_that_databases_were_touched()
    {
        var plan = Plan();
        using (var journal = RestoreJournal.Create(_box.State, plan.Id, plan))
        {
            journal.Write(RestoreJournal.Databases);
        }

        File.AppendAllText(Directory.GetFiles(_box.State, "*.jsonl").Single(), "{\"Step\":\"fini");
        var (again, found) = RestoreJournal.Open(RestoreJournal.Unfinished(_box.State).Single().Path)!.Value;
        using (again)
        {
            Assert.Equal(RestoreJournal.Databases, found.Step);
            again.Write(RestoreJournal.Undoing);
        }

        var last = RestoreJournal.Unfinished(_box.State).Single();
        Assert.Equal((RestoreJournal.Undoing, true), (last.Step, last.DatabasesTouched));
    }

    [Fact]
    public async Task What_was_undone_is_only_cleared_up_when_it_is_undone_again()
    {
        // As after a kill between the last rename back and the clearing: by then an inode may belong to another file.
        RestorePlan plan;
        RestoreUnit unit;
        using (var stagings = Stage())
        {
            unit = Unit(stagings);
            File.WriteAllText(unit.Target, "the user's");
            plan = Plan() with { Ready = true, Units = [unit with { StagedInode = FileSystem.Stat(unit.Target)!.Value.Inode }], StagingFolders = stagings.Folders };
        }

        using (var journal = RestoreJournal.Create(_box.State, plan.Id, plan))
        {
            journal.Write(RestoreJournal.Undone);
        }

        await new RestoreEngine(_box.Context).UndoAsync(null, _box.Restore("latest"), TestContext.Current.CancellationToken);
        Assert.Equal("the user's", File.ReadAllText(unit.Target));
        Assert.False(Directory.Exists(_box["staging"]));
        Assert.Empty(Directory.GetFileSystemEntries(_box.State));
    }

    [Theory]
    [InlineData(RestoreJournal.Undone, "new")]
    [InlineData(RestoreJournal.Undone, "old")]
    [InlineData(RestoreJournal.Finishing, "new")]
    [InlineData(RestoreJournal.Finishing, "old")]
    public async Task A_restore_that_was_killed_while_it_cleared_up_is_cleared_up_by_either_way(string step, string gone)
    {
        foreach (var undo in new[] { true, false })
        {
            var engine = HalfRemoved(step, gone);
            var options = _box.Restore("latest");
            var work = () => undo ? engine.UndoAsync(null, options, TestContext.Current.CancellationToken) : engine.ResumeAsync(null, options, TestContext.Current.CancellationToken);
            if (undo && step is RestoreJournal.Finishing)
            {
                Assert.Equal("RestoreFinished", (await Assert.ThrowsAsync<McpOpsException>(work)).ErrorId);
            }
            else
            {
                await work();
            }

            Assert.False(Directory.Exists(_box["staging"]));
            Assert.Empty(Directory.GetFileSystemEntries(_box.State));
        }
    }

    [Theory]
    [InlineData(RestoreJournal.Staged)]
    [InlineData(RestoreJournal.Swapping)]
    [InlineData(RestoreJournal.Undoing)]
    public async Task A_restore_whose_old_state_somebody_removed_says_so_and_keeps_its_journal(string step)
    {
        var engine = HalfRemoved(step, "old");
        var error = await Assert.ThrowsAsync<McpOpsException>(() => engine.UndoAsync(null, _box.Restore("latest"), TestContext.Current.CancellationToken));
        Assert.Equal("StagingMissing", error.ErrorId);
        Assert.Contains(Directory.GetFiles(_box.State, "*.jsonl").Single(), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restore_that_still_runs_is_not_undone_by_another_process()
    {
        _box.Write("a.txt", "one");
        var backup = await _box.BackupAsync();
        _box.Write("a.txt", "two");
        var wait = new McpBackupPlan { AfterRestore = [["sh", "-c", $"touch {_box["begun"]}; until [ -e {_box["go"]} ]; do sleep 0.05; done"]] };
        var restore = _box.RestoreAsync(_box.Restore(backup.Id) with { Server = _box.Server() with { Backup = wait } });
        Assert.True(await Eventually.HoldsAsync(() => File.Exists(_box["begun"]), TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        var error = await Assert.ThrowsAsync<McpOpsException>(() => new RestoreEngine(_box.Context).UndoAsync(null, _box.Restore("latest"), TestContext.Current.CancellationToken));
        File.WriteAllText(_box["go"], "");
        Assert.Equal("StoreLocked", error.ErrorId);
        Assert.Equal(RestoreStatus.Restored, (await restore).Status);
        Assert.Equal("one", File.ReadAllText(Path.Combine(_box.Tree, "a.txt")));
    }

    [Fact]
    public async Task The_newest_backup_that_lacks_nothing_is_kept_beside_a_newer_one_that_lacks_files()
    {
        _box.Write("a.txt", "one");
        var whole = await _box.BackupAsync();
        var partial = await _box.BackupAsync();
        var manifest = Path.Combine(partial.Path, "manifest.json");
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("\"Complete\"", "\"Partial\"", StringComparison.Ordinal));
        var pruner = new BackupPruner(_box.Context, BackupStores.Open(_box.Store));
        Assert.Empty(await pruner.PruneAsync(null, new RetentionChoice(new McpRetention { KeepLast = 1 }, []), cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal("NewestVerified", (await Assert.ThrowsAsync<McpOpsException>(() => pruner.RemoveAsync(whole.Id, cancellationToken: TestContext.Current.CancellationToken))).ErrorId);
    }

    public void Dispose() => _box.Dispose();

    private static RestorePlan Plan() => JsonSerializer.Deserialize<RestorePlan>("""{"Id":"20261120T010000Z-docs","Backup":"docs/20261120T010000Z","Store":"/nowhere","Server":"docs","Units":[],"StagingFolders":[]}""")!;

    private RestoreEngine HalfRemoved(string step, string gone)
    {
        RestorePlan plan;
        using (var stagings = Stage())
        {
            plan = Plan() with { Ready = true, Units = [Unit(stagings)], StagingFolders = stagings.Folders };
        }

        using (var journal = RestoreJournal.Create(_box.State, plan.Id, plan))
        {
            journal.Write(step);
        }

        Directory.Delete(_box["staging/" + gone]);
        return new RestoreEngine(_box.Context);
    }

    private Stagings Stage()
    {
        var stagings = new Stagings();
        stagings.Make([new StagingFolder(_box["staging"])]);
        return stagings;
    }

    private RestoreUnit Unit(Stagings stagings) => new() { Target = _box["target"], Staging = stagings.Folders[0].Path, Name = "0" };
}
