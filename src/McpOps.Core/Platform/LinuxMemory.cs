using System.Globalization;

namespace McpOps.Platform;

/// <summary>Memory from <c>/proc/meminfo</c>, and from the control group where a container has a tighter limit.</summary>
internal static class LinuxMemory
{
    public static MemoryFigures? Read(LinuxRoots roots)
    {
        var path = Path.Combine(roots.Proc, "meminfo");
        if (!File.Exists(path))
        {
            return null;
        }

        var values = Values(File.ReadLines(path), multiplier: 1024);
        if (!values.TryGetValue("MemTotal", out var total))
        {
            return null;
        }

        // Kernels before 3.14 have no MemAvailable.
        var available = values.TryGetValue("MemAvailable", out var known)
            ? known
            : values.GetValueOrDefault("MemFree") + values.GetValueOrDefault("Buffers") + values.GetValueOrDefault("Cached");
        var host = new MemoryFigures(total, available, values.GetValueOrDefault("SwapTotal"), values.GetValueOrDefault("SwapFree"));
        return Limit(roots) is { } limit && limit.Bytes < total
            ? host with { TotalBytes = limit.Bytes, AvailableBytes = Math.Min(available, Math.Max(0, limit.Bytes - limit.UsedBytes)), IsLimited = true }
            : host;
    }

    // The group at the root of what is mounted here is the container's own. A unit's limit on the monitor itself lies deeper, and is not meant.
    private static (long Bytes, long UsedBytes)? Limit(LinuxRoots roots) =>
        Group(roots.Cgroup, "memory.max", "memory.current", "inactive_file")
        ?? Group(Path.Combine(roots.Cgroup, "memory"), "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file");

    private static (long Bytes, long UsedBytes)? Group(string folder, string limitFile, string usageFile, string reclaimable)
    {
        if (Number(Path.Combine(folder, limitFile)) is not { } limit || Number(Path.Combine(folder, usageFile)) is not { } used)
        {
            return null;
        }

        var stat = Path.Combine(folder, "memory.stat");
        var cache = File.Exists(stat) ? Values(File.ReadLines(stat), multiplier: 1).GetValueOrDefault(reclaimable) : 0;
        return (limit, Math.Max(0, used - cache));
    }

    // "max" stands for no limit, and is no number.
    private static long? Number(string path) =>
        File.Exists(path) && long.TryParse(File.ReadAllText(path).AsSpan().Trim(), CultureInfo.InvariantCulture, out var number) ? number : null;

    private static Dictionary<string, long> Values(IEnumerable<string> lines, long multiplier)
    {
        var values = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length >= 2 && long.TryParse(fields[1], CultureInfo.InvariantCulture, out var value))
            {
                values[fields[0].TrimEnd(':')] = value * multiplier;
            }
        }

        return values;
    }
}
