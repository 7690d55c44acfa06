using McpOps.Platform;
using McpOps.Servers;

namespace McpOps.Auditing.Host;

/// <summary>The files that a server runs: program, scripts among its arguments, its folder, its unit.</summary>
internal static class RunFiles
{
    /// <summary>Those that are there.</summary>
    /// <param name="server">The server.</param>
    /// <param name="search">Folders in which a program without a folder is looked for.</param>
    /// <param name="host">Turns a path of the host into one of this machine, for units; as it is when null.</param>
    public static IEnumerable<string> Of(McpServer server, IReadOnlyList<string> search, Func<string, string>? host = null)
    {
        var connection = server.Connection;
        var words = new List<string>();
        if (connection.Command is { } command)
        {
            words.AddRange(Program(command, search));
            words.AddRange(connection.Arguments);
        }

        if (server.Service is { } service)
        {
            words.AddRange(service.StartCommand.Take(1).SelectMany(program => Program(program, search)));
            words.AddRange(service.StartCommand.Skip(1));
            words.AddRange(service.Kind is ServiceKind.Process ? service.Name.Split(' ').Where(Path.IsPathRooted) : []);
            words.AddRange(RunningProcess.Of(server) is ({ } process, _) ? RunningProcess.Files(process, search) : []);
            words.AddRange(service.Kind is "systemd" && UnitFile.PathOf(service.Name, host ?? (path => path)) is { } unit ? [unit] : []);
        }

        // The variable root says where it lies, where nothing says in which folder it runs.
        var folders = new[] { connection.WorkingDirectory, server.Service?.WorkingDirectory }.OfType<string>().ToList();
        folders.AddRange(folders.Count == 0 && server.Root is { } root ? [root] : []);
        words.AddRange(folders);
        var there = words.Where(word => word.Length > 1 && Path.IsPathRooted(word) && Path.Exists(word)).Distinct(StringComparer.Ordinal).ToList();
        return there.Where(word => File.Exists(word) || folders.Contains(word, StringComparer.Ordinal) || there.Exists(other => File.Exists(other) && IsWithin(other, word)));
    }

    /// <summary>A file and its parents up to the root, and where links lead.</summary>
    public static IEnumerable<string> Chain(string path)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var at = path; at is not null && seen.Add(at); at = Path.GetDirectoryName(at))
        {
            yield return at;
            if (Links.Target(at) is { } target)
            {
                foreach (var behind in Chain(target).Where(seen.Add))
                {
                    yield return behind;
                }
            }
        }
    }

    // A folder among the arguments is what the server works on, not what it runs, unless its program or script lies there.
    private static bool IsWithin(string file, string folder) => file.StartsWith(folder.TrimEnd('/', '\\') + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static IEnumerable<string> Program(string command, IReadOnlyList<string> search) =>
        Path.IsPathRooted(command) ? [command] : search.Select(folder => Path.Combine(folder, command)).Where(File.Exists).Take(1);

    private static class Links
    {
        public static string? Target(string path)
        {
            try
            {
                return File.ResolveLinkTarget(path, returnFinalTarget: false)?.FullName;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }
    }
}
