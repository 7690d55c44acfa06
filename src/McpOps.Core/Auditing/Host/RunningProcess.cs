using McpOps.Platform;
using McpOps.Servers;

namespace McpOps.Auditing.Host;

/// <summary>The process that runs a server now, where its inventory names a service but not what is started.</summary>
internal static class RunningProcess
{
    /// <summary>Who listens on its port, or else the one process that its service names, which may have forked workers; null where nobody does, or several could be meant.</summary>
    public static (ProcessDetail Process, int? Port)? Of(McpServer server)
    {
        if (server.Service is not { Kind: ServiceKind.Process or ServiceKind.Systemd } service)
        {
            return null;
        }

        var owners = server.Ports.Count == 0 ? new Dictionary<int, int>() : PortOwners.All();
        foreach (var port in server.Ports)
        {
            if (owners.TryGetValue(port, out var id) && id > 1 && ProcessTable.Get(id) is { } listening)
            {
                return (listening, port);
            }
        }

        return service.Kind is ServiceKind.Process && First(ServiceProcesses.Named(service.Name)) is { } one ? (one, null) : null;
    }

    // The workers that it forked have its command line, and so has for a moment whatever it starts.
    private static ProcessDetail? First(IReadOnlyList<ProcessDetail> named)
    {
        var ids = named.Select(process => process.Id).ToHashSet();
        return named.Where(process => process.ParentId is not { } parent || !ids.Contains(parent)).ToList() is [var one] ? one : null;
    }

    /// <summary>The files of its command line: its program, and the scripts among its arguments.</summary>
    /// <param name="process">The process.</param>
    /// <param name="search">Folders in which a program without a folder is looked for.</param>
    public static IEnumerable<string> Files(ProcessDetail process, IReadOnlyList<string> search)
    {
        if (process.Arguments.Count == 0)
        {
            yield break;
        }

        var folder = Folder(process.Id);
        foreach (var (word, index) in process.Arguments.Select((word, index) => (word, index)).Where(pair => pair.word.Length > 0))
        {
            if (Path.IsPathRooted(word))
            {
                yield return word;
            }
            else if (index == 0 && !word.Contains(Path.DirectorySeparatorChar))
            {
                foreach (var program in search.Select(one => Path.Combine(one, word)).Where(File.Exists).Take(1))
                {
                    yield return program;
                }
            }
            else if (folder is not null && !word.StartsWith('-') && Path.Combine(folder, word) is var path && File.Exists(path))
            {
                yield return path;
            }
        }
    }

    private static string? Folder(int id)
    {
        try
        {
            return OperatingSystem.IsLinux() ? new DirectoryInfo($"/proc/{id}/cwd").LinkTarget : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
