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
    public async Task On_a_host_that_is_set_up_anew_the_database_is_made()
    {
        Assert.SkipWhen(cluster.Missing is not null, cluster.Missing ?? "");
        await RunAsync("create database \"lost one\"");
        var server = _box.Server() with { Databases = [new McpDatabase("postgres", "lost") { ConnectionString = cluster.Url("lost%20one") }] };
        await RunAsync("create table kept as select 7 as n", "lost one");
        var backup = await _box.BackupAsync(server);
        var options = _box.Restore(backup.Id) with { Server = server, Sets = ["lost"] };
        Assert.Equal("Changed postgres:lost", Assert.Single((await PlanAsync(options)).Changes).ToString());

        await RunAsync("drop database \"lost one\" with (force)");
        var plan = await PlanAsync(options);
        Assert.Equal((1L, "Added postgres:lost"), (plan.Added, Assert.Single(plan.Changes).ToString()));

        // What was made cannot be put back to what was not there, and that is said.
        var failing = await _box.RestoreAsync(options with { Server = server with { Backup = new McpBackupPlan { AfterRestore = [["false"]] } } });
        Assert.Equal(RestoreStatus.RolledBack, failing.Status);
        Assert.EndsWith("the databases stay as the restore left them: lost. What the steps of afterRestore did elsewhere was not taken back.", failing.Message, StringComparison.Ordinal);

        await RunAsync("drop database \"lost one\" with (force)");
        var restore = await _box.RestoreAsync(options);
        Assert.Equal((RestoreStatus.Restored, "lost"), (restore.Status, Assert.Single(restore.Databases)));
        Assert.Equal(7, await RunAsync("select n from kept", "lost one"));
    }

    [Fact]
    public async Task Roles_that_a_new_cluster_does_not_have_keep_no_rows_from_coming_back()
    {
        Assert.SkipWhen(cluster.Missing is not null, cluster.Missing ?? "");
        await RunAsync("create database roled");
        await RunAsync("create role \"its owner\"; create role reader; create table kept as select 7 as n; alter table kept owner to \"its owner\"; grant select on kept to reader; grant insert on kept to public", "roled");
        var server = _box.Server() with { Databases = [new McpDatabase("postgres", "roled") { ConnectionString = cluster.Url("roled") }] };
        var backup = await _box.BackupAsync(server);
        var options = _box.Restore(backup.Id) with { Server = server, Sets = ["roled"] };

        // Where they are, all is as it was.
        await RunAsync("drop database roled with (force)");
        Assert.Equal(RestoreStatus.Restored, (await _box.RestoreAsync(options)).Status);
        Assert.Equal("its owner", await RunAsync("select tableowner::text from pg_tables where tablename = 'kept'", "roled"));
        Assert.Equal(true, await RunAsync("select has_table_privilege('reader', 'kept', 'select')", "roled"));
        Assert.DoesNotContain(_box.Notices, notice => notice.Id is "RolesMissing");

        await RunAsync("drop database roled with (force)");
        await RunAsync("drop role \"its owner\"; drop role reader");
        Assert.Equal(RestoreStatus.Restored, (await _box.RestoreAsync(options)).Status);
        Assert.Equal(7, await RunAsync("select n from kept", "roled"));
        Assert.Contains("does not have: its owner, reader. All that it holds belongs to 'mcp' now. What roles were granted was left out.", Assert.Single(_box.Notices, notice => notice.Id is "RolesMissing").Message, StringComparison.Ordinal);
    }

    // What a script dumped has no less to come back; what reads like such a line within rows, texts and functions stays.
    [Fact]
    public async Task A_dump_in_SQL_comes_back_without_the_roles_that_are_not_there()
    {
        Assert.SkipWhen(cluster.Missing is not null, cluster.Missing ?? "");
        await RunAsync("create database worded");
        await RunAsync("""
            create role "its owner"; create role reader; create role stays;
            create table kept(text text); insert into kept values (E'ALTER TABLE public.kept OWNER TO "its owner";'), (E'it''s\n GRANT ALL ON x TO reader;');
            create function f() returns text language sql as $_$ select '
            GRANT SELECT ON TABLE public.kept TO reader;
            '::text $_$;
            comment on table kept is 'one
            GRANT SELECT ON TABLE public.kept TO reader;
            two';
            alter table kept owner to "its owner"; grant select on kept to reader; grant insert on kept to stays;
            alter default privileges for role "its owner" grant select on tables to stays;
            """, "worded");
        Directory.CreateDirectory(_box.Store);
        foreach (var (name, more) in new[] { ("20261120_010000", ""), ("20261121_010000", "--inserts"), ("20261122_010000", "--clean") })
        {
            Sandbox.Run("pg_dump", [$"--dbname={cluster.Url("worded")}", $"--file={_box.Store}/database-{name}.sql", .. more.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        }

        var server = _box.Server() with { Databases = [new McpDatabase("postgres", "worded") { ConnectionString = cluster.Url("worded") }] };
        await RunAsync("drop database worded with (force)");
        await RunAsync("drop role \"its owner\"; drop role reader");
        foreach (var name in new[] { "20261120_010000", "20261121_010000", "20261122_010000" })
        {
            _box.Notices.Clear();
            Assert.Equal(RestoreStatus.Restored, (await _box.RestoreAsync(_box.Restore($"legacy/{name}") with { Server = server, Snapshot = false })).Status);
            Assert.Equal(2L, await RunAsync("select count(*) from kept where text in ('ALTER TABLE public.kept OWNER TO \"its owner\";', E'it''s\\n GRANT ALL ON x TO reader;')", "worded"));
            Assert.Equal("\nGRANT SELECT ON TABLE public.kept TO reader;\n", await RunAsync("select f()", "worded"));
            Assert.Equal("one\nGRANT SELECT ON TABLE public.kept TO reader;\ntwo", await RunAsync("select obj_description('kept'::regclass)", "worded"));
            Assert.Equal(true, await RunAsync("select has_table_privilege('stays', 'kept', 'insert')", "worded"));
            Assert.Contains("does not have: its owner, reader. What was theirs belongs to 'mcp' now. What they were granted was left out.", Assert.Single(_box.Notices, notice => notice.Id is "RolesMissing").Message, StringComparison.Ordinal);
        }
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

    private Task<McpRestore> PlanAsync(RestoreOptions options) => new McpOps.Backups.Restores.RestoreEngine(_box.Context).PlanAsync(options, Stop);

    private async Task<object?> RunAsync(string sql, string database = "postgres")
    {
        await using var source = NpgsqlDataSource.Create($"Host=127.0.0.1;Port={cluster.Port};Username=mcp;Database={database};Pooling=false");
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Stop);
    }
}
