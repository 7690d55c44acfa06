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

    public void Dispose() => _box?.Dispose();
}
