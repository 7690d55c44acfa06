using McpOps.Servers;

namespace McpOps.Logs;

/// <summary>Finds the logs of a server.</summary>
public static class ServerLogs
{
    /// <summary>The paths that the server names; else the journal of its systemd unit or the log of its container. Empty when there is none.</summary>
    /// <param name="server">The server.</param>
    public static IReadOnlyList<string> LogSources(this McpServer server)
    {
        ArgumentNullException.ThrowIfNull(server);
        if (server.Logs.Count > 0)
        {
            return server.Logs;
        }

        return server.Service switch
        {
            { Kind: "systemd", Name: var unit } => [$"journald:{unit}"],
            { Kind: "docker", Name: var container } => [$"docker:{container}"],
            _ => [],
        };
    }
}
