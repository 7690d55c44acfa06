using System.Text.Json;
using McpOps.Cli.Tests.Backups;

namespace McpOps.Cli.Tests.Guides;

/// <summary>The orchestrator's emergency procedures, each of which is one command: on a replica with a real database, and backups in a bucket.</summary>
public sealed class DisasterTests(BucketServer bucket, PostgresCluster postgres) : IClassFixture<BucketServer>, IClassFixture<PostgresCluster>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_is_lost_and_one_command_brings_files_database_and_service_back_from_the_bucket()
    {
        Assert.SkipUnless(bucket.Missing is null && postgres.Missing is null, bucket.Missing ?? postgres.Missing ?? "");
        await Psql.LayOrchestratorAsync(postgres.Url, Stop);
        var url = postgres.Url("mcporch");
        var store = bucket.NewStore();
        await using var replica = await GuideReplica.StartAsync("mcp-orchestrator", GuideSystem.Variables("mcp-orchestrator").Ports, new Dictionary<string, string>(StringComparer.Ordinal) { ["database"] = $"\"{url}\"", ["backups"] = $"\"{store}\"" });
        var saved = await RunAsync(replica, "backup", "mcp-orchestrator", "--output", "json");
        Assert.True(saved.ExitCode == 0, saved.Output + saved.Error);

        // The drill first: production runs on, and nothing of it is touched.
        var before = Directory.GetLastWriteTimeUtc(Path.Combine(replica.Root, "opt", "mcp-orch"));
        var drill = await RunAsync(replica, "backup", "verify", "latest", "--server", "mcp-orchestrator", "--restore", "--output", "json");
        Assert.True(drill.ExitCode == 0, drill.Output + drill.Error);
        using (var drilled = JsonDocument.Parse(drill.Output))
        {
            Assert.Equal(JsonDocument.Parse(saved.Output).RootElement.GetProperty("createdAt").GetString(), drilled.RootElement.GetProperty("backedUpAt").GetString());
            Assert.InRange(drilled.RootElement.GetProperty("durationMs").GetDouble(), 1, 300_000);
        }

        Assert.Equal(before, Directory.GetLastWriteTimeUtc(Path.Combine(replica.Root, "opt", "mcp-orch")));
        Assert.Equal("200", await Psql.RunAsync(url, "select count(*) from tool_call_logs", Stop));

        // Then everything is gone: processes, files, tables.
        foreach (var server in replica.Servers)
        {
            await replica.KillAsync(server);
        }

        Directory.Delete(Path.Combine(replica.Root, "opt", "mcp-orch"), recursive: true);
        Directory.Delete(Path.Combine(replica.Root, "etc"), recursive: true);
        await Psql.RunAsync(url, "drop table project_activities, tool_call_logs", Stop);
        var restored = await RunAsync(replica, "restore", "--latest", "--server", "mcp-orchestrator", "--output", "json");
        Assert.True(restored.ExitCode == 0, restored.Output + restored.Error);
        using var result = JsonDocument.Parse(restored.Output);
        Assert.Equal(("Restored", "Healthy"), (result.RootElement.GetProperty("status").GetString(), result.RootElement.GetProperty("health").GetString()));
        Assert.True(File.Exists(Path.Combine(replica.Root, "opt", "mcp-orch", ".env")));
        Assert.True(File.Exists(Path.Combine(replica.Root, "etc", "systemd", "system", "mcp-orchestrator.service")));
        Assert.Equal("200", await Psql.RunAsync(url, "select count(*) from tool_call_logs", Stop));

        // What it took, and what is lost: all that was written since.
        Assert.InRange(result.RootElement.GetProperty("durationMs").GetDouble(), 1, 300_000);
        Assert.Equal(JsonDocument.Parse(saved.Output).RootElement.GetProperty("createdAt").GetString(), result.RootElement.GetProperty("backedUpAt").GetString());
        var all = await RunAsync(replica, "restart", "*");
        Assert.True(all.ExitCode == 0, all.Output + all.Error);
        Assert.Equal(0, (await RunAsync(replica, "wait", "--check", "protocol", "--check", "ports")).ExitCode);
    }

    /// <summary>
    /// The second host has the paths of the first and nothing in them, no process of it, and a PostgreSQL with neither its roles nor its database; at hand are mcpops, the inventory and the keys of the bucket.
    /// </summary>
    [Fact]
    public async Task An_empty_second_host_is_brought_up_by_one_command_and_the_first_is_not_touched()
    {
        Assert.SkipUnless(bucket.Missing is null && postgres.Missing is null, bucket.Missing ?? postgres.Missing ?? "");
        string[] alone = ["--mount", "--pid", "--fork", "--mount-proc", .. Environment.IsPrivilegedProcess ? Array.Empty<string>() : ["--map-root-user"]];
        Assert.SkipUnless((await Command.RunAsync("unshare", [.. alone, "true"], Stop)).ExitCode == 0, "A host of its own needs namespaces.");
        await Psql.LayOrchestratorAsync(postgres.Url, Stop);
        var url = postgres.Url("mcporch");
        var store = bucket.NewStore();
        await using var replica = await GuideReplica.StartAsync("mcp-orchestrator", GuideSystem.Variables("mcp-orchestrator").Ports, new Dictionary<string, string>(StringComparer.Ordinal) { ["database"] = $"\"{url}\"", ["backups"] = $"\"{store}\"" });
        var saved = await RunAsync(replica, "backup", "mcp-orchestrator", "--output", "json");
        Assert.True(saved.ExitCode == 0, saved.Output + saved.Error);
        await Psql.RunAsync(url, "insert into tool_call_logs (created_at) values (now())", Stop);

        await using var fresh = new LocalPostgres { User = "admin" };
        await fresh.StartAsync();
        var text = await File.ReadAllTextAsync(replica.Inventory, Stop);
        var port = System.Text.RegularExpressions.Regex.Match(text, "\"port\": (\\d+),").Groups[1].Value;
        var inventory = Path.Combine(Path.GetTempPath(), $"mcpops-second-{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(inventory, text.Replace(port, FreePort.Find().ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal).Replace(url, fresh.Url("mcporch"), StringComparison.Ordinal), Stop);
        try
        {
            var before = await DescribeAsync(replica, url);
            var second = await RunAsync("unshare", replica, [.. alone, "sh", "-c", $"""
                mount -t tmpfs tmpfs '{replica.Root}' && cp '{inventory}' '{replica.Inventory}' && cd '{replica.Root}' || exit 90
                '{Command.McpOps}' restore --latest --server mcp-orchestrator --output json > restore.json 2> said || exit 91
                '{Command.McpOps}' call list_projects --server mcp-orchestrator > call.txt 2>&1 || exit 92
                cat restore.json; echo; echo ----; cat said call.txt; find opt etc var
                """]);
            Assert.True(second.ExitCode == 0, $"{second.ExitCode}: {second.Output}{second.Error}");
            var (json, rest) = (second.Output[..second.Output.IndexOf("\n----", StringComparison.Ordinal)], second.Output);
            using var result = JsonDocument.Parse(json);
            Assert.Equal(("Restored", "Healthy"), (result.RootElement.GetProperty("status").GetString(), result.RootElement.GetProperty("health").GetString()));
            Assert.InRange(result.RootElement.GetProperty("durationMs").GetDouble(), 1, 300_000);
            Assert.Equal(JsonDocument.Parse(saved.Output).RootElement.GetProperty("createdAt").GetString(), result.RootElement.GetProperty("backedUpAt").GetString());
            Assert.Contains("one, two", rest, StringComparison.Ordinal);
            Assert.Contains("All that it holds belongs to 'admin' now.", rest, StringComparison.Ordinal);
            Assert.Contains("opt/mcp-orch/.env", rest, StringComparison.Ordinal);
            Assert.Contains("etc/systemd/system/mcp-orchestrator.service", rest, StringComparison.Ordinal);

            // As many rows as there were when it was backed up; and production, with its newer one, is as it was.
            Assert.Equal("200", await Psql.RunAsync(fresh.Url("mcporch"), "select count(*) from tool_call_logs", Stop));
            Assert.Equal("200", await Psql.RunAsync(fresh.Url("mcporch"), "select count(*) from project_activities", Stop));
            Assert.Equal(before, await DescribeAsync(replica, url));
        }
        finally
        {
            File.Delete(inventory);
        }
    }

    // All of a host: each file with its time, rights and content, the rows, and the processes.
    private static async Task<string> DescribeAsync(GuideReplica replica, string url)
    {
        var files = await Command.RunAsync("sh", ["-c", "find . -printf '%p %m %U %s %T@\n' | sort; find . -type f -exec sha256sum {} + | sort"], Stop, replica.Root);
        var rows = await Psql.RunAsync(url, "select count(*), max(id) from tool_call_logs", Stop);
        return $"{files.Output}{rows}\n{string.Join('\n', Platform.ProcessTable.Find(replica.Root).Where(process => process.Name is "guide-system").Select(process => process.Id).Order())}";
    }

    private Task<Command> RunAsync(GuideReplica replica, params string[] arguments) => RunAsync(Command.McpOps, replica, [.. arguments, "--config-path", replica.Inventory]);

    private Task<Command> RunAsync(string program, GuideReplica replica, string[] arguments) => Command.RunAsync(program, arguments, Stop, replica.Root,
        new Dictionary<string, string>([.. bucket.Environment().Select(pair => KeyValuePair.Create(pair.Split('=', 2)[0], pair.Split('=', 2)[1])), new("XDG_STATE_HOME", Path.Combine(replica.Root, "xdg"))], StringComparer.Ordinal));
}
