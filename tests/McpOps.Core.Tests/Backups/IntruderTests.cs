using McpOps.Backups.Stores;
using McpOps.Files;
using McpOps.Servers;

namespace McpOps.Core.Tests.Backups;

/// <summary>Root saves, restores and removes trees of which another user owns a part and changes it all the while.</summary>
public sealed class IntruderTests : IDisposable
{
    private readonly Sandbox _box;

    public IntruderTests()
    {
        Intruder.Require();
        _box = new Sandbox();
        Sandbox.Run("chmod", "755", Path.GetDirectoryName(_box.Tree)!);
        Directory.CreateDirectory(Secret);
        for (var number = 0; number < 5; number++)
        {
            File.WriteAllText(Path.Combine(Secret, $"secret-{number}"), "of root alone");
        }

        Sandbox.Run("chmod", "700", Secret);
    }

    private string Secret => _box["secret"];

    private string Own => Path.Combine(_box.Tree, "own");

    [Fact]
    public async Task A_backup_holds_nothing_from_outside_the_tree_whoever_swaps_its_folders_for_links()
    {
        for (var number = 0; number < 40; number++)
        {
            _box.Write($"own/d{number:00}/inner/a.txt", "mine");
        }

        Intruder.Give(Own);
        const string Swap = """
            my $d = sprintf('%s/d%02d', $ARGV[0], $n % 40);
            rename($d, "$d.away") or next; symlink($ARGV[1], $d); select(undef, undef, undef, 0.0002) if $n % 3 == 0;
            unlink($d); rename("$d.away", $d); struck();
            """;
        using var intruder = await Intruder.BeginAsync(Swap, Own, Secret);
        var vanished = 0;
        while (intruder.Strikes < Intruder.Wanted || vanished == 0)
        {
            var backup = await _box.BackupAsync(change: options => options with { Full = true });
            vanished += backup.Skipped.Count(skip => skip.Reason == "Vanished");
            Assert.DoesNotContain("secret-", Sandbox.Run("tar", "-tzf", backup.Parts[0].Path), StringComparison.Ordinal);
            Assert.DoesNotContain(backup.Skipped, skip => skip.Path.Contains("secret-", StringComparison.Ordinal));
            Sandbox.Run("rm", "-rf", backup.Path);
        }
    }

    [Fact]
    public async Task A_restore_puts_in_place_what_was_saved_whoever_exchanges_the_folder_where_it_is_made_ready()
    {
        var theirs = Theirs();
        const string Exchange = """
            for my $s (glob("$ARGV[0]/.mcpops-restore-*")) {
                next if -l $s; rename($s, "$ARGV[0]/away-$n") or next;
                if ($n % 2) { symlink($ARGV[1], $s) } else { mkdir($s); mkdir("$s/$_", 0777) for qw(new old new/0 old/0); open(my $f, '>', "$s/new/0/evil"); close($f) }
            }
            struck(); select(undef, undef, undef, 0.0002);
            """;
        await RestoreUnderAttackAsync(Exchange, theirs, () =>
        {
            Assert.Equal("saved", File.ReadAllText(Path.Combine(theirs, "app", "a.txt")));
            Assert.False(File.Exists(Path.Combine(theirs, "app", "evil")));
            // What is no longer where it was made cannot be removed; it is empty.
            Assert.Empty(Sandbox.Run("find", theirs, "-path", "*/away-*/*", "-user", "root"));
        });
    }

    [Fact]
    public async Task A_restore_harms_nothing_outside_whoever_exchanges_its_target_all_the_while()
    {
        var theirs = Theirs();
        const string Exchange = """
            my $t = "$ARGV[0]/app"; rename($t, "$ARGV[0]/app-$n"); symlink($ARGV[1], $t); struck(); select(undef, undef, undef, 0.0002);
            unlink($t); mkdir($t) if $n % 3; select(undef, undef, undef, 0.0002);
            """;
        await RestoreUnderAttackAsync(Exchange, theirs, check: null);
    }

    [Fact]
    public async Task A_tree_is_removed_and_nothing_outside_it_whoever_swaps_its_folders_for_links()
    {
        Directory.CreateDirectory(Own);
        Intruder.Give(Own);
        const string Swap = """
            my $d = "$ARGV[0]/d" . ($n % 50); mkdir($d); mkdir("$d/e"); open(my $f, '>', "$d/e/f"); close($f);
            rename("$d/e", "$d/x"); symlink($ARGV[1], "$d/e"); unlink("$d/e"); rename("$d/x", "$d/e"); rename($d, "$d.away"); symlink($ARGV[1], $d); struck();
            """;
        using var intruder = await Intruder.BeginAsync(Swap, Own, Secret);
        using var tree = FileSystem.Open(_box.Tree);
        for (var seen = 0L; seen < Intruder.Wanted; seen = intruder.Strikes)
        {
            using var own = tree.OpenFolder("own"u8);
            try
            {
                TreeRemoval.Clear(own);
            }
            catch (FileException)
            {
                // He was faster than a hundred attempts; what counts is what is outside.
            }
        }

        RequireSecrets();
    }

