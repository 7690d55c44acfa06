using System.Globalization;

namespace McpOps.Platform;

/// <summary>Processor time from <c>/proc/stat</c>: proc_pid_stat(5).</summary>
internal static class LinuxCpu
{
    private const int Idle = 3;
    private const int IoWait = 4;

    // Guest time (fields 8 and 9) is already in user and nice.
    private const int Fields = 8;

    public static CpuTicks? Read(LinuxRoots roots)
    {
        var path = Path.Combine(roots.Proc, "stat");
        if (!File.Exists(path) || File.ReadLines(path).FirstOrDefault() is not { } line)
        {
            return null;
        }

        var ticks = line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(Fields)
            .Select(field => double.Parse(field, CultureInfo.InvariantCulture)).ToArray();
        if (ticks.Length <= Idle)
        {
            return null;
        }

        var total = ticks.Sum();
        return new CpuTicks(total - ticks[Idle] - (ticks.Length > IoWait ? ticks[IoWait] : 0), total);
    }
}
