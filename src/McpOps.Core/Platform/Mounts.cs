using System.Globalization;
using System.Text.RegularExpressions;

namespace McpOps.Platform;

/// <summary>A mounted file system.</summary>
internal sealed record Mount(string Path, string Type, string Device);

/// <summary>What is mounted where, without touching the file systems themselves: one that hangs must not hang the list.</summary>
internal static partial class Mounts
{
    public static IReadOnlyList<Mount> All() => OperatingSystem.IsLinux() && File.Exists("/proc/self/mounts")
        ? Parse(File.ReadLines("/proc/self/mounts"))
        : [.. DriveInfo.GetDrives().Where(drive => drive.IsReady).Select(drive => new Mount(drive.Name, drive.DriveFormat, drive.Name))];

    /// <summary>Reads lines of fstab(5)'s form; a space in a path is written <c>\040</c>.</summary>
    public static IReadOnlyList<Mount> Parse(IEnumerable<string> lines) =>
        [.. lines.Select(line => line.Split(' ')).Where(fields => fields.Length >= 3).Select(fields => new Mount(Unescape(fields[1]), fields[2], fields[0]))];

    private static string Unescape(string field) =>
        Octal().Replace(field, match => ((char)Convert.ToInt32(match.Groups[1].Value, 8)).ToString(CultureInfo.InvariantCulture));

    [GeneratedRegex(@"\\([0-7]{3})", RegexOptions.None, 1000)]
    private static partial Regex Octal();
}
