using System.Globalization;

namespace McpOps.Platform;

/// <summary>Processes that were meant to be spoken to over their standard input, and whose speaker is gone.</summary>
internal static class AbandonedProcesses
{
    // Processes that take in the orphans of others, and are nobody's partner in a conversation.
    private static readonly HashSet<string> Inits = new(StringComparer.Ordinal)
    {
        "systemd", "init", "launchd", "tini", "docker-init", "dumb-init", "catatonit", "s6-svscan", "runit", "runsvdir", "openrc-init",
    };

    /// <summary>Those of a list that are abandoned. Empty where this system tells no parents.</summary>
    /// <param name="all">All processes.</param>
    /// <param name="candidate">Which ones to look at: to look is expensive.</param>
    public static IReadOnlyList<ProcessDetail> Find(IReadOnlyList<ProcessDetail> all, Func<ProcessDetail, bool> candidate)
    {
        var byId = all.ToDictionary(process => process.Id);
        var pipes = new Lazy<HashSet<string>>(() => WrittenPipes(all));

        // What listens on a port is spoken to there, whatever became of the shell that started it.
        var listeners = new Lazy<HashSet<int>>(() => [.. PortOwners.All().Values]);
        return [.. all.Where(process => process.Id != 1 && IsAdopted(byId, process) && candidate(process) && HasNoSpeaker(byId, process, pipes) && !listeners.Value.Contains(process.Id))];
    }

    private static bool IsAdopted(Dictionary<int, ProcessDetail> byId, ProcessDetail process) => process.ParentId switch
    {
        1 => true,
        { } parent => byId.TryGetValue(parent, out var adopter) && adopter.Name == "systemd",
        null => false,
    };

    // A service has no standard input, or a file; a stdio server has a pipe (most clients) or a socket (Node), and it is silent for ever once the other end is closed.
    private static bool HasNoSpeaker(Dictionary<int, ProcessDetail> byId, ProcessDetail process, Lazy<HashSet<string>> pipes)
    {
        if (!OperatingSystem.IsLinux())
        {
            return true;
        }

        var input = LinuxProcesses.Handle(process.Id, "0");
        return input is not null && (input.StartsWith("pipe:", StringComparison.Ordinal)
            ? !pipes.Value.Contains(input)
            : input.StartsWith("socket:", StringComparison.Ordinal) && byId.TryGetValue(process.ParentId ?? 0, out var adopter) && Inits.Contains(adopter.Name));
    }

    private static HashSet<string> WrittenPipes(IReadOnlyList<ProcessDetail> all)
    {
        var pipes = new HashSet<string>(StringComparer.Ordinal);
        foreach (var process in all)
        {
            foreach (var descriptor in LinuxProcesses.Descriptors(process.Id))
            {
                if (LinuxProcesses.Handle(process.Id, descriptor) is { } target && target.StartsWith("pipe:", StringComparison.Ordinal) && IsWritten(process.Id, descriptor))
                {
                    pipes.Add(target);
                }
            }
        }

        return pipes;
    }

    // The access mode is in the lowest two bits of the octal flags: 1 writes, 2 reads and writes. proc_pid_fdinfo(5).
    private static bool IsWritten(int processId, string descriptor)
    {
        try
        {
            var flags = File.ReadLines($"/proc/{processId}/fdinfo/{descriptor}").First(line => line.StartsWith("flags:", StringComparison.Ordinal));
            return (int.Parse(flags.AsSpan(flags.Length - 1), CultureInfo.InvariantCulture) & 3) != 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidOperationException or FormatException)
        {
            return false;
        }
    }
}
