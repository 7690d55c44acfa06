using McpOps.Backups;

namespace McpOps.Core.Tests.Backups;

/// <summary>What is saved comes back the same: by this program, and by plain tar.</summary>
public sealed class RoundTripTests : IDisposable
{
    private readonly Sandbox _box = new();

    [Fact]
    public async Task A_tree_with_everything_odd_in_it_comes_back_the_same()
    {
        MakeOddTree();
        var backup = await _box.BackupAsync();
        var restore = await _box.RestoreAsync(_box.Restore(backup.Id) with { Destination = _box["out"] });
        Assert.Equal(BackupStatus.Complete, backup.Status);
        Assert.Equal(RestoreStatus.Restored, restore.Status);
        Assert.Equal(Sandbox.Describe(_box.Tree), Sandbox.Describe(_box["out"]));
        Assert.Empty(Sandbox.Run("diff", "-r", "--no-dereference", "--exclude=pipe", _box.Tree, _box["out"]));
    }

    [Fact]
    public async Task Plain_tar_opens_a_part_with_all_that_is_in_it()
    {
        MakeOddTree();
        var backup = await _box.BackupAsync();
        Directory.CreateDirectory(_box["tar"]);
        Sandbox.Run("tar", "-xzpf", backup.Parts[0].Path, "-C", _box["tar"]);
        Assert.Equal(Sandbox.Describe(_box.Tree), Sandbox.Describe(_box["tar"] + _box.Tree));
    }

    [Fact]
    public async Task A_path_of_4000_bytes_and_a_name_of_255_come_back()
    {
        Sandbox.Run("python3", "-c", """
            import os, sys
            os.chdir(sys.argv[1])
            length = len(sys.argv[1])
            while length < 3990:
                os.mkdir("d" * 200); os.chdir("d" * 200); length += 201
            open("deep", "w").write("deep"); open("n" * 255, "w").write("long")
            """, _box.Tree);
        var backup = await _box.BackupAsync();
        await _box.RestoreAsync(_box.Restore(backup.Id) with { Destination = _box["o"] });
        Assert.Equal(2, backup.Files);
        Assert.Equal(Sandbox.Describe(_box.Tree), Sandbox.Describe(_box["o"]));
    }

    [Fact]
    public async Task Extended_attributes_come_back()
    {
        _box.Write("sub/a.txt", "one");
        const string Set = "import os, sys; os.setxattr(sys.argv[1], 'user.note', b'\\x00\\xffvalue'); os.setxattr(os.path.dirname(sys.argv[1]), 'user.folder', b'2')";
        Assert.SkipUnless(Sandbox.TryRun("python3", "-c", Set, Path.Combine(_box.Tree, "sub/a.txt")).Code == 0, "The file system of the temporary folder has no extended attributes, or there is no python3.");
        var backup = await _box.BackupAsync();
        await _box.RestoreAsync(_box.Restore(backup.Id) with { Destination = _box["out"] });
        const string Get = "import os, sys; print(os.getxattr(sys.argv[1], 'user.note').hex(), os.getxattr(os.path.dirname(sys.argv[1]), 'user.folder'))";
        Assert.Equal("00ff76616c7565 b'2'\n", Sandbox.Run("python3", "-c", Get, Path.Combine(_box["out"], "sub/a.txt")));
        Directory.CreateDirectory(_box["tar"]);
        Sandbox.Run("tar", "--xattrs", "-xzf", backup.Parts[0].Path, "-C", _box["tar"]);
        Assert.Equal("00ff76616c7565 b'2'\n", Sandbox.Run("python3", "-c", Get, _box["tar"] + _box.Tree + "/sub/a.txt"));
    }

