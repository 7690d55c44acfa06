using System.Globalization;

namespace McpOps.Platform;

/// <summary>Which process of which start of which machine: what one writes where others read it, so that those beside it can tell whether it is gone.</summary>
internal static class ProcessMark
{
    /// <summary>That of this process; empty where the system does not tell.</summary>
    public static string Own { get; } = Place() is { Length: > 0 } place ? string.Create(CultureInfo.InvariantCulture, $"{place} {Environment.ProcessId}") : "";

    /// <summary>Whether the process of a mark is known to be gone: of one elsewhere, in another container say, nothing is known.</summary>
    public static bool IsGone(string mark) =>
        mark.LastIndexOf(' ') is > 0 and var end && mark[..end] == Place() && int.TryParse(mark.AsSpan(end + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && UnixNative.IsNoProcess(id);

    // What the kernel calls this start of the machine, and the processes that see each other.
    private static string Place()
    {
        try
        {
            return OperatingSystem.IsLinux() && new FileInfo("/proc/self/ns/pid").LinkTarget is { } space ? $"{File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim()} {space}" : "";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
