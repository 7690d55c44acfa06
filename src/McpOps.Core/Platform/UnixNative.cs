using System.Runtime.InteropServices;

namespace McpOps.Platform;

/// <summary>What the C library of Linux and macOS knows and .NET does not ask it.</summary>
internal static unsafe partial class UnixNative
{
    private const int SigTerm = 15;
    private const int NoSuchProcess = 3;

    private static int SigCont => OperatingSystem.IsMacOS() ? 19 : 18;

    /// <summary>The averages over 1, 5 and 15 minutes; null on Windows.</summary>
    public static double[]? LoadAverage()
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        var load = new double[3];
        fixed (double* first = load)
        {
            return getloadavg(first, 3) == 3 ? load : null;
        }
    }

    /// <summary>Inodes of the file system that holds a path, all and free; null where it has none to count.</summary>
    public static (long Total, long Free)? Inodes(string path)
    {
        // The layout of struct statvfs below is that of 64-bit Linux.
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess)
        {
            return null;
        }

        var fields = stackalloc ulong[32];
        return statvfs(path, fields) == 0 && fields[5] > 0 ? ((long)fields[5], (long)fields[6]) : null;
    }

    /// <summary>Sends a signal; false when there is no such process or no right to it.</summary>
    public static bool Signal(int processId, int signal) => kill(processId, signal) == 0;

    /// <summary>Whether there is no process of an id, also where this account may not see those of others.</summary>
    public static bool IsNoProcess(int processId) => processId > 0 && kill(processId, 0) != 0 && Marshal.GetLastPInvokeError() is NoSuchProcess;

    /// <summary>Asks a process to end; one that is stopped goes on, so that it can. False when there is no such process or no right to it.</summary>
    public static bool AskToEnd(int processId)
    {
        var asked = Signal(processId, SigTerm);
        _ = asked && Signal(processId, SigCont);
        return asked;
    }

    [LibraryImport("libc")]
    private static partial int getloadavg(double* averages, int count);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statvfs(string path, ulong* buffer);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int processId, int signal);
}
