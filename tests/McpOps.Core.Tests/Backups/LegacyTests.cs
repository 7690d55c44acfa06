using McpOps.Backups;
using McpOps.Backups.Retention;
using McpOps.Backups.Stores;
using McpOps.Probing;
using McpOps.Servers;

namespace McpOps.Core.Tests.Backups;

/// <summary>Tarballs, dumps and folders that scripts left are backups too.</summary>
public sealed class LegacyTests : IDisposable
{
    private readonly Sandbox _box = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("config_20261120_010000", "config", "20261120_010000")]
    [InlineData("mcp-orch-backup-20261120_010000", "mcp-orch-backup", "20261120_010000")]
    [InlineData("mcp-context-forge-20261120-010000", "mcp-context-forge", "20261120-010000")]
    [InlineData("20261120", "", "20261120")]
    [InlineData("nightly-2026-11-20", "nightly", "2026-11-20")]
    [InlineData("db_2026-11-20T01:00:00", "db", "2026-11-20T01:00:00")]
    public void Names_with_a_moment_are_recognised(string name, string set, string stamp)
    {
        var found = LegacyTarballs.Recognise(name);
        Assert.Equal((set, stamp), (found!.Set, found.Stamp));
        Assert.Equal(new DateTime(2026, 11, 20), found.Time.LocalDateTime.Date);
    }

    [Theory]
    [InlineData("readme")]
    [InlineData("v20261399")]
    [InlineData("12345678")]
    [InlineData("1234567890123")]
    public void Others_are_not(string name) => Assert.Null(LegacyTarballs.Recognise(name));

    [Fact]
    public async Task A_tarball_with_relative_paths_is_restored_where_the_sets_of_the_server_say()
    {
        var server = Server("etc/kilo/mcp", "opt/servers/memory_db");
        _box.Write("etc/kilo/mcp/a.json", "one");
        _box.Write("opt/servers/memory_db/data/b", "one");
        Pack("mcp_backup_20261120_010000.tar.gz", $"-C {_box.Tree}/etc/kilo mcp -C {_box.Tree}/opt/servers memory_db");
        _box.Write("etc/kilo/mcp/a.json", "two");
        Sandbox.Run("rm", "-r", $"{_box.Tree}/opt/servers/memory_db");
        var error = await Assert.ThrowsAsync<McpOpsException>(() => _box.RestoreAsync(_box.Restore("legacy/20261120_010000")));
        Assert.Equal("PlaceUnknown", error.ErrorId);
        var restore = await _box.RestoreAsync(_box.Restore("legacy/20261120_010000") with { ServerName = "docs", Server = server });
        Assert.Equal((RestoreStatus.Restored, "docs"), (restore.Status, restore.Server));
        Assert.Equal("one", File.ReadAllText(Path.Combine(_box.Tree, "etc/kilo/mcp/a.json")));
        Assert.Equal("one", File.ReadAllText(Path.Combine(_box.Tree, "opt/servers/memory_db/data/b")));
    }

    [Fact]
    public async Task Where_two_sets_end_alike_nothing_is_guessed_unless_files_name_one_of_them_whole()
    {
        var server = Server("etc/forge", "log/forge");
        _box.Write("etc/forge/a", "one");
        _box.Write("log/forge/b", "one");
        Directory.CreateDirectory($"{_box.Store}/20261120");
        Sandbox.Run("cp", "-r", $"{_box.Tree}/etc/forge", $"{_box.Store}/20261120/");
        _box.Write("etc/forge/a", "two");
        var options = _box.Restore("legacy/20261120") with { Server = server };
        Assert.Equal("PlaceUnknown", (await Assert.ThrowsAsync<McpOpsException>(() => _box.RestoreAsync(options))).ErrorId);
        Sandbox.Run("tar", "-czf", $"{_box.Store}/20261120/logs.tar.gz", $"{_box.Tree}/log/forge");
        Assert.Equal(RestoreStatus.Restored, (await _box.RestoreAsync(options)).Status);
        Assert.Equal("one", File.ReadAllText(Path.Combine(_box.Tree, "etc/forge/a")));
    }

    [Fact]
    public async Task A_folder_of_a_day_goes_to_the_set_that_is_called_as_what_is_in_it()
    {
        var server = _box.Server(new McpBackupSet("claude_config", [$"{_box.Tree}/.config/claude"])) is var found ? found with { Backup = found.Backup! with { Destination = _box.Store } } : found;
        _box.Write(".config/claude/x.json", "one");
        Directory.CreateDirectory($"{_box.Store}-20261120-010000");
        Sandbox.Run("cp", "-r", $"{_box.Tree}/.config/claude", $"{_box.Store}-20261120-010000/claude_config");
        Directory.CreateDirectory(_box.Store);
        _box.Write(".config/claude/x.json", "two");
        Assert.Equal(RestoreStatus.Restored, (await _box.RestoreAsync(_box.Restore("latest") with { ServerName = "docs", Server = server })).Status);
        Assert.Equal("one", File.ReadAllText($"{_box.Tree}/.config/claude/x.json"));
    }

    [Fact]
    public async Task A_restore_of_a_tarball_is_taken_back_when_the_server_is_not_healthy()
    {
        var server = Server("app") with { Endpoints = [new McpEndpoint("health", "http://127.0.0.1:1/health")] };
        _box.Write("app/a", "one");
        Pack("app_20261120_010000.tar.gz", $"{_box.Tree}/app");
        _box.Write("app/a", "two");
        var restore = await _box.RestoreAsync(_box.Restore("legacy/20261120_010000") with { Server = server, HealthTimeout = TimeSpan.Zero });
        Assert.Equal(RestoreStatus.RolledBack, restore.Status);
        Assert.Equal("two", File.ReadAllText(Path.Combine(_box.Tree, "app/a")));
    }

    [Fact]
    public async Task Dumps_and_folders_are_listed_and_verified_and_a_cut_one_is_named()
    {
        Directory.CreateDirectory($"{_box.Store}/20261121");
        Write("database-20261120_010000.sql", "-- PostgreSQL database dump\nselect 1;\n-- PostgreSQL database dump complete\n");
        Write("database-20261119_010000.sql", "-- PostgreSQL database dump\nselect 1;\n");
        Write("20261121/notes.txt", "x");
        Sandbox.Run("gzip", $"{_box.Store}/database-20261120_010000.sql", $"{_box.Store}/database-20261119_010000.sql");
        var results = await new McpOps.Backups.Verification.BackupVerifier(_box.Context, BackupStores.Open(_box.Store)).VerifyAllAsync(new VerifyOptions(), Stop);
        Assert.Equal([("legacy/20261119_010000", "Damaged"), ("legacy/20261120_010000", "Valid"), ("legacy/20261121", "Valid")], results.Select(result => (result.Id, result.Status)));
        var list = await new BackupCatalog(_box.Context, BackupStores.Open(_box.Store)) { LegacyOwner = "docs" }.ListAsync("docs", Stop);
        Assert.Equal(["legacy/20261121", "legacy/20261120_010000", "legacy/20261119_010000"], list.Select(backup => backup.Id));
        await _box.RestoreAsync(_box.Restore("legacy/20261120_010000") with { Destination = _box["out"] });
        Assert.Contains("select 1", File.ReadAllText(Path.Combine(_box["out"], "database.sql")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task They_count_for_the_check_and_are_removed_by_rule_only_when_asked()
    {
        _box.Write("app/a", "one");
        foreach (var day in Enumerable.Range(1, 40))
        {
            Pack($"app_{TimeProvider.System.GetLocalNow().AddDays(-day):yyyyMMdd}_010000.tar.gz", $"{_box.Tree}/app");
            Write($"manifest_{TimeProvider.System.GetLocalNow().AddDays(-day):yyyyMMdd}_010000.txt", "what there was");
        }

        var server = Server("app");
        server = server with { Backup = server.Backup! with { Retention = new McpRetention { KeepWithin = TimeSpan.FromDays(30) } } };
        var check = Assert.Single(await new BackupCheck(_box.Context).CheckAsync(server, Stop));
        Assert.Equal(HealthStatus.Healthy, check.Status);
        var choice = new RetentionChoice(new McpRetention(), [server]);
        var kept = await new BackupPruner(_box.Context, BackupStores.Open(_box.Store)).PlanAsync(null, choice, Stop);
        Assert.All(kept, backup => Assert.NotEmpty(backup.Keep));
        var pruner = new BackupPruner(_box.Context, BackupStores.Open(_box.Store)) { LegacyOwner = "docs" };
        Assert.Equal(9, (await pruner.PruneAsync(null, choice, cancellationToken: Stop)).Count);
        Assert.Equal(62, Directory.GetFiles(_box.Store, "*_010000.*").Length);
    }

    public void Dispose()
    {
        Sandbox.Run("sh", "-c", $"rm -rf {_box.Store}-*");
        _box.Dispose();
    }

    private McpServer Server(params string[] roots)
    {
        var server = _box.Server([.. roots.Select((root, index) => new McpBackupSet($"set{index}", [Path.Combine(_box.Tree, root)]))]);
        return server with { Backup = server.Backup! with { Destination = _box.Store } };
    }

    private void Pack(string name, string what)
    {
        Directory.CreateDirectory(_box.Store);
        Sandbox.Run("sh", "-c", $"tar -P --transform 's,^/,,' -czf {_box.Store}/{name} {what}");
    }

    private void Write(string name, string content)
    {
        Directory.CreateDirectory(_box.Store);
        File.WriteAllText(Path.Combine(_box.Store, name), content);
    }
}
