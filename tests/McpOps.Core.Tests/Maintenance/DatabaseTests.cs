using McpOps.Core.Tests.Probing;
using McpOps.Maintenance;
using McpOps.Maintenance.Databases;
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
