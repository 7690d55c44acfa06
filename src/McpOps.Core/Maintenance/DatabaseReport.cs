using System.Runtime.CompilerServices;
using McpOps.Maintenance.Databases;
using McpOps.Maintenance.Databases.Reports;
using McpOps.Probing;
using McpOps.Servers;

namespace McpOps.Maintenance;

/// <summary>How servers' databases are: sizes, bloat, slow statements, unused and broken indexes, connections, what holds VACUUM back. It only looks.</summary>
/// <param name="context">The clock, progress and notices.</param>
/// <param name="paths">Where history lies; this process's paths when null.</param>
public sealed class DatabaseReport(EngineContext context, ServerPaths? paths = null)
{
    private readonly ServerPaths _paths = paths ?? ServerPaths.FromProcess();

    /// <summary>Looks at one database after the other. One that refuses or does not answer is a line, and keeps no other from being looked at.</summary>
    /// <param name="options">Which.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="McpOpsException"><c>DatabaseNotInInventory</c>: no server has a database that was named.</exception>
    public async IAsyncEnumerable<McpDatabaseReport> RunAsync(DatabaseReportOptions options, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var all = options.Servers.SelectMany(server => server.Databases.Select(database => (Server: server, Database: database))).ToList();
        if (options.Databases.FirstOrDefault(name => !all.Exists(one => one.Database.Name == name)) is { } unknown)
        {
            throw new McpOpsException("DatabaseNotInInventory", McpErrorCategory.InvalidArgument,
                $"No server here has a database '{unknown}'.{NearestName.Hint(unknown, all.Select(one => one.Database.Name).Distinct(StringComparer.Ordinal))} They stand below \"databases\" in the inventory.", unknown);
        }

        foreach (var (server, database) in all.Where(one => options.Databases.Count == 0 || options.Databases.Contains(one.Database.Name, StringComparer.Ordinal)))
        {
            context.Progress?.Report(new McpProgress("Looking at databases", $"{server.Name}: {database.Name}", 0, null));
            var known = KnownValues.Of(server, _paths.Variable);
            foreach (var line in await LookAsync(server, database, options, cancellationToken))
            {
                yield return new McpDatabaseReport
                {
                    Server = server.Name, Host = context.Host, Database = database.Name, Area = line.Area, Subject = line.Subject, Status = line.Status, Value = line.Value, Unit = line.Unit,
                    Fact = known.Mask(line.Fact), AndSo = context.Words(line.AndSo), SeenAt = context.Time.GetUtcNow().LocalDateTime,
                };
            }
        }
    }

    private async Task<IReadOnlyList<ReportLine>> LookAsync(McpServer server, McpDatabase database, DatabaseReportOptions options, CancellationToken cancellationToken)
    {
        if (database.Kind is "sqlite")
        {
            return options.RemembersStatements ? [] : await SqliteLook.AtAsync(database, cancellationToken);
        }

        try
        {
            await using var connection = await new PostgresUpkeep(context, server, database, dryRun: true).OpenAsync(cancellationToken);
            var memory = new StatementMemory(Path.Combine(StateFolder.Of(options.History, server.History, _paths), "statements"), server.Name, database.Name);
            var statements = new StatementLook(context, connection, memory, options);
            return options.RemembersStatements ? await statements.AtAsync(cancellationToken)
                : [.. await PostgresLook.AtAsync(connection, options.Top, cancellationToken), .. await statements.AtAsync(cancellationToken)];
        }
        catch (Exception exception) when (PostgresProblem.Of(exception) is { } problem)
        {
            return [new ReportLine("connect", "", HealthStatus.Unhealthy, Redaction.MaskText(problem)) { AndSo = "Look at PostgreSQL first." }];
        }
    }
}
