using McpOps.Maintenance.Databases;
using McpOps.Probing;
using McpOps.Servers;
using Npgsql;

namespace McpOps.Maintenance.Diagnosis;

/// <summary>Who holds the connections of its databases, and is a transaction left open?</summary>
internal sealed class DatabaseArea : IDiagnosisArea
{
    private const int Named = 6;

    public string Name => "databases";

    public async Task<IReadOnlyList<Observation>> LookAsync(DiagnosisScope scope, CancellationToken cancellationToken)
    {
        var seen = new List<Observation>();
        foreach (var database in scope.Server.Databases.Where(database => database.Kind.StartsWith("postgres", StringComparison.OrdinalIgnoreCase)))
        {
            try
            {
                seen.AddRange(await AskAsync(scope, database, cancellationToken));
            }
            catch (Exception exception) when (PostgresProblem.Of(exception) is { } problem)
            {
                seen.Add(new Observation(Name, HealthStatus.Unhealthy, $"'{database.Name}': {Redaction.MaskText(problem)}", exception is PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName }
                    ? $"It is lost, or was never made: bring it back with 'mcpops restore --latest --server {scope.Server.Name} --set {database.Name}' (Restore-McpBackup latest {scope.Server.Name} -Set {database.Name}), or correct its address."
                    : "A restart of the server does not cure this: look at PostgreSQL first."));
            }
        }

        return seen;
    }

    private async Task<IReadOnlyList<Observation>> AskAsync(DiagnosisScope scope, McpDatabase database, CancellationToken cancellationToken)
    {
        var address = PostgresAddress.Parse(database.Name, ConnectionResolver.Text(database.ConnectionString ?? "", scope.Server, scope.Paths.Variable));
        (address.Pooling, address.ApplicationName, address.Timeout) = (false, "mcpops diagnose", 5);
        await using var connection = new NpgsqlConnection(address.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        var held = await PostgresConnections.ReadAsync(connection, cancellationToken);
        var idle = held.Groups.Where(group => group.Hangs).MaxBy(group => group.Seconds);
        return
        [
            new Observation(Name, held.IsNearFull ? HealthStatus.Degraded : HealthStatus.Healthy,
                $"'{database.Name}': {held.Used}{(held.Most is { } most ? $" of {most}" : "")} connections{(held.Groups.Count > 0 ? $": {string.Join(", ", held.Groups.Take(Named).Select(group => $"{group.Count} {group.State} by {group.Application}"))}" : "")}.",
                held.IsNearFull ? PostgresConnections.AndSoNear : ""),
            .. idle is not null
                ? [new Observation(Name, HealthStatus.Degraded, FormattableString.Invariant($"A transaction of {idle.Application} has been idle for {idle.Seconds:0} s."), PostgresConnections.AndSoHangs)]
                : Array.Empty<Observation>(),
        ];
    }
}
