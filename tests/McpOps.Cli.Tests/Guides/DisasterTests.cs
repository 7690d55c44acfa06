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

    private Task<Command> RunAsync(GuideReplica replica, params string[] arguments) => Command.RunAsync(Command.McpOps, [.. arguments, "--config-path", replica.Inventory], Stop, replica.Root,
        new Dictionary<string, string>([.. bucket.Environment().Select(pair => KeyValuePair.Create(pair.Split('=', 2)[0], pair.Split('=', 2)[1])), new("XDG_STATE_HOME", Path.Combine(replica.Root, "xdg"))], StringComparer.Ordinal));
}
