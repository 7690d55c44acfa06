using McpOps.Probing;
using McpOps.Servers;
using Npgsql;

namespace McpOps.Core.Tests.Probing;

public sealed class PostgresCheckTests(PostgresCluster cluster) : IClassFixture<PostgresCluster>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_running_one_tells_latency_connections_and_long_queries()
    {
        SkipWithout();
        var results = await CheckAsync(cluster.Url());
        var reached = results["postgres:main"];
        Assert.Equal("ms", reached.Unit);
        Assert.NotEqual(HealthStatus.Unhealthy, reached.Status);
        Assert.StartsWith("PostgreSQL 15", reached.Message, StringComparison.Ordinal);
        Assert.Contains("of 20 connections", results["postgres-connections:main"].Message, StringComparison.Ordinal);
        Assert.InRange(results["postgres-connections:main"].Value!.Value, 5, 60);
        Assert.Equal(0, results["postgres-queries:main"].Value);
    }

    [Fact]
    public async Task Connections_that_run_out_are_seen()
    {
        SkipWithout();
        var open = new List<NpgsqlConnection>();
        try
        {
            for (var count = 0; count < 14; count++)
            {
                open.Add(await OpenAsync());
            }

            var result = (await CheckAsync(cluster.Url(), ("postgres-connections", new McpThreshold(50, 70))))["postgres-connections:main"];
            Assert.Equal(HealthStatus.Unhealthy, result.Status);
            Assert.Equal("%", result.Unit);
            Assert.True(result.Value >= 70);
        }
        finally
        {
            foreach (var connection in open)
            {
                await connection.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task A_query_that_runs_is_seen_with_its_age()
    {
        SkipWithout();
        await using var busy = await OpenAsync();
        await using var command = new NpgsqlCommand("select pg_sleep(60)", busy);
        using var end = new CancellationTokenSource();
        var running = command.ExecuteNonQueryAsync(end.Token);
        try
        {
            McpCheckResult result;
            do
            {
                Stop.ThrowIfCancellationRequested();
                result = (await CheckAsync(cluster.Url()))["postgres-queries:main"];
            }
            while (result.Message.Contains("has run for 0 s", StringComparison.Ordinal));
            Assert.Equal(HealthStatus.Healthy, result.Status);
        }
        finally
        {
            await end.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        }
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_refused_in_PostgreSQLs_words()
    {
        SkipWithout();
        var result = Assert.Single(await CheckAsync(cluster.Url("nosuch"))).Value;
        Assert.Equal(HealthStatus.Unhealthy, result.Status);
        Assert.Contains("database \"nosuch\" does not exist", result.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgresql://mcp:hunter2hunter2@127.0.0.1:1/db")]
    [InlineData("Host=127.0.0.1;Port=1;Username=mcp;Password=hunter2hunter2")]
    public async Task One_that_is_not_there_is_unhealthy_and_no_password_is_shown(string address)
    {
        var result = Assert.Single(await CheckAsync(address)).Value;
        Assert.Equal(HealthStatus.Unhealthy, result.Status);
        Assert.Contains("cannot be reached", result.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_cannot_be_read_is_unknown_and_not_shown()
    {
        var result = Assert.Single(await CheckAsync("postgresql://mcp:hunter2hunter2@host:notaport/db")).Value;
        Assert.Equal(HealthStatus.Unknown, result.Status);
        Assert.DoesNotContain("hunter2", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_is_read_as_libpq_reads_it()
    {
        var builder = PostgresAddress.Parse("db", "postgresql+asyncpg://us%40er:p%3Aw@db.example:6543/na%20me?sslmode=verify-full&connect_timeout=3");
        Assert.Equal(("db.example", 6543, "us@er", "p:w", "na me", SslMode.VerifyFull), (builder.Host, builder.Port, builder.Username, builder.Password, builder.Database, builder.SslMode));
        Assert.Equal("/run/postgresql", PostgresAddress.Parse("db", "postgres:///db?host=/run/postgresql").Host);
        Assert.Equal("/run/postgresql", PostgresAddress.Parse("db", "postgresql://mcp@/db?host=/run/postgresql").Host);
        Assert.Equal(("localhost", 5433), (PostgresAddress.Parse("db", "postgresql://mcp:p%40@:5433/db").Host, PostgresAddress.Parse("db", "postgresql://mcp@:5433").Port));
    }

    private void SkipWithout() => Assert.SkipWhen(cluster.Missing is not null, cluster.Missing ?? "");

    private async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection($"Host=127.0.0.1;Port={cluster.Port};Username=mcp;Database=postgres;Pooling=false");
        await connection.OpenAsync(Stop);
        return connection;
    }

    private static async Task<Dictionary<string, McpCheckResult>> CheckAsync(string address, params (string Check, McpThreshold Threshold)[] thresholds)
    {
        var server = new McpServer
        {
            Name = "s",
            Databases = [new McpDatabase("postgres", "main") { ConnectionString = address }],
            Thresholds = thresholds.ToDictionary(pair => pair.Check, pair => pair.Threshold, StringComparer.OrdinalIgnoreCase),
        };
        return (await new PostgresCheck().CheckAsync(server, Stop)).ToDictionary(result => result.Name);
    }
}
