using System.Runtime.InteropServices;

namespace McpOps.Platform;

/// <summary>What kernel32 knows of the machine.</summary>
internal static partial class WindowsNative
{
    public static CpuTicks? SystemTimes() =>
        // Kernel time includes idle time: GetSystemTimes, Win32 reference.
        GetSystemTimes(out var idle, out var kernel, out var user) ? new CpuTicks(kernel + user - idle, kernel + user) : null;

    public static MemoryFigures? Memory()
    {
        var status = new MemoryStatus { Length = (uint)Marshal.SizeOf<MemoryStatus>() };
        return GlobalMemoryStatusEx(ref status)
            ? new MemoryFigures((long)status.TotalPhysical, (long)status.AvailablePhysical, (long)(status.TotalPageFile - status.TotalPhysical), null)
            : null;
    }

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetSystemTimes(out long idle, out long kernel, out long user);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GlobalMemoryStatusEx(ref MemoryStatus status);

    [StructLayout(LayoutKind.Sequential)]
    private struct MemoryStatus
    {
        public uint Length;
        public uint MemoryLoad;
        public ulong TotalPhysical;
        public ulong AvailablePhysical;
        public ulong TotalPageFile;
        public ulong AvailablePageFile;
        public ulong TotalVirtual;
        public ulong AvailableVirtual;
        public ulong AvailableExtendedVirtual;
    }
}
