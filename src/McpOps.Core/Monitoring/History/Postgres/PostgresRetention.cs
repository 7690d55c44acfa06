using Npgsql;

namespace McpOps.Monitoring;

/// <summary>Makes the roll-ups of the months that are over, and removes what is old. It takes no part in the turns: nobody waits for it.</summary>
internal static class PostgresRetention
{
    // Of several watches one does it.
    private const long AloneKey = PostgresDoor.LockKey + 1;

    public static async Task<int> RunAsync(PostgresDoor door, RetentionPlan plan, CancellationToken cancellationToken)
    {
        await using var connection = await door.OpenAsync(cancellationToken);
        await using var alone = new NpgsqlCommand($"select pg_try_advisory_lock({AloneKey})", connection);
        if (await alone.ExecuteScalarAsync(cancellationToken) is not true)
        {
            return 0;
        }

        try
        {
            var budget = new RetentionBudget(plan.Longest);
            foreach (var server in await PostgresSamples.ServersAsync(door, cancellationToken))
            {
                await RollAsync(door, connection, server, plan.Now, budget, cancellationToken);
            }

            await PostgresDoor.ExecuteAsync(connection, "delete from mcpops.rollup where start < $1", cancellationToken, PostgresDoor.Time(RolledMonth.Of(plan.RollupsBefore)));
            await PostgresDoor.ExecuteAsync(connection, "delete from mcpops.rolled where month < $1", cancellationToken, PostgresDoor.Time(RolledMonth.Of(plan.RollupsBefore)));
            return await RemoveAsync(connection, RolledMonth.Of(plan.Before), cancellationToken);
        }
        finally
        {
            await PostgresDoor.ExecuteAsync(connection, $"select pg_advisory_unlock({AloneKey})", CancellationToken.None);
        }
    }

    private static async Task RollAsync(PostgresDoor door, NpgsqlConnection connection, string server, DateTimeOffset now, RetentionBudget budget, CancellationToken cancellationToken)
    {
        await using var oldest = new NpgsqlCommand("select min(slot) from mcpops.sample where server = $1", connection) { Parameters = { PostgresDoor.Value(server) } };
        if (await oldest.ExecuteScalarAsync(cancellationToken) is not DateTime first)
        {
            return;
        }

        var done = (await PostgresRollups.MonthsAsync(connection, server, orphans: false, cancellationToken)).ToHashSet();
        for (var month = RolledMonth.Of(new DateTimeOffset(first)); month < RolledMonth.Of(now.AddDays(-1)); month = month.AddMonths(1))
        {
            if (done.Contains(month))
            {
                continue;
            }

            if (budget.IsSpent)
            {
                return;
            }

            budget.Note();

            var samples = new List<McpSample>();
            await foreach (var sample in PostgresSamples.ReadAsync(door, server, month, month.AddMonths(1).AddSeconds(-1), cancellationToken))
            {
                samples.Add(sample);
            }

            await PostgresRollups.WriteAsync(connection, server, month, samples, cancellationToken);
        }
    }

    // In small pieces, so that nobody waits for it; whole months, as their roll-ups are.
    private static async Task<int> RemoveAsync(NpgsqlConnection connection, DateTimeOffset before, CancellationToken cancellationToken)
    {
        for (var count = 0; ; count++)
        {
            if (await PostgresDoor.ExecuteAsync(connection, "delete from mcpops.sample where ctid in (select ctid from mcpops.sample where slot < $1 limit 5000)", cancellationToken, PostgresDoor.Time(before)) == 0)
            {
                return count;
            }
        }
    }
}
