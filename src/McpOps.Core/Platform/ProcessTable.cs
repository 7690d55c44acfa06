using System.ComponentModel;
using System.Diagnostics;

namespace McpOps.Platform;

/// <summary>The processes of this machine.</summary>
public static class ProcessTable
{
    /// <summary>All processes that this account can see. Handles are not counted here: that takes too long for all of them.</summary>
    public static IReadOnlyList<ProcessDetail> All()
    {
        if (OperatingSystem.IsLinux())
        {
            return LinuxProcesses.All();
        }

        var commands = OperatingSystem.IsMacOS() ? MacProcesses.Commands() : [];
        var all = new List<ProcessDetail>();
        foreach (var process in Process.GetProcesses())
        {
            using (process)
            {
                if (Describe(process) is { } detail)
                {
                    all.Add(commands.TryGetValue(detail.Id, out var command) ? detail with { ParentId = command.ParentId, Arguments = [command.Line] } : detail);
                }
            }
        }

        return all;
    }

    /// <summary>One process with its handles; null when there is none of that id.</summary>
    /// <param name="processId">Its id.</param>
    public static ProcessDetail? Get(int processId)
    {
        if (OperatingSystem.IsLinux())
        {
            return LinuxProcesses.Get(processId) is { } found ? found with { Handles = LinuxProcesses.Handles(processId) } : null;
        }

        try
        {
            using var process = Process.GetProcessById(processId);
            return Describe(process) is { } detail ? detail with { Handles = OperatingSystem.IsWindows() ? process.HandleCount : null } : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>The processes whose command line holds a text, without this process and those that started it (their command lines hold it too).</summary>
    /// <param name="text">A part of the command line; case counts.</param>
    public static IReadOnlyList<ProcessDetail> Find(string text)
    {
        var all = All();
        var own = Ancestors(all, Environment.ProcessId);
        return [.. all.Where(process => !own.Contains(process.Id) && process.CommandLine.Contains(text, StringComparison.Ordinal))];
    }

    /// <summary>A process and all that started it.</summary>
    internal static HashSet<int> Ancestors(IReadOnlyList<ProcessDetail> all, int processId)
    {
        var parents = all.ToDictionary(process => process.Id, process => process.ParentId);
        var found = new HashSet<int>();
        for (int? id = processId; id is { } current && found.Add(current);)
        {
            id = parents.GetValueOrDefault(current);
        }

        return found;
    }

    private static ProcessDetail? Describe(Process process)
    {
        try
        {
            return new ProcessDetail(process.Id, process.ProcessName)
            {
                RssBytes = process.WorkingSet64,
                CpuMs = process.TotalProcessorTime.TotalMilliseconds,
                Threads = process.Threads.Count,
                StartedAt = new DateTimeOffset(process.StartTime.ToUniversalTime(), TimeSpan.Zero),
            };
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException or NotSupportedException)
        {
            // It ended meanwhile, or belongs to the system.
            return null;
        }
    }
}
