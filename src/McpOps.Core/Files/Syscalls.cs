using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace McpOps.Files;

/// <summary>Hints to the kernel about files that .NET opened. They change when things happen, never whether.</summary>
internal static partial class Syscalls
{
    private const uint WriteOut = 2;
    private const int DontNeed = 4;

    /// <summary>Begins to write a stretch to the disk, without waiting.</summary>
    public static void StartWriting(SafeFileHandle file, long offset, long length)
    {
        if (OperatingSystem.IsLinux())
        {
            _ = SyncFileRange(file, offset, length, WriteOut);
        }
    }

    /// <summary>Drops what memory holds of a file: what is read next comes from the disk.</summary>
    public static void Forget(SafeFileHandle file)
    {
        if (OperatingSystem.IsLinux())
        {
            _ = Advise(file, 0, 0, DontNeed);
        }
    }

    [LibraryImport("libc", EntryPoint = "sync_file_range")]
    private static partial int SyncFileRange(SafeFileHandle file, long offset, long length, uint flags);

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    private static partial int Advise(SafeFileHandle file, long offset, long length, int advice);
}
