using System.Globalization;
using System.Text;
using McpOps.Files.Posix;

namespace McpOps.Files;

/// <summary>A process that has a file open.</summary>
/// <param name="ProcessId">The process.</param>
/// <param name="Writes">Whether it may write.</param>
/// <param name="Appends">Whether each of its writes goes to the end, wherever that is by then (O_APPEND).</param>
internal sealed record FileHolder(int ProcessId, bool Writes, bool Appends);

/// <summary>Which files are open, mapped or locked at one moment, by device and inode. Known on Linux only; elsewhere nothing is, and the system itself refuses.</summary>
internal sealed class HeldFiles
{
    // Cached attributes will do: a dead network share must not hang the look.
    private const int DoNotSync = 0x4000;
    private readonly Dictionary<(ulong Device, ulong Inode), List<(int ProcessId, string Number)>> _open = [];
    private readonly HashSet<(ulong Device, ulong Inode)> _mapped = [];
    private readonly HashSet<(ulong Device, ulong Inode)> _locked = [];

    private HeldFiles()
    {
    }

    /// <summary>How many processes this account may not look into.</summary>
    public int Hidden { get; private set; }

    /// <summary>Looks now.</summary>
    /// <param name="maps">False to leave out what is mapped and locked, which takes longer.</param>
    public static HeldFiles Look(bool maps = true)
    {
        var held = new HeldFiles();
        if (!OperatingSystem.IsLinux())
        {
            return held;
        }

        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                held.LookInto(id, maps);
            }
        }

        if (maps)
        {
            held.ReadLocks();
        }

        return held;
    }

    /// <summary>Whether a process has it open or mapped.</summary>
    public bool IsOpen(FileStat file) => _open.ContainsKey((file.Device, file.Inode)) || _mapped.Contains((file.Device, file.Inode));

    /// <summary>Whether a process holds a lock of it.</summary>
    public bool IsLocked(FileStat file) => _locked.Contains((file.Device, file.Inode));

    /// <summary>Who has it open, and how.</summary>
    public IReadOnlyList<FileHolder> Holders(FileStat file) => _open.TryGetValue((file.Device, file.Inode), out var all)
        ? [.. all.Select(one => Holder(one.ProcessId, one.Number, file)).OfType<FileHolder>()] : [];

    private void LookInto(int id, bool maps)
    {
        try
        {
            foreach (var path in Directory.EnumerateFileSystemEntries($"/proc/{id}/fd"))
            {
                if (Stat(path) is { Kind: FileKind.Regular } stat)
                {
                    var key = (stat.Device, stat.Inode);
                    (_open.TryGetValue(key, out var known) ? known : _open[key] = []).Add((id, Path.GetFileName(path)));
                }
            }

            foreach (var line in maps ? File.ReadLines($"/proc/{id}/maps") : [])
            {
                // address perms offset dev inode path
                var fields = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
                if (fields.Length >= 5 && fields[4] != "0" && ulong.TryParse(fields[4], NumberStyles.None, CultureInfo.InvariantCulture, out var inode) && Device(fields[3].Split(':')) is { } device)
                {
                    _mapped.Add((device, inode));
                }
            }
        }
        catch (UnauthorizedAccessException)
        {
            Hidden++;
        }
        catch (IOException)
        {
            // It ended meanwhile.
        }
    }

    // "1: FLOCK  ADVISORY  WRITE 1234 08:01:5678 0 EOF": proc_locks(5).
    private void ReadLocks()
    {
        foreach (var line in File.Exists("/proc/locks") ? File.ReadLines("/proc/locks") : [])
        {
            var place = Array.Find(line.Split(' '), field => field.Count(character => character == ':') == 2)?.Split(':');
            if (place is not null && Device(place) is { } device && ulong.TryParse(place[2], NumberStyles.None, CultureInfo.InvariantCulture, out var inode))
            {
                _locked.Add((device, inode));
            }
        }
    }

    private static ulong? Device(string[] parts) =>
        parts.Length >= 2 && uint.TryParse(parts[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var major) && uint.TryParse(parts[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var minor)
            ? ((ulong)major << 32) | minor : null;

    private static unsafe FileStat? Stat(string path)
    {
        StatBuffer buffer;
        fixed (byte* text = PosixFolder.Terminated(Encoding.UTF8.GetBytes(path), stackalloc byte[256]))
        {
            return Libc.StatX(Libc.CurrentFolder, text, DoNotSync, Libc.BasicStats, &buffer) == 0 ? PosixFile.From(buffer) : null;
        }
    }

    // The flags are octal; the lowest two bits are the way, 02000 is O_APPEND: proc_pid_fdinfo(5), open(2).
    // The number may stand for another file by now, as a shell lets one go after each line that it writes.
    private static FileHolder? Holder(int id, string number, FileStat file)
    {
        try
        {
            var line = File.ReadLines($"/proc/{id}/fdinfo/{number}").First(one => one.StartsWith("flags:", StringComparison.Ordinal));
            var flags = Convert.ToInt32(line[6..].Trim(), 8);
            return Stat($"/proc/{id}/fd/{number}") is { } now && (now.Device, now.Inode) == (file.Device, file.Inode) ? new FileHolder(id, (flags & 3) != 0, (flags & 0x400) != 0) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
