using McpOps.Files;
using McpOps.Platform;
using McpOps.Probing;
using McpOps.Servers;

namespace McpOps.Maintenance.Plans;

/// <summary>What conditions of steps ask this machine.</summary>
internal static class HostFacts
{
    /// <summary>A fact; null where the machine does not tell it.</summary>
    public static double? Read(string fact, McpServer? server, TimeProvider time) => fact switch
    {
        StepCondition.DiskUsed => DisksOf(server).Max(disk => disk.UsedPercent),
        StepCondition.MemoryUsed => new HostSampler(time).Sample().MemoryPercent,
        _ => new HostSampler(time).Sample() is { Load5: { } load, CpuCount: > 0 and var count } ? load / count : null,
    };

    /// <summary>The file systems that a server's files lie on; all local ones where it names none.</summary>
    public static IReadOnlyList<DiskUsage> DisksOf(McpServer? server)
    {
        var named = server is null ? [] : Under(LocalServers.Folders(server));
        return named.Count > 0 ? named : Disks.All();
    }

    /// <summary>The file systems without which a server does not run: those of its files, else the system's own. That where its backups go is none of them, and neither is another's.</summary>
    public static IReadOnlyList<DiskUsage> DisksToRunOn(McpServer server)
    {
        var named = Under(LocalServers.Folders(server with { Backup = server.Backup is { } backup ? backup with { Destination = null } : null }));
        return named.Count > 0 ? named : Under([Path.GetPathRoot(Environment.SystemDirectory) is { Length: > 0 } root ? root : "/"]);
    }

    // That of a share that is away is not asked: nobody would come back.
    private static List<DiskUsage> Under(IEnumerable<string> folders) =>
        [.. new AnsweringFolders().Divide(folders).Answering.Select(path => Disks.For(path)).OfType<DiskUsage>().DistinctBy(disk => disk.Mount)];
}
