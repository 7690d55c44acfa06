using McpOps.Maintenance;
using McpOps.Maintenance.Databases;
using McpOps.Maintenance.Databases.Reports;
using McpOps.Servers;
using Npgsql;

namespace McpOps.Core.Tests.Maintenance;

/// <summary>Vacuum by need and rows by retention, on a real PostgreSQL; SQLite through the system's library.</summary>
public sealed class DatabaseTests(PostgresCluster cluster) : IClassFixture<PostgresCluster>, IAsyncLifetime
{
    private readonly string _database = $"m{Guid.NewGuid():N}";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        if (cluster.Missing is null)
        {
            await ExecuteAsync("postgres", $"create database {_database}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (cluster.Missing is null)
        {
            await ExecuteAsync("postgres", $"drop database if exists {_database} with (force)");
        }
    }

    [Theory]
    [InlineData(100_000, 10_000, 0, 1000, null)]
    [InlineData(10_000, 5_000, 0, 1000, "dead rows")]
    [InlineData(100, 900, 0, 1000, null)]
    [InlineData(10_000, 0, 2_000, 1000, "statistics")]
    [InlineData(10_000, 0, 0, 160_000_000, "freezes")]
    public void A_table_is_vacuumed_when_it_needs_it(long live, long dead, long changed, long age, string? why)
    {
        var said = VacuumNeed.Of(new TableFacts("public", "t", live, dead, changed, age, 200_000_000));
        Assert.Equal(why is null, said is null);
        Assert.Contains(why ?? "", said ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Old_rows_go_in_batches_and_a_second_run_finds_nothing()
    {
        Need();
        await ExecuteAsync(_database, """
            create table logs (id bigint generated always as identity, created_at timestamptz not null, text text);
            create index on logs (created_at);
            insert into logs (created_at, text) select now() - make_interval(days => n % 60), 'x' from generate_series(0, 11999) n;
            """);
        var would = Assert.Single(await RunAsync(Retain("logs", "created_at"), dryRun: true));
        Assert.Equal((StepOutcome.WouldChange, 5800L), (would.Outcome, would.Rows));
        Assert.Equal(12_000L, await CountAsync("logs"));
        var done = Assert.Single(await RunAsync(Retain("logs", "created_at")));
        Assert.True(done.Outcome == StepOutcome.Changed, done.Message);
        Assert.Equal((5800L, 6200L), (done.Rows, await CountAsync("logs")));
        Assert.Equal((StepOutcome.Ok, 0L), Assert.Single(await RunAsync(Retain("logs", "created_at"))) is var again ? (again.Outcome, again.Rows) : default);
    }

    [Fact]
    public async Task What_was_removed_is_told_though_somebody_vacuums_the_table_at_its_end()
    {
        Need();
        await ExecuteAsync(_database, """
            create table busy (at timestamptz not null);
            create index on busy (at);
            insert into busy select now() - interval '90 days' from generate_series(1, 100);
            """);
        await using var source = NpgsqlDataSource.Create(Keywords(_database));
        await using var other = await source.OpenConnectionAsync(Stop);
        await using var transaction = await other.BeginTransactionAsync(Stop);

        // The lock that a vacuum holds: rows may be changed beside it, but nobody else analyzes.
        await using (var command = new NpgsqlCommand("lock table busy in share update exclusive mode", other, transaction))
        {
            await command.ExecuteNonQueryAsync(Stop);
        }

        var done = Assert.Single(await RunAsync(Retain("busy", "at")));
        Assert.True((done.Outcome, done.Rows) == (StepOutcome.Changed, 100), done.Message);
    }

    [Fact]
    public async Task A_row_that_somebody_holds_is_left_and_nobody_is_waited_for()
    {
        Need();
        await ExecuteAsync(_database, """
            create table held (id int primary key, at timestamp not null);
            create index on held (at);
            insert into held select n, localtimestamp - interval '90 days' from generate_series(1, 100) n;
            """);
        await using var source = NpgsqlDataSource.Create(Keywords(_database));
        await using var other = await source.OpenConnectionAsync(Stop);
        await using var transaction = await other.BeginTransactionAsync(Stop);
        await using (var command = new NpgsqlCommand("select id from held where id = 7 for update", other, transaction))
        {
            await command.ExecuteNonQueryAsync(Stop);
        }

        var done = Assert.Single(await RunAsync(Retain("held", "at")));
        Assert.Equal((StepOutcome.Changed, 99L), (done.Outcome, done.Rows));
        Assert.Contains("read in the time zone", done.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_would_read_the_whole_table_or_take_other_rows_along_is_refused()
    {
        Need();
        await ExecuteAsync(_database, """
            create table plain (at timestamptz); insert into plain values (now() - interval '1 year');
            create table parent (id int primary key, at timestamptz); create index on parent (at);
            create table child (parent int references parent on delete cascade);
            create table words (at text); create index on words (at);
            create table parts (at timestamptz) partition by range (at);
            create view look as select * from plain;
            """);
        foreach (var (table, why) in new[] { ("plain", "No index begins"), ("parent", "child"), ("words", "says no time"), ("parts", "partitioned"), ("look", "no table"), ("gone", "There is no table") })
        {
            var refused = Assert.Single(await RunAsync(Retain(table, "at")));
            Assert.Equal(StepOutcome.Failed, refused.Outcome);
            Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal(1L, await CountAsync("plain"));
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_a_record_without_its_password()
    {
        var server = Server(new McpMaintainRule("main"), "postgresql://me:hunter2@127.0.0.1:1/x");
        var work = Assert.Single(await RunAsync(server, dryRun: false));
        Assert.Equal(StepOutcome.Failed, work.Outcome);
        Assert.DoesNotContain("hunter2", work.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tables_that_need_nothing_are_left_alone()
    {
        Need();
        await ExecuteAsync(_database, "create table calm (id int)");
        Assert.Equal(StepOutcome.Ok, Assert.Single(await RunAsync(new McpMaintainRule("main"))).Outcome);
    }

    [Fact]
    public async Task An_sqlite_file_is_optimized_beside_whoever_uses_it_and_one_that_is_missing_is_said()
    {
        using var folder = new TemporaryFolder();
        var server = new McpServer { Name = "a", Databases = [new McpDatabase("sqlite", "main") { Path = folder["gone.db"] }], Maintain = [new McpMaintainRule("main")] };
        Assert.All(await RunAsync(server, dryRun: true), work => Assert.Equal(StepOutcome.WouldChange, work.Outcome));
        Assert.All(await RunAsync(server, dryRun: false), work => Assert.Equal(StepOutcome.Failed, work.Outcome));
        Assert.False(File.Exists(folder["gone.db"]));
        await File.WriteAllBytesAsync(folder["gone.db"], [], Stop);
        Assert.Equal(["optimize Changed", "checkpoint Changed"], (await RunAsync(server, dryRun: false)).Select(work => $"{work.Action} {work.Outcome}"));
    }

    [Fact]
    public async Task Rows_are_kept_in_an_archive_before_they_go_and_what_a_killed_run_cut_is_mended()
    {
        Need();
        using var folder = new TemporaryFolder();
        await ExecuteAsync(_database, """
            create table calls (id int primary key, at timestamptz not null, text text);
            create index on calls (at);
            insert into calls select n, now() - interval '90 days', 'ü\n"' || n from generate_series(1, 1300) n;
            """);
        var rule = Retain("calls", "at");
        rule = rule with { Retain = [rule.Retain[0] with { Archive = folder["kept"] }] };
        var done = Assert.Single(await RunAsync(rule));
        Assert.True(done.Outcome == StepOutcome.Changed, done.Message);
        var archive = Assert.Single(Directory.GetFiles(folder["kept"]));
        Assert.Contains(archive, done.Message, StringComparison.Ordinal);
        Assert.Equal(1300, Rows(archive).Select(row => row.GetProperty("id").GetInt32()).Distinct().Count());

        // As a run leaves it that was killed while it wrote: rows of the cut member were not committed, so they are in the table still.
        var bytes = await File.ReadAllBytesAsync(archive, Stop);
        Assert.Null(new RowArchive(folder["kept"], "calls", default).Mend());
        foreach (var cut in new[] { 1, 19, 20, 21, bytes.Length / 10, bytes.Length / 5, bytes.Length / 3, bytes.Length - 1 })
        {
            // What is a whole member of it stays, and what is cut goes.
            await File.WriteAllBytesAsync(archive, bytes[..cut], Stop);
            new RowArchive(folder["kept"], "calls", default).Mend();
            Assert.Null(new RowArchive(folder["kept"], "calls", default).Mend());
            Assert.InRange(new FileInfo(archive).Length, 0, cut);
        }

        // What somebody packed anew, or wrote himself, is no member of ours, and no part of one.
        using var packed = new MemoryStream();
        await using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync("{}\n"u8.ToArray(), Stop);
        }

        foreach (var foreign in new[] { packed.ToArray(), [.. bytes, .. packed.ToArray()], "text"u8.ToArray() })
        {
            await File.WriteAllBytesAsync(archive, foreign, Stop);
            Assert.Null(new RowArchive(folder["kept"], "calls", default).Mend());
            Assert.Equal(foreign, await File.ReadAllBytesAsync(archive, Stop));
        }

        await File.WriteAllBytesAsync(archive, [.. bytes, .. bytes.Take(100)], Stop);
        await ExecuteAsync(_database, "insert into calls select n, now() - interval '90 days', '' from generate_series(1, 10) n");
        Assert.Contains("was cut by a run that was killed", Assert.Single(await RunAsync(rule)).Message, StringComparison.Ordinal);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(archive, Stop));
        Assert.Equal(10, Rows(Directory.GetFiles(folder["kept"]).Max(StringComparer.Ordinal)!).Count);
        Assert.Equal(0L, await CountAsync("calls"));
    }

    [Fact]
    public async Task A_database_that_goes_away_in_the_middle_loses_nothing_and_the_next_run_goes_on()
    {
        Need();
        await ExecuteAsync(_database, """
            create table away (id int primary key, at timestamptz not null); create index on away (at);
            insert into away select n, now() - interval '90 days' from generate_series(1, 2000) n;
            create function slowly() returns trigger language plpgsql as $$ begin perform pg_sleep(0.0005); return old; end $$;
            create trigger slow before delete on away for each row execute function slowly();
            """);
        var running = RunAsync(Retain("away", "at"));
        while (await CountAsync("away") == 2000)
        {
            Assert.False(running.IsCompleted, "It ended before it could be cut.");
        }

        await ExecuteAsync(_database, "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'mcpops maintain' and datname = current_database()");
        var cut = Assert.Single(await running);
        Assert.Equal(StepOutcome.Failed, cut.Outcome);
        Assert.Contains("the next run goes on", cut.Message, StringComparison.Ordinal);
        Assert.Equal(2000, cut.Rows + await CountAsync("away"));
        await ExecuteAsync(_database, "drop trigger slow on away");
        Assert.Equal(StepOutcome.Changed, Assert.Single(await RunAsync(Retain("away", "at"))).Outcome);
        Assert.Equal(0L, await CountAsync("away"));
    }

    [Fact]
    public async Task A_disk_that_takes_no_archive_keeps_the_rows()
    {
        Need();
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["file"], "", Stop);
        await ExecuteAsync(_database, "create table kept (at timestamptz); create index on kept (at); insert into kept values (now() - interval '90 days')");
        var rule = Retain("kept", "at");
        var failed = Assert.Single(await RunAsync(rule with { Retain = [rule.Retain[0] with { Archive = folder["file"] }] }));
        Assert.Equal((StepOutcome.Failed, 0L), (failed.Outcome, failed.Rows));
        Assert.Equal(1L, await CountAsync("kept"));
    }

    [Fact]
    public async Task An_index_that_is_not_valid_is_made_anew_and_what_a_cut_run_left_is_dropped()
    {
        Need();
        await ExecuteAsync(_database, """
            create table words (id int primary key, word text);
            insert into words select n, 'w' || n from generate_series(1, 1000) n;
            create index good on words (word); create index broken on words (word); create index broken_ccnew on words (word);
            update pg_index set indisvalid = false where indexrelid in ('broken'::regclass, 'broken_ccnew'::regclass);
            """);
        var rule = new McpMaintainRule("main") { Vacuum = false, Reindex = true };
        var report = (await ReportAsync()).Where(line => line.Area == "indexes" && line.Status == "Unhealthy").ToList();
        Assert.Equal(["public.broken", "public.broken_ccnew"], report.Select(line => line.Subject).Order(StringComparer.Ordinal));
        Assert.Equal(["public.broken WouldChange", "public.broken_ccnew WouldChange"], (await RunAsync(rule, dryRun: true)).Select(work => $"{work.Target} {work.Outcome}"));
        Assert.Equal(["public.broken Changed", "public.broken_ccnew Changed"], (await RunAsync(rule)).Select(work => $"{work.Target} {work.Outcome}"));
        Assert.Equal(StepOutcome.Ok, Assert.Single(await RunAsync(rule)).Outcome);
        Assert.Equal(3L, await CountAsync("pg_index where indrelid = 'words'::regclass"));
    }

    [Fact]
    public async Task A_large_index_that_is_half_empty_is_made_anew()
    {
        Need();

        // Five long keys a page, of which all but one go: more than 64 MB with a few rows.
        Assert.SkipWhen(await CountAsync("pg_available_extensions where name = 'pgstattuple'") == 0, "pgstattuple is not installed");
        await ExecuteAsync(_database, """
            create extension pgstattuple; create table wide (n int, key text collate "C") with (autovacuum_enabled = false); alter table wide alter key set storage plain;
            insert into wide select n, left(lpad(n::text, 8, '0') || repeat(md5(n::text), 41), 1300) from generate_series(1, 60000) n;
            create index wide_key on wide (key); delete from wide where n % 6 <> 0;
            """);
        await ExecuteAsync(_database, "vacuum wide");
        var rule = new McpMaintainRule("main") { Vacuum = false, Reindex = true };
        var would = Assert.Single(await RunAsync(rule, dryRun: true));
        Assert.Equal(("public.wide_key", StepOutcome.WouldChange), (would.Target, would.Outcome));
        Assert.Contains("% full", would.Message, StringComparison.Ordinal);
        Assert.Contains(await ReportAsync(), line => line is { Area: "indexes", Subject: "public.wide_key" });
        Assert.Equal(StepOutcome.Changed, Assert.Single(await RunAsync(rule)).Outcome);
        Assert.Equal(StepOutcome.Ok, Assert.Single(await RunAsync(rule)).Outcome);
        Assert.Equal(1L, await CountAsync("pg_class where relname = 'wide_key' and pg_relation_size(oid) < 40000000"));
    }

    [Fact]
    public async Task A_report_tells_sizes_slow_statements_and_who_holds_vacuum_back()
    {
        Need();
        await ExecuteAsync(_database, """
            create extension pg_stat_statements; create extension pgstattuple;
            create table big (id int, text text) with (autovacuum_enabled = off);
            insert into big select n, md5(n::text) || repeat('x', 100) from generate_series(1, 20000) n;
            create index never on big (text);
            delete from big where id % 2 = 0;
            """);
        await ExecuteAsync(_database, "analyze big");
        using var folder = new TemporaryFolder();
        await ExecuteAsync(_database, "select pg_sleep(0.05)");
        var lines = await ReportAsync(new DatabaseReportOptions { Servers = [], SlowMs = 20, History = folder["history"], RemembersStatements = false });
        Assert.True(Assert.Single(lines, line => line.Area == "size").Value > 1_000_000);
        Assert.Contains(lines, line => line is { Area: "tables", Subject: "public.big", Status: "Degraded" });
        Assert.Contains(lines, line => line is { Area: "vacuum", Subject: "public.big", Status: "Unhealthy" });
        Assert.Contains(lines, line => line is { Area: "indexes", Subject: "public.never" } && line.Fact.StartsWith("Nothing has read it", StringComparison.Ordinal));
        Assert.Contains(lines, line => line is { Area: "statements", Status: "Degraded", Unit: "ms" } && line.Subject.Contains("pg_sleep", StringComparison.Ordinal) && !line.Subject.Contains("0.05", StringComparison.Ordinal));
        Assert.Contains(lines, line => line is { Area: "connections", Subject: "" });

        // What was run since the step ran last, and not since ever.
        var step = new DatabaseReportOptions { Servers = [], History = folder["history"], RemembersStatements = true };
        await ReportAsync(step);
        Assert.DoesNotContain(await ReportAsync(step), line => line.Subject.Contains("pg_sleep", StringComparison.Ordinal));
        await ExecuteAsync(_database, "select pg_sleep(0.03)");
        Assert.StartsWith("1 calls", Assert.Single(await ReportAsync(step), line => line.Subject.Contains("pg_sleep", StringComparison.Ordinal)).Fact, StringComparison.Ordinal);
    }

    [Fact]
    public void That_it_refuses_is_another_thing_than_that_it_does_not_answer()
    {
        Assert.Equal("PostgreSQL refuses: permission denied for table t (42501)", PostgresProblem.Of(new PostgresException("permission denied for table t", "ERROR", "ERROR", "42501")));
        Assert.StartsWith("It does not answer", PostgresProblem.Of(new NpgsqlException("reset")), StringComparison.Ordinal);
        Assert.Null(PostgresProblem.Of(new UnauthorizedAccessException()));
    }

    [Fact]
    public async Task A_missing_right_is_told_as_one_and_keeps_no_other_database_from_being_looked_at()
    {
        Need();
        await ExecuteAsync(_database, $"create schema hidden; create extension pg_stat_statements schema hidden; create role r{_database} login");
        var (may, mayNot) = (new McpDatabase("postgres", "may") { ConnectionString = cluster.Url(_database) }, new McpDatabase("postgres", "not") { ConnectionString = cluster.Url(_database).Replace("mcp@", $"r{_database}@", StringComparison.Ordinal) });
        var lines = await ReportAsync(server: new McpServer { Name = "a", Databases = [mayNot, may] });
        var refused = Assert.Single(lines, line => line.Database == "not");
        Assert.Equal(("connect", "Unhealthy"), (refused.Area, refused.Status));
        Assert.StartsWith("PostgreSQL refuses: permission denied for schema hidden", refused.Fact, StringComparison.Ordinal);
        Assert.Contains(lines, line => line is { Database: "may", Area: "statements" });
    }

    [Fact]
    public async Task A_folder_that_takes_no_memory_of_statements_is_a_warning_and_the_database_is_reported_all_the_same()
    {
        Need();
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["history"]);
        await File.WriteAllTextAsync(Path.Combine(folder["history"], "statements"), "in its place", Stop);
        await ExecuteAsync(_database, "create extension pg_stat_statements");
        using var machine = new Servers.FakeMachine();
        var lines = await ReportAsync(new DatabaseReportOptions { Servers = [], History = folder["history"], RemembersStatements = true }, context: machine.Context);
        Assert.All(lines, line => Assert.Equal("statements", line.Area));
        Assert.NotEmpty(lines);
        Assert.Equal("StatementsNotKept", Assert.Single(machine.Notices).Id);
    }

    [Fact]
    public void Names_of_any_length_are_remembered()
    {
        using var folder = new TemporaryFolder();
        var counts = new StatementCounts(default, [new("a", "", 1, 2)]);
        new StatementMemory(folder["statements"], new string('ü', 200), "main").Write(counts);
        Assert.Equal(counts.Counts, new StatementMemory(folder["statements"], new string('ü', 200), "main").Read()!.Counts);
        Assert.Null(new StatementMemory(folder["statements"], new string('ü', 201), "main").Read());
    }

    [Fact]
    public void All_connections_are_counted_and_few_that_are_left_are_said()
    {
        var groups = Enumerable.Range(0, 30).Select(index => new ConnectionGroup("idle", $"program {index}", 2, 0)).ToList();
        Assert.Equal((61, false), (new PostgresConnections(groups, 77).Used, new PostgresConnections(groups, 77).IsNearFull));
        Assert.True(new PostgresConnections(groups, 76).IsNearFull);
        Assert.False(new PostgresConnections([], null).IsNearFull);
        Assert.True(new ConnectionGroup("idle in transaction (aborted)", "a", 1, 61).Hangs);
        Assert.False(new ConnectionGroup("active", "a", 1, 61).Hangs);
    }

    [Fact]
    public async Task Without_the_extension_it_is_said_what_to_do()
    {
        Need();
        var line = Assert.Single(await ReportAsync(), one => one.Area == "statements");
        Assert.Equal("Unknown", line.Status);
        Assert.Contains("create extension", line.AndSo, StringComparison.Ordinal);
    }

    [Fact]
    public void A_count_that_was_reset_is_what_was_run_since()
    {
        var (t, reset) = (new DateTimeOffset(2026, 11, 28, 2, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var before = new StatementCounts(t, [new("a", "", 10, 100), new("b", "", 50, 500), new("c", "", 5, 5)], reset);
        var now = new StatementCounts(t.AddDays(1), [new("a", "A", 13, 160), new("b", "B", 2, 40), new("c", "C", 5, 5), new("d", "D", 1, 9)], reset);
        Assert.Equal(["A 3 60", "B 2 40", "D 1 9"], StatementCounts.Between(before, now).Select(one => FormattableString.Invariant($"{one.Query} {one.Calls} {one.TotalMs}")));
        Assert.Equal(4, StatementCounts.Between(before, now with { ResetAt = t }).Count);
    }

    [Fact]
    public async Task A_report_of_sqlite_tells_its_size_and_one_that_is_missing_is_said()
    {
        using var folder = new TemporaryFolder();
        var server = new McpServer { Name = "a", Databases = [new McpDatabase("sqlite", "main") { Path = folder["a.db"] }] };
        Assert.Equal("connect Unhealthy", Assert.Single(await ReportAsync(server: server)) is var line ? $"{line.Area} {line.Status}" : "");
        await File.WriteAllBytesAsync(folder["a.db"], [], Stop);
        Assert.Equal(["size", "tables", "vacuum"], (await ReportAsync(server: server)).Select(one => one.Area));
        var unknown = await Assert.ThrowsAsync<McpOpsException>(() => ReportAsync(new DatabaseReportOptions { Servers = [], Databases = ["mian"] }, server));
        Assert.Equal("DatabaseNotInInventory", unknown.ErrorId);
    }

    private async Task<IReadOnlyList<McpDatabaseReport>> ReportAsync(DatabaseReportOptions? options = null, McpServer? server = null, EngineContext? context = null)
    {
        var lines = new List<McpDatabaseReport>();
        options = (options ?? new DatabaseReportOptions { Servers = [] }) with { Servers = [server ?? Server(new McpMaintainRule("main"), cluster.Url(_database))] };
        await foreach (var line in new DatabaseReport(context ?? new EngineContext()).RunAsync(options, Stop))
        {
            lines.Add(line);
        }

        return lines;
    }

    private static IReadOnlyList<System.Text.Json.JsonElement> Rows(string archive)
    {
        using var gzip = new System.IO.Compression.GZipStream(File.OpenRead(archive), System.IO.Compression.CompressionMode.Decompress);
        using var reader = new StreamReader(gzip);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement.Clone())];
    }

    private static McpMaintainRule Retain(string table, string column) => new("main") { Vacuum = false, Retain = [new McpRetainRule(table, column, TimeSpan.FromDays(30.5)) { Batch = 500 }] };

    private void Need() => Assert.SkipWhen(cluster.Missing is not null, cluster.Missing ?? "");

    private static McpServer Server(McpMaintainRule rule, string url) => new() { Name = "a", Databases = [new McpDatabase("postgres", "main") { ConnectionString = url }], Maintain = [rule] };

    private Task<IReadOnlyList<McpDatabaseWork>> RunAsync(McpMaintainRule rule, bool dryRun = false) => RunAsync(Server(rule, cluster.Url(_database)), dryRun);

    private static async Task<IReadOnlyList<McpDatabaseWork>> RunAsync(McpServer server, bool dryRun)
    {
        var works = new List<McpDatabaseWork>();
        await foreach (var work in new DatabaseMaintenance(new EngineContext()).RunAsync(new DatabaseOptions { Servers = [server], DryRun = dryRun }, Stop))
        {
            works.Add(work);
        }

        return works;
    }

    private async Task<long> CountAsync(string table)
    {
        await using var source = NpgsqlDataSource.Create(Keywords(_database));
        await using var command = source.CreateCommand($"select count(*) from {table}");
        return (long)(await command.ExecuteScalarAsync(Stop))!;
    }

    private async Task ExecuteAsync(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(Keywords(database));
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private string Keywords(string database) => PostgresAddress.Parse("test", cluster.Url(database)).ConnectionString;
}
