using McpOps.Monitoring;
using McpOps.Servers;
using Npgsql;

namespace McpOps.Core.Tests.Monitoring;

/// <summary>History in PostgreSQL.</summary>
public sealed class PostgresHistoryTests : HistoryTests, IClassFixture<PostgresCluster>, IAsyncLifetime
{
    private readonly PostgresCluster _cluster;
    private readonly string _database = $"h{Guid.NewGuid():N}";

    public PostgresHistoryTests(PostgresCluster cluster) => _cluster = cluster;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(_cluster.Missing is not null, _cluster.Missing ?? "");
        await RunAsync($"create database {_database}");
    }

    public override async ValueTask DisposeAsync()
    {
        if (_cluster.Missing is null)
        {
            await RunAsync($"drop database if exists {_database} with (force)");
        }
    }

    private protected override IHistoryStore Open() => new PostgresStore(_cluster.Url(_database));

    /// <summary>A query of a figure gives a number, and can change nothing.</summary>
    [Theory]
    [InlineData("select 40 + 2", 42.0, "")]
    [InlineData("select count(*) from pg_class where false", 0.0, "")]
    [InlineData("create table made as select 1", null, "read-only")]
    [InlineData("select 'much'", null, "no number")]
    public async Task A_figure_of_a_database_is_one_number_and_changes_nothing(string query, double? value, string said)
    {
        var server = McpServer.FromUrl(new Uri("http://127.0.0.1:1/mcp"), name: "web") with { Databases = [new McpDatabase("postgresql", "main") { ConnectionString = _cluster.Url(_database) }], Metrics = [new McpMetricSource("open") { Database = "main", Query = query }] };
        var notices = new List<McpNotice>();
        using var collector = new MetricCollector(new EngineContext { Notices = new Sink(notices) });
        var figures = await collector.CollectAsync(WatchedServer.Of(server, new McpWatchPlan()), Start, TimeSpan.FromSeconds(60), Stop);
        Assert.Equal(value, figures.TryGetValue("open", out var figure) ? figure : null);
        Assert.Equal(said.Length > 0, notices.Any(notice => notice.Id is "MetricFailed" && notice.Message.Contains(said, StringComparison.Ordinal)));
    }

    /// <summary>That it refuses is another thing than that it is not there.</summary>
    [Theory]
    [InlineData("no_such_database", null, "3D000", "createdb")]
    [InlineData(null, "no_such_account", "28000", "Correct the account")]
    [InlineData(null, "stranger", "42501", "GRANT CREATE ON DATABASE")]
    public async Task Why_it_refuses_and_what_to_do_is_said(string? database, string? account, string state, string advice)
    {
        if (account is "stranger")
        {
            await RunAsync("create role stranger login");
        }

        var address = new Uri(_cluster.Url(database ?? _database));
        await using var store = new PostgresStore(account is null ? address.ToString() : $"{address.Scheme}://{account}@{address.Authority.Split('@')[^1]}{address.PathAndQuery}");
        var exception = await Assert.ThrowsAsync<McpOpsException>(() => store.BeginAsync(Stop));
        Assert.Contains($"({state})", exception.Message, StringComparison.Ordinal);
        Assert.Contains(advice, exception.Message, StringComparison.Ordinal);
    }

    /// <summary>Who reads is told that it cannot be read, and does not wait for a lock until the reader of a report has gone home.</summary>
    [Fact]
    public async Task A_session_that_holds_the_tables_and_a_database_that_is_away_are_said_to_who_reads()
    {
        await using (var store = Open())
        {
            await AppendAsync(store, [Sample(1)]);
        }

        await using var source = NpgsqlDataSource.Create($"Host=127.0.0.1;Port={_cluster.Port};Username=mcp;Database={_database};Pooling=false");
        await using (var connection = await source.OpenConnectionAsync(Stop))
        {
            await using var transaction = await connection.BeginTransactionAsync(Stop);
            await using var command = new NpgsqlCommand("lock table mcpops.journal, mcpops.sample in access exclusive mode", connection);
            await command.ExecuteNonQueryAsync(Stop);
            await using var held = Open();
            await using var heldToo = Open();
            var state = Assert.ThrowsAsync<McpOpsException>(() => held.ReadStateAsync(Stop));
            var samples = Assert.ThrowsAsync<McpOpsException>(async () => await heldToo.ReadAsync("web", Start, Start.AddDays(1), Stop).ToListAsync(Stop));
            Assert.All([await state, await samples], told => Assert.Equal("HistoryLocked", told.ErrorId));
        }

        await using var away = new PostgresStore($"postgresql://mcp@127.0.0.1:{FreePort.Find()}/{_database}");
        Assert.Equal("HistoryNotReadable", (await Assert.ThrowsAsync<McpOpsException>(() => away.ReadStateAsync(Stop))).ErrorId);
        Assert.Equal("HistoryNotReadable", (await Assert.ThrowsAsync<McpOpsException>(() => away.ServersAsync(Stop))).ErrorId);
        Assert.Equal("HistoryNotWritable", (await Assert.ThrowsAsync<McpOpsException>(() => away.BeginAsync(Stop))).ErrorId);
    }

    [Fact]
    public async Task Tables_of_a_newer_program_are_not_touched()
    {
        await using (var store = Open())
        {
            await AppendAsync(store, [Sample(1)]);
        }

        await using var source = NpgsqlDataSource.Create(_cluster.Url(_database).Replace("postgresql://mcp@127.0.0.1:", "Host=127.0.0.1;Username=mcp;Port=", StringComparison.Ordinal).Replace($"/{_database}", $";Database={_database}", StringComparison.Ordinal));
        await using var command = source.CreateCommand("update mcpops.version set number = 99");
        await command.ExecuteNonQueryAsync(Stop);
        await using var other = Open();
        Assert.Equal("HistoryNewer", (await Assert.ThrowsAsync<McpOpsException>(() => other.BeginAsync(Stop))).ErrorId);
    }

    [Fact]
    public async Task While_it_is_away_everything_goes_on_and_is_written_when_it_is_back()
    {
        await using var store = Open();
        var notices = new List<McpNotice>();
        var turns = new TurnKeeper(new EngineContext { Notices = new Sink(notices) }, store);
        await turns.RunAsync(turn => turn.AppendAsync([Sample(1)], Stop), Stop);
        await RunAsync($"alter database {_database} allow_connections false; select pg_terminate_backend(pid) from pg_stat_activity where datname = '{_database}'");
        for (var index = 2; index < 60; index++)
        {
            await turns.RunAsync(
                async turn =>
                {
                    turn.State.Rules.Put(Rule("web", index));
                    return await turn.AppendAsync([Sample(index)], Stop);
                },
                Stop);
        }

        Assert.Equal("HistoryFailing", Assert.Single(notices).Id);
        await RunAsync($"alter database {_database} allow_connections true");
        await turns.RunAsync(turn => turn.AppendAsync([Sample(60)], Stop), Stop);
        await turns.RunAsync(_ => true, Stop);
        Assert.Equal("HistoryBack", notices[^1].Id);
        await using var other = Open();
        Assert.Equal(60, (await other.ReadAsync("web", Start, Start.AddDays(1), Stop).ToListAsync(Stop)).Count);
        Assert.Equal(59, Assert.Single((await other.ReadStateAsync(Stop)).Rules.All).Bad);
    }

    private async Task RunAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create($"Host=127.0.0.1;Port={_cluster.Port};Username=mcp;Database=postgres;Pooling=false");
        foreach (var part in sql.Split("; "))
        {
            await using var command = source.CreateCommand(part);
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }

    private sealed class Sink(List<McpNotice> notices) : IProgress<McpNotice>
    {
        public void Report(McpNotice value) => notices.Add(value);
    }
}
