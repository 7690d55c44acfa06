using System.Runtime.InteropServices;

namespace McpOps;

/// <summary>How many files and connections this process may have open, and how many it needs itself.</summary>
public static unsafe partial class OpenFiles
{
    /// <summary>What the runtime and this program have open themselves: one for each part that is loaded, and some.</summary>
    public const int Own = 112;

    /// <summary>How many this process may have open; null where there is no such limit.</summary>
    public static long? Most()
    {
        var limits = stackalloc ulong[2];
        return !OperatingSystem.IsWindows() && Environment.Is64BitProcess && getrlimit(OperatingSystem.IsMacOS() ? 8 : 7, limits) == 0 && limits[0] < long.MaxValue ? (long)limits[0] : null;
    }

    /// <summary>How many pieces of work there may be at once that hold so many each; 1 at least.</summary>
    /// <param name="each">How many one holds.</param>
    /// <param name="most">The most that are wanted.</param>
    public static int AtOnce(int each, int most) => (int)Math.Clamp(((Most() ?? int.MaxValue) - Own) / each, 1, most);

    [LibraryImport("libc")]
    private static partial int getrlimit(int resource, ulong* limits);
}
