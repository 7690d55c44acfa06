using System.Diagnostics;

namespace McpOps.Cli.Tests.Guides;

/// <summary>The pages that stand in the guides' place: every command of their tables is run on a replica of the system, as its profile operates it.</summary>
public sealed class GuideTests(ITestOutputHelper output, PostgresCluster postgres) : IClassFixture<PostgresCluster>
{
    // Their exit code is an answer, and not whether they worked.
    private static readonly string[] Answers = ["health", "slo", "audit", "watch", "alerts", "diagnose", "capacity", "maintain"];

    public static TheoryData<string> Guides => [.. GuideRow.Guides];

    [Theory]
    [MemberData(nameof(Guides))]
    public void No_heading_of_a_guide_is_left_out(string guide)
    {
        Assert.Equal(GuideRow.Guides, Servers.ServerCatalog.Profiles.Where(name => !name.Contains('/', StringComparison.Ordinal)).Where(name => File.Exists(Path.Combine(GuideRow.Folder, $"{name}.md"))).Order(StringComparer.Ordinal));
        var rows = GuideRow.Of(guide);
        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.All(row.Commands, command => Assert.StartsWith("mcpops ", command, StringComparison.Ordinal)));
        var path = Directory.Exists(Originals) ? Directory.GetFiles(Originals, "*.md").FirstOrDefault(file => Path.GetFileName(file).StartsWith(guide, StringComparison.Ordinal)) : null;
        Assert.SkipUnless(path is not null, "The guides themselves are not beside the repository.");

        // A heading that stands twice has two rows at least, in the guide's order.
        var left = rows.Select(row => GuideRow.Plain(row.Heading)).ToList();
        foreach (var heading in GuideRow.HeadingsOf(path!).Select(GuideRow.Plain))
        {
            var at = left.IndexOf(heading);
            Assert.True(at >= 0, $"docs/guides/{guide}.md has no row for '{heading}'.");
            left.RemoveAt(at);
        }
    }

    [Fact]
    public Task Every_command_for_mcp_context_forge_works() => RunAllAsync("mcp-context-forge", new() { ["port"] = "mcp-context-forge" }, new() { ["account"] = $"\"{Environment.UserName}\"" });

    [Fact]
    public Task Every_command_for_mcp_discovery_works() => RunAllAsync("mcp-discovery", new() { ["port"] = "mcp-discovery" }, new() { ["claude"] = "\"${var:prefix}/home/.config/claude\"" });

    [Fact]
    public Task Every_command_for_kilocode_works() => RunAllAsync("kilocode",
        new() { ["postgresPort"] = "mcp-postgres", ["memoryPort"] = "mcp-memory", ["filesystemPort"] = "mcp-filesystem", ["compliancePort"] = "mcp-compliance" },
        new() { ["account"] = $"\"{Environment.UserName}\"", ["database"] = $"\"{postgres.Url()}\"" });

    [Fact]
    public Task Every_command_for_crawl4ai_works() => RunAllAsync("crawl4ai", new() { ["port"] = "crawl4ai" }, new() { ["account"] = $"\"{Environment.UserName}\"" });

    [Fact]
    public Task Every_command_for_mcp_orchestrator_works() => RunAllAsync("mcp-orchestrator",
        new() { ["databasePort"] = "mcp-orch-postgres", ["port"] = "mcp-orchestrator", ["frontendPort"] = "mcp-orch-frontend" }, new() { ["database"] = $"\"{postgres.Url("mcporch")}\"" });

    private static string Originals => Path.Combine(Repository.Root, "..", "shared", "guides");

    private async Task RunAllAsync(string guide, Dictionary<string, string> ports, Dictionary<string, string>? more = null)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The replicas' services are processes of Linux.");
        Assert.SkipUnless(guide is not ("kilocode" or "mcp-orchestrator") || postgres.Missing is null, postgres.Missing ?? "");
        if (guide is "kilocode" or "mcp-orchestrator")
        {
            await SqlAsync("postgres", "create extension if not exists pg_stat_statements");
        }

        if (guide is "mcp-orchestrator")
        {
            await SqlAsync("postgres", "create database mcporch");
            await SqlAsync("mcporch", """
                create extension pg_stat_statements;
                create table project_activities (id serial primary key, created_at timestamptz not null); create index on project_activities (created_at);
                create table tool_call_logs (id serial primary key, created_at timestamptz not null); create index on tool_call_logs (created_at);
                insert into project_activities (created_at) select now() - n * interval '1 day' from generate_series(1, 200) n;
                insert into tool_call_logs (created_at) select now() - n * interval '1 day' from generate_series(1, 200) n
                """);
        }

        await using var replica = await GuideReplica.StartAsync(guide, ports, more);
        foreach (var file in new[] { "figures.jsonl", "var/log/mcp-orch/metrics.jsonl" }.Where(file => Directory.Exists(Path.GetDirectoryName(Path.Combine(replica.Root, file)))))
        {
            await File.WriteAllTextAsync(Path.Combine(replica.Root, file), """{"timestamp":"2026-11-01T00:00:00Z","contextSharing":85}""" + "\n", TestContext.Current.CancellationToken);
        }

        // What later rows look at is there: a sample, and a backup.
        var failures = new List<string>();
        foreach (var first in new[] { "mcpops watch --once", "mcpops backup" })
        {
            await TryAsync(replica, "at first", first, failures);
        }

        // What stands in several rows is run once.
        foreach (var (heading, command) in GuideRow.Of(guide).SelectMany(row => row.Commands.Select(command => (row.Heading, command))).DistinctBy(pair => pair.command, StringComparer.Ordinal))
        {
            await TryAsync(replica, heading, command, failures);
        }

        Assert.True(failures.Count == 0, string.Join("\n\n", failures));
    }

    private async Task SqlAsync(string database, string sql)
    {
        var done = await Command.RunAsync("psql", ["-q", "-v", "ON_ERROR_STOP=1", "-c", sql, postgres.Url(database)], TestContext.Current.CancellationToken);
        Assert.True(done.ExitCode == 0, done.Error);
    }

    private async Task TryAsync(GuideReplica replica, string heading, string command, List<string> failures)
    {
        var started = Stopwatch.GetTimestamp();
        string[] words = [.. GuideRow.Words(command).Skip(1), .. command.StartsWith("mcpops diagnose", StringComparison.Ordinal) ? new[] { "--interval", "1s" } : []];
        var (code, said, error) = await replica.RunAsync(words);
        output.WriteLine($"{Stopwatch.GetElapsedTime(started).TotalSeconds:0.00} s, {code}: {command}");
        var works = code is 0 || (Answers.Contains(words[0]) && code is 1 or 2 or 3);
        if (!works || said.Length + error.Length == 0 && words[0] is not "report" || error.Contains("error ", StringComparison.Ordinal))
        {
            failures.Add($"{heading}: '{command}' ended with {code}.\n{said}{error}");
        }
    }
}
