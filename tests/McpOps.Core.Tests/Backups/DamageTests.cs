using McpOps.Backups;

namespace McpOps.Core.Tests.Backups;

/// <summary>Any damage is found, named, and never restored.</summary>
public sealed class DamageTests : IDisposable
{
    private readonly Sandbox _box = new();

    [Fact]
    public async Task Any_single_flipped_bit_is_found_and_its_file_is_named()
    {
        var backup = await MakeAsync();
        foreach (var file in Directory.GetFiles(backup.Path))
        {
            var whole = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
            foreach (var bit in Enumerable.Range(0, 40).Select(_ => Random.Shared.Next(whole.Length * 8)))
            {
                var damaged = whole.ToArray();
                damaged[bit / 8] ^= (byte)(1 << (bit % 8));
                await File.WriteAllBytesAsync(file, damaged, TestContext.Current.CancellationToken);
                var result = await _box.VerifyAsync(backup.Id);
                Assert.True(result.Status == VerificationStatus.Damaged, $"bit {bit} of {file} was not found");
                Assert.Contains(result.Problems, problem => $"{problem.File} {problem.Message}".Contains(Path.GetFileName(file), StringComparison.Ordinal));
            }

            await File.WriteAllBytesAsync(file, whole, TestContext.Current.CancellationToken);
        }

        Assert.Equal(VerificationStatus.Valid, (await _box.VerifyAsync(backup.Id, new VerifyOptions { Deep = true })).Status);
    }

    [Theory]
    [InlineData("Truncated", "truncate -s -1 files.tar.gz")]
    [InlineData("Truncated", "truncate -s 0 other.tar.gz")]
    [InlineData("Extended", "echo more >> files.tar.gz")]
    [InlineData("Missing", "rm other.tar.gz")]
    [InlineData("Missing", "rm files.files.jsonl.gz")]
    [InlineData("Swapped", "mv files.tar.gz x; mv other.tar.gz files.tar.gz; mv x other.tar.gz")]
    [InlineData("Changed", "sed -i 's/docs/dogs/' manifest.json")]
    [InlineData("Unreadable", "truncate -s 100 manifest.json")]
    [InlineData("Missing", "rm manifest.json")]
    [InlineData("Missing", "rm SHA256SUMS")]
    [InlineData("Unexpected", "echo x > stranger")]
    public async Task Other_damage_is_found_and_named(string kind, string how)
    {
        var backup = await MakeAsync();
        Sandbox.Run("bash", "-c", $"cd '{backup.Path}'; {how}");
        var result = await _box.VerifyAsync(backup.Id);
        Assert.Equal(VerificationStatus.Damaged, result.Status);
        Assert.Contains(result.Problems, problem => problem.Kind == kind);
    }

    [Fact]
    public async Task A_damaged_backup_is_not_restored_and_the_present_state_stays()
    {
        var backup = await MakeAsync();
        Flip(backup.Parts[0].Path);
        var before = Sandbox.Describe(_box.Tree);
        var error = await Assert.ThrowsAsync<McpOpsException>(() => _box.RestoreAsync(_box.Restore(backup.Id)));
        Assert.Equal("BackupDamaged", error.ErrorId);
        var planned = await Assert.ThrowsAsync<McpOpsException>(() => new McpOps.Backups.Restores.RestoreEngine(_box.Context).PlanAsync(_box.Restore(backup.Id), TestContext.Current.CancellationToken));
        Assert.Equal((error.ErrorId, error.Message), (planned.ErrorId, planned.Message));
        Assert.Equal(before, Sandbox.Describe(_box.Tree));
    }

    [Fact]
    public async Task Damage_of_a_part_that_did_not_change_is_not_inherited()
    {
        var first = await MakeAsync();
        Flip(first.Parts[0].Path);
        var second = await _box.BackupAsync(TwoSets());
        Assert.Null(second.Parts[0].UnchangedSince);
        Assert.Contains(_box.Notices, notice => notice.Id == "PartDamaged");
        Assert.Equal(VerificationStatus.Valid, (await _box.VerifyAsync(second.Id, new VerifyOptions { Deep = true })).Status);
    }

    [Fact]
    public async Task Samples_cover_everything_in_turn()
    {
        var random = new byte[70_000_000];
        Random.Shared.NextBytes(random);
        await File.WriteAllBytesAsync(Path.Combine(_box.Tree, "big"), random, TestContext.Current.CancellationToken);
        var backup = await _box.BackupAsync();
        var found = 0;
        Flip(backup.Parts[0].Path);
        for (var run = 0; run < 5; run++)
        {
            found += (await _box.VerifyAsync(backup.Id, new VerifyOptions { Sample = 0.2 })).Problems.Count;
        }

        Assert.Equal(1, found);
    }

    [Fact]
    public async Task A_drill_restores_and_compares()
    {
        var backup = await MakeAsync();
        var result = await _box.VerifyAsync(backup.Id, new VerifyOptions { Restore = true, DrillFolder = _box[""] });
        Assert.Equal((VerificationStatus.Valid, "Restore", 3L), (result.Status, result.Level, result.Files));
        foreach (var both in new[] { new VerifyOptions { Restore = true, Sample = 0.5 }, new VerifyOptions { Deep = true, Sample = 0.5 } })
        {
            Assert.Equal("VerifyConflict", (await Assert.ThrowsAsync<McpOpsException>(() => _box.VerifyAsync(backup.Id, both))).ErrorId);
        }

        Assert.Contains($"is '{backup.Id}'", (await Assert.ThrowsAsync<McpOpsException>(() => _box.VerifyAsync(backup.Server, new VerifyOptions()))).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _box.Dispose();

    private static void Flip(string path)
    {
        using var file = new FileStream(path, FileMode.Open);
        file.Position = file.Length / 2;
        var value = file.ReadByte();
        file.Position--;
        file.WriteByte((byte)(value ^ 16));
    }

    private McpOps.Servers.McpServer TwoSets() => _box.Server(new("files", [_box.Tree]), new("other", [_box["other"]]));

    private async Task<McpBackup> MakeAsync()
    {
        _box.Write("a.txt", new string('a', 5000));
        _box.Write("b.txt", "two");
        Directory.CreateDirectory(_box["other"]);
        File.WriteAllText(Path.Combine(_box["other"], "c.txt"), "three");

        // What is younger than a tick of the kernel's clock is not trusted to be unchanged.
        await Task.Delay(50, TestContext.Current.CancellationToken);
        return await _box.BackupAsync(TwoSets());
    }
}
