namespace McpOps.Cli.Tests.Guides.Month;

public sealed class DiscoveryMonthTests(ITestOutputHelper output) : MonthRun(output)
{
    private const string Server = "mcp-discovery";

    [Fact]
    public async Task A_leak_a_wrong_release_a_poisoned_tool_a_hang_and_a_program_that_dies_again_and_again()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && PlayedMonth.Spared is null, PlayedMonth.Spared ?? "The replicas' services are processes of Linux.");
        await using var replica = await GuideReplica.StartAsync(
            Server, new Dictionary<string, string> { ["port"] = Server }, new Dictionary<string, string> { ["claude"] = "\"${var:prefix}/home/.config/claude\"" }, "\"automatic\": true, \"settle\": \"0s\", \"timeout\": \"2s\", \"limit\": 3, \"within\": \"1h\"",
            new Dictionary<string, string> { [Server] = PlayedMonth.Word + "\"rules\": { \"memory\": { \"metric\": \"process-memory\", \"above\": { \"warning\": 230000000, \"critical\": 4000000000 } } }, " });
        await PlayAsync(
            replica,
            ["protocol", "tools", "ports", "process"],
            [
                new(Day(4, 12), month => Break(month, "leak 40")),
                new(Day(4, 12, 50), async month => await month.RestartAsync(Server)),
                new(Day(9, 3), month => Break(month, "version 2.9.9")),
                new(Day(9, 3, 50), month => Break(month)),
                new(Day(14, 16), month => Break(month, "poison")),
                new(Day(14, 16, 50), month => Break(month)),
                new(Day(18, 7), month =>
                {
                    month.Down(Server);
                    month.Patience = TimeSpan.FromSeconds(1);
                    return Break(month, "hang");
                }),
                new(Day(18, 8), month =>
                {
                    month.Patience = null;
                    return Task.CompletedTask;
                }),

                // It dies at each request, whoever starts it: after three times the watch gives it up, and tells so. An operator puts the release before it in its place.
                new(Day(23, 22), async month =>
                {
                    month.Down(Server);
                    await Break(month, "crash");
                    await month.Replica.KillAsync(Server);
                }),
                new(Day(23, 23, 9, 30), async month =>
                {
                    await Break(month);
                    await month.RestartAsync(Server);
                    month.Up(Server);
                }),
            ],
            [
                new(Server, "memory", "warning", "Clear the caches", "ops-slack"),
                new(Server, "drift", "warning", "its version was 3.0.0 and is 2.9.9", "ops-slack"),
                new(Server, "drift", "warning", "text changed", "ops-slack"),
                new(Server, "health", "critical", "gave no answer", "ops-mail", "ops-slack"),
                new(Server, "health", "critical", "refused", "ops-mail", "ops-slack"),
            ],
            [
                new(Server, "Restarted", "answers a call"),
                new(Server, "Failed", "does not work"), new(Server, "Failed", "does not work"), new(Server, "Failed", "does not work"), new(Server, "GivenUp", "restarted 3 times within 60 minutes"),
            ]);
    }

    private static Task Break(PlayedMonth month, params string[] words)
    {
        month.Replica.Break(Server, words);
        return Task.CompletedTask;
    }
}
