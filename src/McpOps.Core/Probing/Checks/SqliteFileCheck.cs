using McpOps.Platform;
using McpOps.Servers;

namespace McpOps.Probing;

/// <summary>Are the SQLite files of the server whole?</summary>
internal sealed class SqliteFileCheck : IHealthCheck
{
    public string Name => "sqlite";

    public bool AppliesTo(McpServer server) => Files(server).Any();

    public async Task<IReadOnlyList<McpCheckResult>> CheckAsync(McpServer server, CancellationToken cancellationToken) =>
        await Task.WhenAll(Files(server).Select(database => CheckAsync(server, database, cancellationToken)));

    private async Task<McpCheckResult> CheckAsync(McpServer server, McpDatabase database, CancellationToken cancellationToken)
    {
        var check = await SqliteFile.QuickCheckAsync(LateText.Resolve(database.Path ?? "", server), cancellationToken);
        return CheckResults.Say($"{Name}:{database.Name}", check.Verdict switch
        {
            SqliteVerdict.Whole => HealthStatus.Healthy,
            SqliteVerdict.Unknown => HealthStatus.Unknown,
            _ => HealthStatus.Unhealthy,
        }, check.Message);
    }

    private static IEnumerable<McpDatabase> Files(McpServer server) => server.Databases.Where(database => database.Kind.Equals("sqlite", StringComparison.OrdinalIgnoreCase));
}
