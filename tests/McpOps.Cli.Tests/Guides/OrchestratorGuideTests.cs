namespace McpOps.Cli.Tests.Guides;

public sealed class OrchestratorGuideTests(ITestOutputHelper output, PostgresCluster postgres) : GuideRun(output), IClassFixture<PostgresCluster>
{
    [Fact]
    public async Task Every_command_works_on_its_replica()
    {
        Assert.SkipUnless(postgres.Missing is null, postgres.Missing ?? "");
        await Psql.LayOrchestratorAsync(postgres.Url, TestContext.Current.CancellationToken);
        await RunAllAsync("mcp-orchestrator", postgres.Url("mcporch"));
    }
}
