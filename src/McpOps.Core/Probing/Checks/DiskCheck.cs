using McpOps.Platform;
using McpOps.Servers;

namespace McpOps.Probing;

/// <summary>Is there room, in bytes and inodes, on the file systems that a server writes to?</summary>
internal sealed class DiskCheck(MachineSnapshot machine) : IHealthCheck
{
    public string Name => "disk";

    public bool AppliesTo(McpServer server) => LocalServers.IsOperatedHere(server);

    public async Task<IReadOnlyList<McpCheckResult>> CheckAsync(McpServer server, CancellationToken cancellationToken)
    {
        var disks = await Task.WhenAll(Paths(server).Distinct(StringComparer.Ordinal).Select(path => machine.DiskAsync(path, cancellationToken)));
        return [.. disks.OfType<DiskUsage>().DistinctBy(disk => disk.Mount).SelectMany(disk => Results(server, disk))];
    }

    private static IEnumerable<McpCheckResult> Results(McpServer server, DiskUsage disk)
    {
        if (disk.UsedPercent is { } used)
        {
            yield return CheckResults.Measure(server, "disk", disk.Mount, used, "%", $"{Sizes.Text(disk.AvailableBytes)} of {Sizes.Text(disk.TotalBytes)} available");
        }

        if (disk.InodesUsedPercent is { } inodes)
        {
            yield return CheckResults.Measure(server, "inodes", disk.Mount, inodes, "%", "of the files that it can hold");
        }
    }

    // The system's own disk, and wherever the server's files lie.
    private static IEnumerable<string> Paths(McpServer server) =>
        LocalServers.Folders(server).Prepend(Path.GetPathRoot(Environment.SystemDirectory) is { Length: > 0 } root ? root : "/");
}
