using System.Runtime.CompilerServices;
using McpOps.Maintenance.Databases;
using McpOps.Platform;
using McpOps.Servers;

namespace McpOps.Maintenance;

/// <summary>Looks after servers' databases as the inventory says: PostgreSQL vacuumed by need, rows removed by retention and indexes made anew on evidence, SQLite optimized and checkpointed.</summary>
/// <param name="context">The clock, progress and notices.</param>
public sealed class DatabaseMaintenance(EngineContext context)
{
    /// <summary>Does it, table by table. A database that does not answer is a record, and keeps no other from being looked after.</summary>
    /// <param name="options">Which.</param>
    /// <param name="cancellationToken">Ends it between two batches.</param>
    /// <exception cref="McpOpsException"><c>DatabaseRuleUnknown</c>: no server has a rule for a database that was named.</exception>
    public async IAsyncEnumerable<McpDatabaseWork> RunAsync(DatabaseOptions options, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var all = options.Servers.SelectMany(server => server.Maintain.Select(rule => (Server: server, Rule: rule))).ToList();
        if (options.Databases.FirstOrDefault(name => !all.Exists(one => one.Rule.Database == name)) is { } unknown)
        {
            throw new McpOpsException("DatabaseRuleUnknown", McpErrorCategory.InvalidArgument,
                $"No server here has a rule for a database '{unknown}' below \"maintain\".{NearestName.Hint(unknown, all.Select(one => one.Rule.Database).Distinct(StringComparer.Ordinal))}", unknown);
        }

        foreach (var (server, rule) in all.Where(one => options.Databases.Count == 0 || options.Databases.Contains(one.Rule.Database, StringComparer.Ordinal)))
        {
            context.Progress?.Report(new McpProgress("Looking after databases", $"{server.Name}: {rule.Database}", 0, null));
            var database = server.Databases.First(known => known.Name == rule.Database);
            var works = database.Kind is "sqlite" ? SqliteAsync(server, database, rule, options, cancellationToken) : PostgresAsync(server, database, rule, options, cancellationToken);
            await foreach (var work in works)
            {
                yield return work with { Host = context.Host };
            }
        }
    }

    private async IAsyncEnumerable<McpDatabaseWork> PostgresAsync(McpServer server, McpDatabase database, McpMaintainRule rule, DatabaseOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var upkeep = new PostgresUpkeep(context, server, database, options.DryRun);
        var (connection, problem) = await TryAsync(() => upkeep.OpenAsync(cancellationToken));
        if (connection is null)
        {
            yield return Failed(server, database, "connect", database.Name, problem!);
            yield break;
        }

        await using (connection)
        {
            foreach (var retain in options.Does("retain") ? rule.Retain : [])
            {
                var (work, wrong) = await TryAsync(() => upkeep.RetainAsync(connection, retain, cancellationToken));
                yield return work ?? Failed(server, database, "retain", retain.Table, wrong!);
            }

            if (rule.Vacuum && options.Does("vacuum"))
            {
                await foreach (var work in EachAsync(upkeep.VacuumAsync(connection, cancellationToken), problem => Failed(server, database, "vacuum", "all tables", problem), cancellationToken))
                {
                    yield return work;
                }
            }

            if (rule.Reindex && options.Does("reindex"))
            {
                await foreach (var work in EachAsync(upkeep.ReindexAsync(connection, cancellationToken), problem => Failed(server, database, "reindex", "all indexes", problem), cancellationToken))
                {
                    yield return work;
                }
            }
        }
    }

    // What ends it in the middle is its last record.
    private static async IAsyncEnumerable<McpDatabaseWork> EachAsync(IAsyncEnumerable<McpDatabaseWork> source, Func<string, McpDatabaseWork> failed, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using (var works = source.GetAsyncEnumerator(cancellationToken))
        {
            while (true)
            {
                var (next, wrong) = await TryAsync(async () => await works.MoveNextAsync() ? works.Current : new McpDatabaseWork { Server = "", Database = "", Action = "", Target = "", Outcome = "" });
                if (next is not { Action.Length: > 0 })
                {
                    if (next is null)
                    {
                        yield return failed(wrong!);
                    }

                    yield break;
                }

                yield return next;
            }
        }
    }

    private static async IAsyncEnumerable<McpDatabaseWork> SqliteAsync(McpServer server, McpDatabase database, McpMaintainRule rule, DatabaseOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!rule.Vacuum || !options.Does("vacuum"))
        {
            yield break;
        }

        foreach (var (action, sql) in new[] { ("optimize", "PRAGMA optimize"), ("checkpoint", "PRAGMA wal_checkpoint(TRUNCATE)") })
        {
            var work = new McpDatabaseWork { Server = server.Name, Database = database.Name, Action = action, Target = database.Path!, Outcome = StepOutcome.WouldChange, Message = sql };
            if (options.DryRun)
            {
                yield return work;
                continue;
            }

            var (rows, problem) = await SqliteUpkeep.RunAsync(database.Path!, sql, cancellationToken);

            // The first column of a checkpoint is 1 when a reader or writer kept it from its end.
            yield return problem is not null ? work with { Outcome = StepOutcome.Failed, Message = $"{sql}: {problem}" }
                : action is "checkpoint" && rows is ["1"] ? work with { Outcome = StepOutcome.Skipped, Message = $"{sql}: somebody reads or writes; the next run tries again." }
                : work with { Outcome = StepOutcome.Changed };
        }
    }

    private static McpDatabaseWork Failed(McpServer server, McpDatabase database, string action, string target, string problem) =>
        new() { Server = server.Name, Database = database.Name, Action = action, Target = target, Outcome = StepOutcome.Failed, Message = KnownValues.Of(server, Environment.GetEnvironmentVariable).Mask(Redaction.MaskText(problem)) };

    private static async Task<(T? Result, string? Problem)> TryAsync<T>(Func<Task<T>> work)
        where T : class
    {
        try
        {
            return (await work(), null);
        }
        catch (Exception exception) when (PostgresProblem.Of(exception) is { } problem)
        {
            return (null, problem);
        }
    }
}
