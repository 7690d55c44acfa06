namespace McpOps.Cli.Tests.Guides.Month;

public sealed class KiloCodeMonthTests(ITestOutputHelper output, PostgresCluster postgres) : MonthRun(output), IClassFixture<PostgresCluster>
{
    [Fact]
    public async Task Four_services_of_which_one_dies_one_is_poisoned_and_one_hangs_on_the_others()
    {
        Assert.SkipUnless(postgres.Missing is null, postgres.Missing ?? "");
        await using var replica = await GuideReplica.StartAsync(
            "kilocode",
            new Dictionary<string, string> { ["postgresPort"] = "mcp-postgres", ["memoryPort"] = "mcp-memory", ["filesystemPort"] = "mcp-filesystem", ["compliancePort"] = "mcp-compliance" },
            new Dictionary<string, string> { ["account"] = $"\"{Environment.UserName}\"", ["database"] = $"\"{postgres.Url()}\"" },
            "\"automatic\": true, \"settle\": \"0s\"",
            new[] { "mcp-postgres", "mcp-memory", "mcp-filesystem", "mcp-compliance" }.ToDictionary(name => name, _ => PlayedMonth.Word));
        await PlayAsync(
            replica,
            ["protocol", "tools", "endpoints", "ports"],
            [
                // What depends on it fails with it, and is no second alert; both are got up.
                new(Day(2, 9), async month =>
                {
                    month.Down("mcp-memory");
                    month.Down("mcp-compliance");
                    await month.Replica.KillAsync("mcp-memory");
                    await month.Replica.KillAsync("mcp-compliance");
                }),
                new(Day(2, 9, 29, 40), async month =>
                {
                    Assert.Equal(0, (await month.Replica.RunAsync("restart", "mcp-compliance")).Code);
                    month.Up("mcp-compliance");
                }),
                new(Day(11, 13), async month =>
                {
                    month.Down("mcp-filesystem");
                    await month.Replica.KillAsync("mcp-filesystem");
                }),
                new(Day(17, 6), month =>
                {
                    month.Replica.Break("mcp-postgres", "poison");
                    return Task.CompletedTask;
                }),
                new(Day(17, 6, 40), month =>
                {
                    month.Replica.Break("mcp-postgres");
                    return Task.CompletedTask;
                }),
                new(Day(25, 19), async month =>
                {
                    month.Down("mcp-compliance");
                    await month.Replica.KillAsync("mcp-compliance");
                }),
            ],
            [
                new("mcp-memory", "health", "critical", "refused", "ops-mail"),
                new("mcp-filesystem", "health", "critical", "refused", "ops-mail"),
                new("mcp-postgres", "drift", "warning", "text changed", "ops-mail", "security-mail"),
                new("mcp-compliance", "health", "critical", "refused", "ops-mail"),
            ],
            [new("mcp-memory", "Restarted", "answers a call"), new("mcp-filesystem", "Restarted", "answers a call"), new("mcp-compliance", "Restarted", "answers a call")]);
    }
}
