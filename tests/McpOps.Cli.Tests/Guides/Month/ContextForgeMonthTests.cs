using McpOps.Maintenance;

namespace McpOps.Cli.Tests.Guides.Month;

public sealed class ContextForgeMonthTests(ITestOutputHelper output) : MonthRun(output)
{
    private const string Server = "mcp-context-forge";

    // What the other steps do is not asked here, and takes most of the time. A run of some steps only would be no run of the plan.
    private static readonly string BackupsOnly = $"\"plans\": {{ \"daily\": {{ \"steps\": [{string.Join(", ", new[] { "restart", "health", "logs.rotate", "logs.summary", "capacity", "report" }.Select(step => $"{{ \"id\": \"{step}\", \"enabled\": false }}"))}] }} }}, ";

    [Fact]
    public async Task A_crash_a_certificate_that_is_over_a_backup_that_fails_and_one_that_is_not_made()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && PlayedMonth.Spared is null, PlayedMonth.Spared ?? "The replicas' services are processes of Linux.");
        await using var replica = await GuideReplica.StartAsync(Server, new Dictionary<string, string> { ["port"] = Server }, new Dictionary<string, string> { ["account"] = $"\"{Environment.UserName}\"" }, "\"automatic\": true, \"settle\": \"0s\"", new Dictionary<string, string> { [Server] = PlayedMonth.Word + BackupsOnly });
        var (certificate, store) = (Path.Combine(replica.Root, "etc", "ssl", "mcp-context-forge.crt"), Path.Combine(replica.Root, "opt", "backups"));
        List<MonthEvent> events =
        [
            new(TimeSpan.Zero, async month =>
            {
                Certificates.Write(certificate, month.From.AddDays(-40), month.To.AddDays(60));
                await month.MaintainAsync("daily");
            }),

            // Three hours after its time a plan that was not begun is late.
            new(Day(20, 5, 10), _ => Task.CompletedTask),
            new(Day(3, 10), async month =>
            {
                month.Down(Server);
                await replica.KillAsync(Server);
            }),
            new(Day(5, 9), month =>
            {
                month.Down(Server);
                Certificates.Write(certificate, month.From.AddDays(-400), month.From.AddDays(-1));
                return Task.CompletedTask;
            }),
            new(Day(5, 9, 40), month =>
            {
                month.Up(Server);
                Certificates.Write(certificate, month.From, month.To.AddDays(60));
                return Task.CompletedTask;
            }),
        ];

        // Every night but one the timer runs the plan; in one the store is in the way of itself.
        foreach (var day in Enumerable.Range(1, 28).Where(day => day is not 20))
        {
            events.Add(new(Day(day, 2, 0), async month =>
            {
                if (day is 12)
                {
                    Directory.Move(store, store + ".away");
                    await File.WriteAllTextAsync(store, "no folder", TestContext.Current.CancellationToken);
                }

                var steps = await month.MaintainAsync("daily");
                Assert.Equal(day is 12, steps.Any(step => step.Outcome is StepOutcome.Failed));
                if (day is 12)
                {
                    File.Delete(store);
                    Directory.Move(store + ".away", store);
                }
            }));
        }

        await PlayAsync(
            replica,
            ["protocol", "tools", "endpoints", "ports", "certificates", "backup", "duties"],
            events,
            [
                new(Server, "health", "critical", "refused", "on-call", "ops-slack", "ops-mail"),
                new(Server, "health", "critical", "has expired", "on-call", "ops-slack", "ops-mail"),
                new(Server, "duties", "warning", "Failed", "ops-slack"),
                new(Server, "duties", "warning", "late", "ops-slack"),
            ],
            [new(Server, "Restarted", "answers a call"), new(Server, "Refused", "certificate is over")]);
    }
}
