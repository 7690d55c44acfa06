using System.Globalization;
using System.Text;

namespace McpOps.Platform;

/// <summary>Processes from <c>/proc</c>: proc_pid_stat(5), proc_pid_cmdline(5).</summary>
internal static class LinuxProcesses
{
    // USER_HZ is 100 on every architecture that .NET runs on.
    private const double MsPerTick = 10;

    public static IReadOnlyList<ProcessDetail> All(string proc = "/proc")
    {
        var all = new List<ProcessDetail>();
        if (!Directory.Exists(proc))
        {
            return all;
        }

        var bootedAt = BootedAt(proc);
        foreach (var folder in Directory.EnumerateDirectories(proc))
        {
            if (int.TryParse(Path.GetFileName(folder.AsSpan()), CultureInfo.InvariantCulture, out var id) && Read(proc, id, bootedAt) is { } process)
            {
                all.Add(process);
            }
        }

        return all;
    }

    public static ProcessDetail? Get(int id, string proc = "/proc") => Read(proc, id, BootedAt(proc));

    public static int? Handles(int id, string proc = "/proc") => Descriptors(id, proc) is { Count: > 0 } descriptors ? descriptors.Count : null;

    /// <summary>The numbers of its open files; none when this account may not look.</summary>
    public static IReadOnlyList<string> Descriptors(int id, string proc = "/proc")
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries($"{proc}/{id}/fd").Select(path => Path.GetFileName(path))];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>What an open file of a process is, such as <c>pipe:[123]</c>; null when this account may not look.</summary>
    public static string? Handle(int id, string descriptor, string proc = "/proc")
    {
        try
        {
            return new FileInfo($"{proc}/{id}/fd/{descriptor}").LinkTarget;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static ProcessDetail? Read(string proc, int id, DateTimeOffset? bootedAt)
    {
        try
        {
            var stat = File.ReadAllText($"{proc}/{id}/stat");

            // The name stands in brackets and may itself hold brackets and spaces.
            var open = stat.IndexOf('(', StringComparison.Ordinal);
            var close = stat.LastIndexOf(')');
            var fields = stat[(close + 2)..].Split(' ');
            if (fields[0] is "Z" or "X")
            {
                // Dead, and only not yet collected by its parent.
                return null;
            }

            var line = File.ReadAllText($"{proc}/{id}/cmdline", Encoding.UTF8);
            return new ProcessDetail(id, stat[(open + 1)..close])
            {
                IsStopped = fields[0] is "T" or "t",
                ParentId = int.Parse(fields[1], CultureInfo.InvariantCulture),
                CpuMs = (Number(fields[11]) + Number(fields[12])) * MsPerTick,
                Threads = (int)Number(fields[17]),
                StartedAt = bootedAt?.AddMilliseconds(Number(fields[19]) * MsPerTick),
                RssBytes = Number(fields[21]) * Environment.SystemPageSize,
                Arguments = line.TrimEnd('\0') is { Length: > 0 } arguments ? arguments.Split('\0') : [],
            };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException or IndexOutOfRangeException or ArgumentOutOfRangeException)
        {
            // It ended while it was read.
            return null;
        }
    }

    private static DateTimeOffset? BootedAt(string proc)
    {
        foreach (var line in File.Exists($"{proc}/stat") ? File.ReadLines($"{proc}/stat") : [])
        {
            if (line.StartsWith("btime ", StringComparison.Ordinal))
            {
                return DateTimeOffset.FromUnixTimeSeconds(Number(line[6..]));
            }
        }

        return null;
    }

    private static long Number(string field) => long.Parse(field, CultureInfo.InvariantCulture);
}
