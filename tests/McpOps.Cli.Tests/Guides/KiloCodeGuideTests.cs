namespace McpOps.Cli.Tests.Guides;

public sealed class KiloCodeGuideTests(ITestOutputHelper output, PostgresCluster postgres) : GuideRun(output), IClassFixture<PostgresCluster>
{
    [Fact]
    public async Task Every_command_works_on_its_replica()
    {
        Assert.SkipUnless(postgres.Missing is null, postgres.Missing ?? "");
        await Psql.RunAsync(postgres.Url(), "create extension if not exists pg_stat_statements", TestContext.Current.CancellationToken);
        await RunAllAsync("kilocode", postgres.Url());
    }
}
