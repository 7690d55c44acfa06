namespace McpOps.Cli.Tests.Guides.Month;

public sealed class Crawl4AiMonthTests(ITestOutputHelper output) : MonthRun(output)
{
    private const string Server = "crawl4ai";

    [Fact]
    public async Task A_slow_down_a_crash_a_tool_that_fails_and_a_full_disk()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && PlayedMonth.Spared is null, PlayedMonth.Spared ?? "The replicas' services are processes of Linux.");
        using var disk = SmallDisk.Mount(4);
        Assert.SkipUnless(disk is not null, "Mounting a file system needs root.");
        await using var replica = await GuideReplica.StartAsync(
            Server, new Dictionary<string, string> { ["port"] = Server }, new Dictionary<string, string> { ["account"] = $"\"{Environment.UserName}\"", ["backups"] = $"\"{disk.Folder}/backups\"", ["log"] = $"\"{disk.Folder}/log/crawl4ai-mcp\"" },
            "\"automatic\": true, \"settle\": \"0s\"",

            // Of the disks only the small one: how full this machine's own is, is no matter of the replica.
            new Dictionary<string, string> { [Server] = PlayedMonth.Word + "\"thresholds\": { \"disk:/\": { \"warning\": 101, \"critical\": 102 }, \"inodes:/\": { \"warning\": 101, \"critical\": 102 } }, " });
        Directory.CreateDirectory(Path.Combine(disk.Folder, "backups"));

        // Its logs lie there too: that a disk of backups is full would keep it from nothing.
        Directory.CreateDirectory(Path.Combine(disk.Folder, "log"));
        await File.WriteAllTextAsync(Path.Combine(disk.Folder, "log", "crawl4ai-mcp.log"), "", TestContext.Current.CancellationToken);
        var filler = Path.Combine(disk.Folder, "filler");
        string[] all = ["ops-mail", "ops-slack"];
        await PlayAsync(
            replica,
            ["protocol", "tools", "probe", "response", "ports", "disk"],
            [
                new(Day(3, 8), month => Break(month, "slow 220")),
                new(Day(3, 8, 30), month => Break(month)),
                new(Day(8, 15), async month =>
                {
                    month.Down(Server);
                    await month.Replica.KillAsync(Server);
                }),
                new(Day(13, 11), month =>
                {
                    month.Down(Server);
                    return Break(month, "failing");
                }),
                new(Day(13, 11, 29), month =>
                {
                    month.Up(Server);
                    return Break(month);
                }),
                new(Day(20, 1), async month =>
                {
                    month.Down(Server);
                    await FillAsync(filler);
                    await month.Replica.KillAsync(Server);
                }),
                new(Day(20, 1, 40), month =>
                {
                    File.Delete(filler);
                    return Task.CompletedTask;
                }),
            ],
            [
                new(Server, "slow", "warning", "above 500 ms", all),
                new(Server, "health", "critical", "refused", all),
                new(Server, "health", "critical", "no answer from upstream", all),
                new(Server, "health", "critical", "refused", all),
                new("host", "host", "critical", "disk", all),
            ],
            [
                new(Server, "Restarted", "answers a call"),
                new(Server, "Refused", "is full"),
                new(Server, "Restarted", "answers a call"),
            ]);
    }

    private static Task Break(PlayedMonth month, params string[] words)
    {
        month.Replica.Break(Server, words);
        return Task.CompletedTask;
    }

    private static async Task FillAsync(string path)
    {
        try
        {
            await using var file = File.Create(path);
            var zeros = new byte[65536];
            while (true)
            {
                await file.WriteAsync(zeros);
                await file.FlushAsync();
            }
        }
        catch (IOException)
        {
            // It is full.
        }
    }
}
