namespace McpOps.Cli.Tests.Guides.Month;

public sealed class OrchestratorMonthTests(ITestOutputHelper output, PostgresCluster postgres) : MonthRun(output), IClassFixture<PostgresCluster>
{
    private const string Server = "mcp-orchestrator";

    [Fact]
    public async Task A_crash_a_container_that_dies_under_the_others_a_wrong_release_and_a_lost_database()
    {
        Assert.SkipUnless(PlayedMonth.Spared is null, PlayedMonth.Spared ?? "");
        Assert.SkipUnless(postgres.Missing is null, postgres.Missing ?? "");
        await Psql.LayOrchestratorAsync(postgres.Url, TestContext.Current.CancellationToken);
        await using var replica = await GuideReplica.StartAsync(
            Server,
            new Dictionary<string, string> { ["databasePort"] = "mcp-orch-postgres", ["port"] = Server, ["frontendPort"] = "mcp-orch-frontend" },
            new Dictionary<string, string> { ["database"] = $"\"{postgres.Url("mcporch")}\"" },
            "\"automatic\": true, \"settle\": \"0s\"",
            new[] { "mcp-orch-postgres", Server, "mcp-orch-frontend" }.ToDictionary(name => name, _ => PlayedMonth.Word));
        string[] all = ["ops-mail", "ops-slack"];
        await PlayAsync(
            replica,
            ["protocol", "tools", "endpoints", "ports", "postgres"],
            [
                new(Day(2, 4), async month =>
                {
                    month.Down(Server);
                    await month.Replica.KillAsync(Server);
                }),

                // The back end says that it is ill because its database is down: that is one alert, of the database.
                new(Day(7, 18), async month =>
                {
                    month.Down("mcp-orch-postgres");
                    month.Down(Server);
                    month.Replica.Break(Server, "ill");
                    await month.Replica.KillAsync("mcp-orch-postgres");
                }),
                new(Day(7, 18, 29, 40), month =>
                {
                    month.Replica.Break(Server);
                    month.Up(Server);
                    return Task.CompletedTask;
                }),
                new(Day(12, 10), month =>
                {
                    month.Replica.Break(Server, "version 0.9.0");
                    return Task.CompletedTask;
                }),
                new(Day(12, 10, 40), month =>
                {
                    month.Replica.Break(Server);
                    return Task.CompletedTask;
                }),

                // No restart brings a database back; the operator's one command does.
                new(Day(21, 2), async month => Assert.Equal(0, (await month.Replica.RunAsync("backup", Server)).Code)),
                new(Day(21, 3), async month =>
                {
                    month.Down(Server);
                    await Psql.RunAsync(postgres.Url(), "drop database mcporch with (force)", TestContext.Current.CancellationToken);
                }),
                new(Day(21, 3, 49, 30), async month =>
                {
                    await Psql.RunAsync(postgres.Url(), "create database mcporch", TestContext.Current.CancellationToken);
                    var (code, said, error) = await month.Replica.RunAsync("restore", "--latest", "--server", Server, "--set", "mcporch");
                    Assert.True(code == 0, said + error);
                    Assert.Equal("200", await Psql.RunAsync(postgres.Url("mcporch"), "select count(*) from tool_call_logs", TestContext.Current.CancellationToken));
                    month.Up(Server);
                }),
            ],
            [
                new(Server, "health", "critical", "refused", all),
                new("mcp-orch-postgres", "health", "critical", "port", all),
                new(Server, "drift", "warning", "its version was 1.0.0 and is 0.9.0", "ops-mail"),
                new(Server, "health", "critical", "does not exist", all),
            ],
            [new(Server, "Restarted", "answers a call"), new("mcp-orch-postgres", "Restarted", ""), new(Server, "Refused", "its database does not answer")]);
    }
}
