using McpOps.Backups;
using McpOps.Backups.Verification;
using McpOps.Servers;

namespace McpOps.Core.Tests.Backups;

public sealed class LatestBackupsTests : IDisposable
{
    private readonly Sandbox _box = new();

    public void Dispose() => _box.Dispose();

    [Fact]
    public async Task Latest_is_the_newest_backup_of_each_server_and_who_has_none_is_told_of()
    {
        _box.Write("a.txt", "as it was");
        var servers = new[] { "one", "two", "three" }.Select(name => _box.Server() with { Name = name, Backup = _box.Server().Backup! with { Destination = _box.Store } }).ToList();
        await _box.BackupAsync(servers[0]);
        var damaged = await _box.BackupAsync(servers[0]);
        var newest = await _box.BackupAsync(servers[1]);
        var archive = damaged.Parts[0].Path;
        await File.WriteAllBytesAsync(archive, [.. (await File.ReadAllBytesAsync(archive, TestContext.Current.CancellationToken)).Reverse()], TestContext.Current.CancellationToken);

        var results = await VerifyAsync(null, servers);
        Assert.Equal([(damaged.Id, VerificationStatus.Damaged), (newest.Id, VerificationStatus.Valid)], results.Select(result => (result.Id, result.Status)));
        var told = Assert.Single(_box.Notices, notice => notice.Id == "BackupNotFound");
        Assert.Contains("'three' has no backup", told.Message, StringComparison.Ordinal);

        Assert.Equal(newest.Id, Assert.Single(await VerifyAsync("two", servers)).Id);
        Assert.Equal("BackupNotFound", (await Assert.ThrowsAsync<McpOpsException>(() => VerifyAsync("three", servers))).ErrorId);
    }

    [Fact]
    public async Task A_newer_backup_whose_manifest_cannot_be_read_is_a_finding_and_not_passed_over()
    {
        _box.Write("a.txt", "as it was");
        var old = await _box.BackupAsync();
        var late = await _box.BackupAsync();
        await File.WriteAllTextAsync(Path.Combine(late.Path, "manifest.json"), "{", TestContext.Current.CancellationToken);
        var results = await new LatestBackups(_box.Context).VerifyAsync(_box.Store, null, [], new VerifyOptions(), _ => { }, TestContext.Current.CancellationToken);
        Assert.Equal([(old.Id, VerificationStatus.Valid), (late.Id, VerificationStatus.Damaged)], results.Select(result => (result.Id, result.Status)));
    }

    private Task<IReadOnlyList<McpBackupVerification>> VerifyAsync(string? server, IReadOnlyList<McpServer> servers) =>
        new LatestBackups(_box.Context).VerifyAsync(null, server, servers, new VerifyOptions(), _ => { }, TestContext.Current.CancellationToken);
}
