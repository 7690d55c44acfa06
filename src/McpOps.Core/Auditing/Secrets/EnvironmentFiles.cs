using McpOps.Servers;

namespace McpOps.Auditing.Secrets;

/// <summary>The files from which servers take their secrets.</summary>
internal static class EnvironmentFiles
{
    private static readonly string[] Names = [".env", ".env.local", ".env.production"];

    /// <summary>The environment files that may be beside what servers run, whether they are there or not.</summary>
    public static IEnumerable<string> Of(IEnumerable<McpServer> servers) => servers
        .SelectMany(Folders).Where(Path.IsPathRooted).Distinct(StringComparer.Ordinal)
        .SelectMany(folder => Names.Select(name => Path.Combine(folder, name)));

    private static IEnumerable<string> Folders(McpServer server) =>
    [
        .. server.Connection.WorkingDirectory is { } folder ? [folder] : Array.Empty<string>(),
        .. server.Service?.WorkingDirectory is { } service ? [service] : Array.Empty<string>(),
        .. server.Connection.Arguments.Where(argument => Path.IsPathRooted(argument) && File.Exists(argument)).Select(argument => Path.GetDirectoryName(argument)!),
    ];
}
