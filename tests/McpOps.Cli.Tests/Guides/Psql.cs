namespace McpOps.Cli.Tests.Guides;

/// <summary>Databases of the guides' systems.</summary>
internal static class Psql
{
    public static async Task<string> RunAsync(string url, string sql, CancellationToken cancellationToken)
    {
        var done = await Command.RunAsync("psql", ["-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql, url], cancellationToken);
        return done.ExitCode is 0 ? done.Output.Trim() : throw new InvalidOperationException(done.Error);
    }

    /// <summary>The orchestrator's database, with activities and calls of 200 days.</summary>
    public static async Task LayOrchestratorAsync(Func<string, string> url, CancellationToken cancellationToken)
    {
        // The tests of a class share a server, in any order.
        await RunAsync(url("postgres"), "drop database if exists mcporch with (force)", cancellationToken);
        await RunAsync(url("postgres"), "create database mcporch", cancellationToken);
        await RunAsync(url("mcporch"), """
            create extension pg_stat_statements;
            create table project_activities (id serial primary key, created_at timestamptz not null); create index on project_activities (created_at);
            create table tool_call_logs (id serial primary key, created_at timestamptz not null); create index on tool_call_logs (created_at);
            insert into project_activities (created_at) select now() - n * interval '1 day' from generate_series(1, 200) n;
            insert into tool_call_logs (created_at) select now() - n * interval '1 day' from generate_series(1, 200) n
            """, cancellationToken);
    }
}
