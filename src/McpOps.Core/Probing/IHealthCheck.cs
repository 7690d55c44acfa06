using McpOps.Servers;

namespace McpOps.Probing;

/// <summary>One question about a server. Other rooms bring checks of their own.</summary>
public interface IHealthCheck
{
    /// <summary>Its name in results, thresholds and <c>-Check</c>, such as <c>disk</c>.</summary>
    string Name { get; }

    /// <summary>Whether it applies to the server, such as when the inventory names a certificate.</summary>
    /// <param name="server">The server.</param>
    bool AppliesTo(McpServer server);

    /// <summary>Asks the question. A check does not throw for what it finds; what it cannot find out is <see cref="HealthStatus.Unknown"/>.</summary>
    /// <param name="server">The server.</param>
    /// <param name="cancellationToken">The time-out of the probe, and Ctrl-C.</param>
    Task<IReadOnlyList<McpCheckResult>> CheckAsync(McpServer server, CancellationToken cancellationToken);
}
