namespace McpOps.Cli.Tests.Guides;

/// <summary>Databases of the guides' systems.</summary>
internal static class Psql
{
    public static async Task<string> RunAsync(string url, string sql)
    {
        var done = await Command.RunAsync("psql", ["-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql, url], TestContext.Current.CancellationToken);
        Assert.True(done.ExitCode == 0, done.Error);
        return done.Output.Trim();
    }

    /// <summary>The orchestrator's database, with activities and calls of 200 days.</summary>
    public static async Task LayOrchestratorAsync(PostgresCluster postgres)
    {
        await RunAsync(postgres.Url(), "create database mcporch");
        await RunAsync(postgres.Url("mcporch"), """
            create extension pg_stat_statements;
            create table project_activities (id serial primary key, created_at timestamptz not null); create index on project_activities (created_at);
            create table tool_call_logs (id serial primary key, created_at timestamptz not null); create index on tool_call_logs (created_at);
            insert into project_activities (created_at) select now() - n * interval '1 day' from generate_series(1, 200) n;
            insert into tool_call_logs (created_at) select now() - n * interval '1 day' from generate_series(1, 200) n
            """);
    }
}