    [Fact]
    public async Task A_store_writes_and_removes_nothing_outside_whoever_swaps_its_folders_for_links()
    {
        var theirs = _box["theirs"];
        var folder = Path.Combine(theirs, "docs");
        Directory.CreateDirectory(folder);
        Sandbox.Run("chmod", "755", theirs);
        Intruder.Give(folder);
        const string Swap = """
            for my $s (glob("$ARGV[0]/*.partial $ARGV[0]/*.removing $ARGV[0]/*.moved $ARGV[0]/.verified $ARGV[0]/2*")) {
                next if -l $s or $s =~ /away/; rename($s, "$ARGV[0]/away-$n") or next; symlink($ARGV[1], $s);
            }
            struck(); select(undef, undef, undef, 0.0005);
            for my $s (glob("$ARGV[0]/* $ARGV[0]/.verified")) { unlink($s) if -l $s and $n % 2; }
            """;
        _box.Write("a.txt", "saved");
        using (var intruder = await Intruder.BeginAsync(Swap, folder, Secret))
        {
            var store = BackupStores.Open(theirs);
            for (var run = 0; intruder.Strikes < Intruder.Wanted || run < 20; run++)
            {
                try
                {
                    var backup = await _box.BackupAsync(change: options => options with { Store = theirs, Force = true });
                    var stored = new StoredBackup("docs", backup.Id.Split('/')[1]);
                    await store.WriteNoteAsync(stored, "{}"u8.ToArray(), TestContext.Current.CancellationToken);
                    await store.RemoveAsync(stored, TestContext.Current.CancellationToken);
                }
                catch (Exception exception) when (exception is McpOpsException || SystemFault.Of(exception) is not null)
                {
                    // It was refused, and says so.
                }
            }
        }

        RequireSecrets();
    }

    [Fact]
    public async Task A_link_of_his_does_not_choose_what_is_saved()
    {
        _box.Write("own/a.txt", "his");
        File.CreateSymbolicLink(Path.Combine(Own, "data"), Secret);
        File.CreateSymbolicLink(Path.Combine(Own, "same"), Own);
        Sandbox.Run("chown", "-hR", "65534:65534", Own);
        var error = await Assert.ThrowsAsync<McpOpsException>(() => _box.BackupAsync(_box.Server(new McpBackupSet("files", [Path.Combine(Own, "data")]))));
        Assert.Equal("NothingSaved", error.ErrorId);
        error = await Assert.ThrowsAsync<McpOpsException>(() => _box.BackupAsync(_box.Server(new McpBackupSet("files", [Path.Combine(Own, "data", "secret-1")]))));
        Assert.Equal("NothingSaved", error.ErrorId);

        // His own by his own link, and anybody's by root's.
        Assert.Equal(1, (await _box.BackupAsync(_box.Server(new McpBackupSet("files", [Path.Combine(Own, "same")])))).Files);
        File.CreateSymbolicLink(_box["roots"], Own);
        Assert.Equal(1, (await _box.BackupAsync(_box.Server(new McpBackupSet("files", [_box["roots"]])))).Files);
    }

    public void Dispose() => _box?.Dispose();

    private string Theirs()
    {
        var theirs = _box["theirs"];
        Directory.CreateDirectory(Path.Combine(theirs, "app"));
        Intruder.Give(theirs);
        return theirs;
    }

    private async Task RestoreUnderAttackAsync(string script, string theirs, Action? check)
    {
        _box.Write("a.txt", "saved");
        var backup = await _box.BackupAsync();
        var restored = 0;
        using (var intruder = await Intruder.BeginAsync(script, theirs, Secret))
        {
            for (var run = 0; intruder.Strikes < Intruder.Wanted || (check is not null && restored == 0); run++)
            {
                try
                {
                    await _box.RestoreAsync(_box.Restore(backup.Id) with { Destination = Path.Combine(theirs, "app"), Force = true, Snapshot = false, StateFolder = _box[$"state-{run}"] });
                    restored++;
                    check?.Invoke();
                }
                catch (McpOpsException)
                {
                    // It was refused, and says so.
                }
            }
        }

        RequireSecrets();
    }

    private void RequireSecrets()
    {
        Assert.Equal(["secret-0", "secret-1", "secret-2", "secret-3", "secret-4"], Directory.GetFileSystemEntries(Secret).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal("700 root", Sandbox.Run("stat", "-c", "%a %U", Secret).Trim());
        Assert.All(Directory.GetFiles(Secret), file => Assert.Equal("of root alone", File.ReadAllText(file)));
    }
}
