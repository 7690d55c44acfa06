namespace McpOps.Cli.Tests.Guides;

/// <summary>What somebody is told who keeps the orchestrator by its page and breaks it: of three services, of which one speaks MCP.</summary>
public sealed class OrchestratorOperatorTests(PostgresCluster postgres) : IClassFixture<PostgresCluster>
{
    private const string Server = "mcp-orchestrator";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_no_MCP_server_is_not_said_to_answer_calls_and_has_files_that_are_accepted()
    {
        await using var replica = await StartAsync();
        await replica.KillAsync("mcp-orch-frontend");
        var (code, said, _) = await replica.RunAsync("restart", "mcp-orch-frontend");
        Assert.Equal(ExitCodes.Done, code);
        Assert.Contains("Its checks hold.", said, StringComparison.Ordinal);
        Assert.DoesNotContain("answers a call", said, StringComparison.Ordinal);

        Assert.Equal(ExitCodes.Done, (await replica.RunAsync("audit", "--accept", "--reason", "as it was set up")).Code);
        var (_, files, _) = await replica.RunAsync("audit", "--area", "files");
        Assert.Contains("Nothing was found", files, StringComparison.Ordinal);
        Assert.DoesNotContain("were accepted yet", files, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_was_stopped_by_a_signal_is_told_of_and_restarted_at_once()
    {
        await using var replica = await StartAsync();
        var process = Assert.Single(Platform.ProcessTable.Find(replica.Root), one => one.Name is "guide-system" && one.Arguments.Contains(Server));
        Assert.Equal(0, (await Command.RunAsync("kill", ["-STOP", $"{process.Id}"], Stop)).ExitCode);
        var (_, said, _) = await replica.RunAsync("diagnose", Server, "--interval", "1s");
        Assert.Contains($"Its process {process.Id} is stopped, by a signal or a debugger", said, StringComparison.Ordinal);

        // Its backups leave the virtual environment out; and no figure of an audit that never was is shown.
        Assert.Contains("docker-compose.yml", said, StringComparison.Ordinal);
        Assert.DoesNotContain("big.bin", said, StringComparison.Ordinal);
        Assert.Contains("audit: It was never audited here.", said, StringComparison.Ordinal);

        var (code, restarted, _) = await replica.RunAsync("restart", Server);
        Assert.Equal(ExitCodes.Done, code);
        Assert.Contains($"Its own processes {process.Id} were ended.", restarted, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_was_dropped_is_no_reason_to_restart_and_comes_back_by_what_the_diagnosis_says()
    {
        await using var replica = await StartAsync();
        Assert.Equal(ExitCodes.Done, (await replica.RunAsync("backup", Server)).Code);
        await Psql.RunAsync(postgres.Url("postgres"), "drop database mcporch with (force)", Stop);
        var (_, said, _) = await replica.RunAsync("diagnose", Server, "--interval", "1s");
        Assert.Contains("bring it back with 'mcpops restore --latest --server mcp-orchestrator --set mcporch'", said, StringComparison.Ordinal);
        Assert.Contains("It was not restarted: a restart would not cure it: its database does not answer: PostgreSQL refuses: database \"mcporch\" does not exist", (await replica.RunAsync("restart", Server)).Error, StringComparison.Ordinal);

        Assert.Contains("1 added, 0 changed, 0 removed", (await replica.RunAsync("restore", "--latest", "--server", Server, "--set", "mcporch", "--dry-run")).Error, StringComparison.Ordinal);
        var (code, restored, error) = await replica.RunAsync("restore", "--latest", "--server", Server, "--set", "mcporch");
        Assert.True(code is ExitCodes.Done, restored + error);
        Assert.Equal("200", await Psql.RunAsync(postgres.Url("mcporch"), "select count(*) from tool_call_logs", Stop));
    }

    private async Task<GuideReplica> StartAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && postgres.Missing is null, postgres.Missing ?? "The replicas' services are processes of Linux.");
        await Psql.RunAsync(postgres.Url("postgres"), "drop database if exists mcporch with (force)", Stop);
        await Psql.LayOrchestratorAsync(postgres.Url, Stop);
        var (ports, more) = GuideSystem.Variables(Server, postgres.Url("mcporch"));
        return await GuideReplica.StartAsync(Server, ports, more);
    }
}
