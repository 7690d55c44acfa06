using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;

namespace McpOps.Files.Portable;

/// <summary>What .NET says of an entry, in the words of the engines. What it does not know is nought.</summary>
internal static class PortableStat
{
    private const int Block = 512;
    private const int TypeFlag = 156;
    private const long TicksAt1970 = 621_355_968_000_000_000;

    /// <summary>A file that has lost its name while it is open: no other is like it.</summary>
    public static readonly FileStat Gone = new() { Mode = (uint)FileKind.Regular, Size = 0, User = 0, Group = 0, Links = 0, Inode = 0, Device = 0, Blocks = 0, Modified = 0, Changed = 0 };

    /// <summary>Looks at an entry; null when nothing is there.</summary>
    public static FileStat? Of(string path)
    {
        var info = new FileInfo(path);
        if (info.LinkTarget is not null)
        {
            return From(info, FileKind.Link, 0, path);
        }

        if (Directory.Exists(path))
        {
            return From(new DirectoryInfo(path), FileKind.Folder, 0, path);
        }

        return info.Exists ? From(info, Kind(info), info.Length, path) : null;
    }

    /// <summary>Nanoseconds since 1970.</summary>
    public static Int128 Nanoseconds(DateTime time) => (Int128)(time.ToUniversalTime().Ticks - TicksAt1970) * 100;

    /// <summary>The time that a clock of 100 ns has for nanoseconds since 1970; the nearest that it has for one it has not.</summary>
    public static DateTime Time(Int128 nanoseconds)
    {
        var (ticks, rest) = Int128.DivRem(nanoseconds, 100);
        return new DateTime((long)Int128.Clamp(ticks - (rest < 0 ? 1 : 0) + TicksAt1970, 0, DateTime.MaxValue.Ticks), DateTimeKind.Utc);
    }

    private static FileStat From(FileSystemInfo info, FileKind kind, long size, string path) => new()
    {
        Mode = (uint)kind | (uint)Permissions(info, kind),
        Size = size,
        User = 0,
        Group = 0,
        Links = 1,
        // The path stands in for the inode: it tells the store's own folder, and two looks at one file.
        Inode = BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes(path))),
        Device = 0,
        Blocks = (size + 511) / 512,
        Modified = Nanoseconds(info.LastWriteTimeUtc),
        Changed = Nanoseconds(info.LastWriteTimeUtc),
    };

    private static int Permissions(FileSystemInfo info, FileKind kind) => OperatingSystem.IsWindows()
        ? kind is FileKind.Folder ? 0x1ED : info.Attributes.HasFlag(FileAttributes.ReadOnly) ? 0x124 : 0x1A4
        : kind is FileKind.Link ? 0x1FF : (int)info.UnixFileMode;

    // A pipe and a socket look like empty files, and to open a pipe would wait for a writer. The framework's archive writer tells them apart.
    private static FileKind Kind(FileInfo file)
    {
        if (OperatingSystem.IsWindows() || file.Length > 0)
        {
            return FileKind.Regular;
        }

        using var archive = new MemoryStream();
        try
        {
            using var tar = new TarWriter(archive, TarEntryFormat.Pax, leaveOpen: true);
            tar.WriteEntry(file.FullName, "entry");
        }
        catch (UnauthorizedAccessException)
        {
            // A file that may not be read: only a regular one is opened.
            return FileKind.Regular;
        }
        catch (IOException)
        {
            return FileKind.Socket;
        }

        // An extended header, the entry's own, and two empty blocks that end the archive.
        return (char)archive.GetBuffer()[archive.Length - (3 * Block) + TypeFlag] switch
        {
            '6' => FileKind.Fifo,
            '3' => FileKind.CharacterDevice,
            '4' => FileKind.BlockDevice,
            _ => FileKind.Regular,
        };
    }
}
