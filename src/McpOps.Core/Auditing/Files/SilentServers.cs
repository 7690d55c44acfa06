using McpOps.Auditing.Host;
using McpOps.Files;
using McpOps.Logs;
using McpOps.Servers;

namespace McpOps.Auditing.Files;

/// <summary>Finds the servers that lie on a network share that is away: whoever reads there waits for ever.</summary>
internal static class SilentServers
{
    /// <summary>The servers with a path that does not answer within ten seconds, each with its first such path. All are asked at once.</summary>
    /// <param name="servers">The servers.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<IReadOnlyDictionary<McpServer, string>> FindAsync(IEnumerable<McpServer> servers, CancellationToken cancellationToken)
    {
        var folders = new AnsweringFolders();
        var asked = servers.Distinct().Select(async server => (Server: server, Path: await FirstAsync(folders, server, cancellationToken))).ToList();
        var silent = new Dictionary<McpServer, string>();
        foreach (var (server, path) in await Task.WhenAll(asked))
        {
            if (path is not null)
            {
                silent[server] = path;
            }
        }

        return silent;
    }

    private static async Task<string?> FirstAsync(AnsweringFolders folders, McpServer server, CancellationToken cancellationToken)
    {
        var asked = Paths(server).Where(Path.IsPathFullyQualified).Distinct(StringComparer.Ordinal).Select(async path => (Path: path, Answers: await folders.AnswersAsync(path, cancellationToken)));
        return (await Task.WhenAll(asked)).FirstOrDefault(one => !one.Answers).Path;
    }

    // Every path that an audit may open or look for.
    private static IEnumerable<string> Paths(McpServer server) =>
    [
        .. new[] { server.Connection.Command, server.Connection.WorkingDirectory, server.Service?.WorkingDirectory, server.Root }.OfType<string>(),
        .. server.Connection.Arguments,
        .. server.Service?.StartCommand ?? [],
        .. server.Service?.Name.Split(' ') ?? [],
        .. RunningProcess.Of(server)?.Process.Arguments ?? [],
        .. server.LogSources(),
        .. server.Certificates,
        .. SavedConfiguration.Paths(server),
    ];
}
