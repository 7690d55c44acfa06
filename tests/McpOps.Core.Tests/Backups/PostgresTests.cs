using McpOps.Backups;
using McpOps.Servers;
using Npgsql;

namespace McpOps.Core.Tests.Backups;

/// <summary>A database of PostgreSQL is dumped as one moment's state, and comes back whole or stays as it is.</summary>
public sealed class PostgresTests(PostgresCluster cluster) : IClassFixture<PostgresCluster>, IDisposable
{
    private readonly Sandbox _box = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private McpServer Server => _box.Server() with { Databases = [new McpDatabase("postgres", "main") { ConnectionString = cluster.Url() }] };

    [Fact]
    public async Task What_was_dumped_comes_back()
    {
        Assert.SkipWhen(cluster.Missing is not null, cluster.Missing ?? "");
        await RunAsync("drop table if exists notes; create table notes(id int primary key, text text); insert into notes select n, 'note ' || n from generate_series(1, 1000) n");
        var backup = await _box.BackupAsync(Server);
        var part = Assert.Single(backup.Parts, part => part is { Name: "main", Kind: "postgres" });
        Assert.Contains("TABLE DATA public notes", Sandbox.Run("pg_restore", "--list", part.Path), StringComparison.Ordinal);
        await RunAsync("delete from notes where id > 10; update notes set text = 'spoiled'");
        var restore = await _box.RestoreAsync(_box.Restore(backup.Id) with { Server = Server });
        Assert.Equal(RestoreStatus.Restored, restore.Status);
        Assert.Equal(1000L, await RunAsync("select count(*) from notes where text = 'note ' || id"));
    }

    [Fact]
    public async Task A_restore_that_fails_later_puts_the_database_back_from_its_snapshot()
    {
        Assert.SkipWhen(cluster.Missing is not null, cluster.Missing ?? "");
        await RunAsync("drop table if exists kept; create table kept(text text); insert into kept values ('saved')");
        var backup = await _box.BackupAsync(Server);
        await RunAsync("update kept set text = 'present'");
        var failing = Server with { Backup = new McpBackupPlan { AfterRestore = [["false"]] } };
        Assert.Equal(RestoreStatus.RolledBack, (await _box.RestoreAsync(_box.Restore(backup.Id) with { Server = failing })).Status);
        Assert.Equal("present", await RunAsync("select text from kept"));
    }

    [Fact]
    public async Task One_that_does_not_answer_ends_the_backup_and_nothing_is_listed()
    {
        Assert.SkipWhen(cluster.Missing is not null, cluster.Missing ?? "");
        var away = _box.Server() with { Databases = [new McpDatabase("postgres", "main") { ConnectionString = "postgresql://mcp:s3cret-word@127.0.0.1:1/postgres" }] };
        var error = await Assert.ThrowsAsync<McpOpsException>(() => _box.BackupAsync(away));
        Assert.Equal("DatabaseUnreachable", error.ErrorId);
        Assert.DoesNotContain("s3cret-word", error.Message, StringComparison.Ordinal);
        Assert.Empty(await new BackupCatalog(_box.Context, McpOps.Backups.Stores.BackupStores.Open(_box.Store)).ListAsync(null, Stop));
    }

    public void Dispose() => _box.Dispose();

    private async Task<object?> RunAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create($"Host=127.0.0.1;Port={cluster.Port};Username=mcp;Database=postgres");
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Stop);
    }
}
