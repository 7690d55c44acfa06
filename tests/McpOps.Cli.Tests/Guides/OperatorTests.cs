namespace McpOps.Cli.Tests.Guides;

/// <summary>What somebody is told who keeps the discovery system by its page and breaks it: the truth, once, in plain words.</summary>
public sealed class OperatorTests
{
    private const string Server = "mcp-discovery";

    [Fact]
    public async Task Backups_that_somebody_removed_are_missed()
    {
        await using var replica = await StartAsync();
        await replica.RunAsync("backup");
        await replica.RunAsync("watch", "--once");
        Directory.Delete(Path.Combine(replica.Root, "backup", "mcp_discovery", Server), recursive: true);

        var (_, health, _) = await replica.RunAsync("health", Server, "--check", "backup", "--details", "-o", "json");
        Assert.Contains("Its backups are gone: there was one at 20", health, StringComparison.Ordinal);
        Assert.Contains("Unhealthy", health, StringComparison.Ordinal);
        var (_, listed, said) = await replica.RunAsync("backup", "list", Server);
        Assert.Empty(listed);
        Assert.Contains("There is no backup in ", said, StringComparison.Ordinal);

        for (var look = 0; look < 4; look++)
        {
            await replica.RunAsync("watch", "--once");
        }

        Assert.Single(await File.ReadAllLinesAsync(Path.Combine(replica.Root, "ops-mail.jsonl"), TestContext.Current.CancellationToken), line => line.Contains("Its backups are gone", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_diagnosis_names_all_that_is_open_and_what_is_too_much()
    {
        await using var replica = await StartAsync(words: "\"rules\": { \"memory\": { \"metric\": \"process-memory\", \"above\": { \"warning\": 1000, \"critical\": 2000 } }, \"servers\": { \"metric\": \"discoveredServers\", \"below\": { \"warning\": 100 } } }, ");
        for (var look = 0; look < 3; look++)
        {
            await replica.RunAsync("watch", "--once");
        }

        var (_, said, _) = await replica.RunAsync("diagnose", Server, "--interval", "1s");
        Assert.Matches("Unhealthy +changes .*: memory: process-memory is [1-9][0-9]* MB, above 2000 bytes", said);
        Assert.Matches("Degraded +changes .*: servers: discoveredServers is 9, below 100", said);
        Assert.Matches("Unhealthy +processes +Its process holds [1-9][0-9]* MB, above 0 MB, which the inventory calls critical", said);
    }

    [Fact]
    public async Task What_was_asked_for_and_is_off_or_not_there_is_said()
    {
        await using var replica = await StartAsync();
        var (code, said, _) = await replica.RunAsync("maintain", "daily", "--step", "cache", "--dry-run");
        Assert.Equal(ExitCodes.Done, code);
        Assert.Single(said.Split('\n'), line => line.Contains(" cache ", StringComparison.Ordinal) && line.Contains("It is switched off. To have it done, write { \"id\": \"cache\", \"enabled\": true }", StringComparison.Ordinal));
        Assert.Contains("There is nothing to do", (await replica.RunAsync("database", "--dry-run")).Error, StringComparison.Ordinal);
        // So few calls that a busy machine serves them too.
        Assert.Contains("and the objective was met", (await replica.RunAsync("capacity", "--server", Server, "--rate", "1", "--duration", "2", "--workload", "list", "--objective", "p95 < 60000ms")).Output, StringComparison.Ordinal);

        // A day of which minutes are known is a few rows, and one file that is gone is one cause.
        await replica.RunAsync("watch", "--once");
        var rows = (await replica.RunAsync("metrics", Server, "--metric", "response", "--window", "5m")).Output.Split('\n').Where(line => line.StartsWith(Server, StringComparison.Ordinal)).ToList();
        Assert.InRange(rows.Count, 1, 4);
        File.Delete(Path.Combine(replica.Root, "var", "log", "mcp_discovery_metrics.jsonl"));
        Assert.Single((await replica.RunAsync("watch", "--once")).Error.Split('\n'), line => line.Contains("MetricFailed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_rotated_out_of_a_log_is_still_of_its_day()
    {
        await using var replica = await StartAsync();
        await replica.RunAsync("rotate", "--force");
        Assert.Matches(@"\b14\d\d entries, 14 errors", (await replica.RunAsync("maintain", "daily", "--step", "logs.summary")).Output);
        Assert.Matches(@"\b1,4\d\d entries", (await replica.RunAsync("logs", "--server", Server, "--last", "1d")).Output);
        Assert.Matches("\"logErrors\": ?14\\b", (await replica.RunAsync("report", "--since", "25h", "-o", "json")).Output);
        Assert.Contains("14 times", (await replica.RunAsync("diagnose", Server, "--last", "25h", "--interval", "1s")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_figures_that_was_just_rotated_is_no_metric_that_failed()
    {
        await using var replica = await StartAsync();
        await replica.RunAsync("rotate", "--force");
        Assert.DoesNotContain("MetricFailed", (await replica.RunAsync("watch", "--once")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_to_do_names_what_does_it()
    {
        await using var replica = await StartAsync();
        Assert.Contains("There is nothing to do: no server here has rules for old files", (await replica.RunAsync("clean", "--dry-run")).Error, StringComparison.Ordinal);

        // A server that answers is left alone unless it is forced: a rule that advises a restart says so.
        var advised = Directory.EnumerateFiles(Path.Combine(Repository.Root, "profiles"), "*.json").SelectMany(File.ReadLines).Where(line => line.Contains("\"advice\": \"", StringComparison.Ordinal) && line.Contains("mcpops restart", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(advised);
        Assert.All(advised, line => Assert.Contains("mcpops restart NAME --force", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Hooks_that_everybody_may_write_are_found()
    {
        await using var replica = await StartAsync();
        var hooks = Path.Combine(replica.Root, "home", ".config", "claude", "hooks.json");
        Assert.DoesNotContain(hooks, (await replica.RunAsync("audit", "--area", "permissions")).Output, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(hooks, (UnixFileMode)0b110_110_110);
        }

        Assert.Contains($"PERM002 {hooks}: everybody may write it: mode 0666", (await replica.RunAsync("audit", "--area", "permissions")).Output, StringComparison.Ordinal);
    }

    private static Task<GuideReplica> StartAsync(string words = "")
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The replicas' services are processes of Linux.");
        var (ports, more) = GuideSystem.Variables(Server);
        return GuideReplica.StartAsync(Server, ports, more, words: new Dictionary<string, string>(StringComparer.Ordinal) { [Server] = words });
    }
}