    [Fact]
    public async Task Capabilities_of_a_program_come_back()
    {
        var program = _box.Write("serve", "#!/bin/sh\n");
        Assert.SkipUnless(Command.Find("setcap") is not null && Command.Find("getcap") is not null && Sandbox.TryRun("setcap", "cap_net_bind_service=ep", program).Code == 0,
            "setcap is not installed, or this account or file system does not let a file have capabilities.");
        var backup = await _box.BackupAsync();
        File.Delete(program);
        Assert.Equal(RestoreStatus.Restored, (await _box.RestoreAsync(_box.Restore(backup.Id))).Status);
        Assert.Contains("cap_net_bind_service=ep", Sandbox.Run("getcap", program), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_checksums_are_those_that_sha256sum_checks()
    {
        _box.Write("a.txt", "one");
        var backup = await _box.BackupAsync();
        Assert.Contains("manifest.json: OK", Sandbox.Run("sh", "-c", $"cd '{backup.Path}' && sha256sum -c SHA256SUMS"), StringComparison.Ordinal);
        Assert.Equal(backup.Parts[0].Sha256, Sandbox.Run("sha256sum", backup.Parts[0].Path)[..64]);
    }

    [Fact]
    public async Task Data_that_does_not_compress_is_stored_and_comes_back()
    {
        var random = new byte[9_000_000];
        Random.Shared.NextBytes(random);
        random.AsSpan(3_000_000, 2_000_000).Fill(65);
        await File.WriteAllBytesAsync(Path.Combine(_box.Tree, "mixed.bin"), random, TestContext.Current.CancellationToken);
        var backup = await _box.BackupAsync();
        await _box.RestoreAsync(_box.Restore(backup.Id) with { Destination = _box["out"] });
        Assert.InRange(backup.Parts[0].Bytes, 6_900_000, 7_100_000);
        Assert.Equal(random, await File.ReadAllBytesAsync(Path.Combine(_box["out"], "mixed.bin"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task One_file_alone_is_restored_by_a_pattern()
    {
        _box.Write("a.txt", "one");
        _box.Write("sub/b.txt", "two");
        var backup = await _box.BackupAsync();
        _box.Write("a.txt", "changed");
        _box.Write("sub/b.txt", "changed");
        await _box.RestoreAsync(_box.Restore(backup.Id) with { Include = ["b.txt"] });
        Assert.Equal("changed", File.ReadAllText(Path.Combine(_box.Tree, "a.txt")));
        Assert.Equal("two", File.ReadAllText(Path.Combine(_box.Tree, "sub/b.txt")));
    }

    [Fact]
    public async Task Tarballs_of_scripts_are_listed_and_restored()
    {
        _box.Write("a.txt", "one");
        Directory.CreateDirectory(_box.Store);
        Sandbox.Run("tar", "-C", "/", "-czf", Path.Combine(_box.Store, "app_20261119_010000.tar.gz"), _box.Tree[1..]);
        File.WriteAllText(Path.Combine(_box.Store, "manifest_20261119_010000.txt"), "Backup Date: 20261119_010000\n");
        var listed = await new BackupCatalog(_box.Context, McpOps.Backups.Stores.BackupStores.Open(_box.Store)).ListAsync(null, TestContext.Current.CancellationToken);
        _box.Write("a.txt", "changed");
        _box.Write("b.txt", "new");
        await _box.RestoreAsync(_box.Restore("20261119_010000"));
        Assert.Equal("legacy/20261119_010000", Assert.Single(listed).Id);
        Assert.Equal("one", File.ReadAllText(Path.Combine(_box.Tree, "a.txt")));
        Assert.Equal("new", File.ReadAllText(Path.Combine(_box.Tree, "b.txt")));
    }

    public void Dispose() => _box.Dispose();

    private void MakeOddTree() => Sandbox.Run("bash", "-c", """
        cd "$0"; mkdir -p sub/empty; echo hi > sub/a; ln sub/a sub/hard; ln -s a sub/link; ln -s loop2 loop1; ln -s loop1 loop2
        mkfifo pipe; printf x > "$(printf 'not\xff\xfeutf8')"; chmod 0640 sub/a; chmod 0711 sub; : > zero
        truncate -s 20M sparse; printf end | dd of=sparse bs=1 seek=9000000 conv=notrunc status=none
        seq 1 300000 > numbers; touch -d '1969-12-30 01:02:03.5' old; touch -d '2401-01-01 00:00:00.123456789' future
        echo name > "$(printf 'n%.0s' $(seq 255))"
        """, _box.Tree);
}
