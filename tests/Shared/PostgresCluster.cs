namespace McpOps;

/// <summary>A PostgreSQL for the tests of a class.</summary>
public sealed class PostgresCluster : IAsyncLifetime
{
    private readonly LocalPostgres _server = new();

    /// <summary>Why there is none; null when there is one.</summary>
    public string? Missing => _server.Missing;

    public int Port => _server.Port;

    public string Url(string database = "postgres") => _server.Url(database);

    public ValueTask InitializeAsync() => _server.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
