using McpOps.Backups;
using McpOps.Probing;
using McpOps.Servers;

namespace McpOps.Core.Tests.Backups;

/// <summary>What the check <c>backup</c> says, what becomes of a file that vanishes, and the files of clients.</summary>
public sealed class CheckTests : IDisposable
{
    private readonly Sandbox _box = new();

    [Theory]
    [InlineData(0, HealthStatus.Healthy)]
    [InlineData(3, HealthStatus.Degraded)]
    [InlineData(9, HealthStatus.Unhealthy)]
    public async Task The_age_of_the_newest_backup_decides(int days, string status)
    {
        var backup = await _box.BackupAsync();
        var result = await CheckAsync(new Later(TimeSpan.FromDays(days)));
        Assert.Equal((status, "days", (double)days), (result.Status, result.Unit, Math.Round(result.Value!.Value)));
        Assert.Contains(backup.Id, result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_backup_is_degraded_and_a_damaged_one_unhealthy()
    {
        Assert.Equal(HealthStatus.Degraded, (await CheckAsync(TimeProvider.System)).Status);
        var backup = await _box.BackupAsync();
        var part = backup.Parts[0].Path;
        await using (var file = new FileStream(part, FileMode.Open))
        {
            file.SetLength(file.Length - 1);
        }

        await _box.VerifyAsync(backup.Id);
        var damaged = await CheckAsync(TimeProvider.System);
        Assert.Equal(HealthStatus.Unhealthy, damaged.Status);
        Assert.Contains($"'mcpops backup verify {backup.Id}' (Test-McpBackup) says what is wrong with it", damaged.Message, StringComparison.Ordinal);

        // One whose manifest cannot be read was verified once, and nobody can say when.
        await File.WriteAllTextAsync(Path.Combine(Path.GetDirectoryName(part)!, "manifest.json"), "{ torn", TestContext.Current.CancellationToken);
        Assert.Contains($"{backup.Id} is Damaged, and cannot be restored.", (await CheckAsync(TimeProvider.System)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_part_that_was_cut_or_removed_since_it_was_verified_is_told_without_reading_it()
    {
        var backup = await _box.BackupAsync();
        var part = backup.Parts[0];
        await File.WriteAllTextAsync(part.Path, "", TestContext.Current.CancellationToken);
        var cut = await CheckAsync(TimeProvider.System);
        Assert.Equal(HealthStatus.Unhealthy, cut.Status);
        Assert.StartsWith($"{backup.Id} cannot be restored: its part {Path.GetFileName(part.Path)} is 0 bytes long and should be {part.Bytes}. 'mcpops backup verify ", cut.Message, StringComparison.Ordinal);

        File.Delete(part.Path);
        Assert.StartsWith($"{backup.Id} cannot be restored: its part {Path.GetFileName(part.Path)} is missing. ", (await CheckAsync(TimeProvider.System)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_partial_backup_lacks_is_said()
    {
        var gone = _box["gone"];
        _box.Write("a", "saved");
        await _box.BackupAsync(_box.Server(new McpBackupSet("files", [_box.Tree]), new McpBackupSet("more", [gone])));
        Assert.Contains($" is Partial (1 not saved, such as {gone} (Missing)), Valid as of ", (await CheckAsync(TimeProvider.System)).Message, StringComparison.Ordinal);
    }

    /// <summary>A watch reads its history now and then; what it was shown since then it knows without it.</summary>
    [Fact]
    public async Task That_the_newest_is_gone_is_known_though_it_was_made_since_the_history_was_read()
    {
        var server = _box.Server() with { Backup = new McpBackupPlan { Destination = _box.Store }, History = new McpHistoryPlan { Store = _box["history"] } };
        var seen = new McpOps.Monitoring.NewestBackups(TimeProvider.System);
        var made = TimeProvider.System.GetUtcNow();
        Assert.Equal(made.AddDays(-1), await seen.OfAsync(server, made.AddDays(-1), TestContext.Current.CancellationToken));
        Assert.Equal(made, await seen.OfAsync(server, made, TestContext.Current.CancellationToken));
        Assert.Equal(made, await seen.OfAsync(server, made.AddDays(-1), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(-1440, HealthStatus.Healthy)]
    [InlineData(10, HealthStatus.Healthy)]
    [InlineData(90, HealthStatus.Degraded)]
    public async Task That_the_newest_is_gone_is_told_while_older_ones_are_left(int minutes, string status)
    {
        var backup = await _box.BackupAsync();
        var seen = new DateTimeOffset(backup.CreatedAt).AddMinutes(minutes);
        var check = new BackupCheck(new EngineContext(), newestSeen: (_, _, _) => Task.FromResult<DateTimeOffset?>(seen));
        var result = Assert.Single(await check.CheckAsync(_box.Server() with { Backup = new McpBackupPlan { Destination = _box.Store } }, TestContext.Current.CancellationToken));
        Assert.Equal((status, status is HealthStatus.Degraded), (result.Status, result.Message.StartsWith("Its newest backup is gone: ", StringComparison.Ordinal)));
        Assert.Contains(backup.Id, result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_vanishes_meanwhile_is_named_and_the_rest_is_saved()
    {
        var first = _box.Write("a", "");
        var last = _box.Write("z", "here for now");
        await using (var file = new FileStream(first, FileMode.Open))
        {
            file.Write(System.Security.Cryptography.RandomNumberGenerator.GetBytes(96 << 20));
        }

        // When the first block of the archive is there, the folder's names have been read, and the large file is being read.
        var part = Path.Combine(_box.Store, "docs");
        using var done = new CancellationTokenSource();
        var vanishing = Task.Run(() =>
        {
            while (!done.IsCancellationRequested && !(Directory.Exists(part) && Directory.GetFiles(part, "files.tar.gz", SearchOption.AllDirectories).Any(path => new FileInfo(path).Length > 0)))
            {
                Thread.Yield();
            }

            File.Delete(last);
        }, TestContext.Current.CancellationToken);
        var backup = await _box.BackupAsync();
        await done.CancelAsync();
        await vanishing;
        Assert.Equal((BackupStatus.Partial, 1), (backup.Status, backup.Files));
        Assert.Equal([(last, "Vanished")], backup.Skipped.Select(skip => (skip.Path, skip.Reason)));
        Assert.Equal(VerificationStatus.Valid, (await _box.VerifyAsync(backup.Id, new VerifyOptions { Deep = true })).Status);
    }

    [Fact]
    public async Task Every_client_file_is_saved_and_one_alone_comes_back()
    {
        var cursor = _box.Write(".cursor/mcp.json", """{"mcpServers":{"docs":{"command":"docs"}}}""");
        var desktop = _box.Write(".config/Claude/claude_desktop_config.json", """{"mcpServers":{}}""");
        var paths = new ServerPaths { Platform = "linux", Home = _box.Tree, WorkingDirectory = _box.Tree, MachineRoot = _box["machine"] };
        var backup = await _box.BackupAsync(ClientConfiguration.AsServer(paths));
        Assert.Equal((ClientConfiguration.Name, 2L), (backup.Server, backup.Files));
        File.WriteAllText(cursor, "{}");
        File.WriteAllText(desktop, "wiped");
        await _box.RestoreAsync(_box.Restore(backup.Id) with { Include = ["mcp.json"] });
        Assert.Contains("docs", File.ReadAllText(cursor), StringComparison.Ordinal);
        Assert.Equal("wiped", File.ReadAllText(desktop));
    }

    public void Dispose() => _box.Dispose();

    private async Task<McpCheckResult> CheckAsync(TimeProvider time)
    {
        var context = _box.Context with { Time = time };
        var server = new McpServer { Name = "docs", Backup = new McpBackupPlan { Destination = _box.Store } };
        var probe = new HealthProbe(context, HealthChecks.OfOtherRooms(context));
        return Assert.Single((await probe.ProbeAsync([server], new HealthOptions { Checks = ["backup"] }, TestContext.Current.CancellationToken).SingleAsync(TestContext.Current.CancellationToken)).Checks);
    }

    private sealed class Later(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
