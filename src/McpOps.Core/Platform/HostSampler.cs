namespace McpOps.Platform;

/// <summary>Samples the machine's processors, memory, swap and load. One sampler for one series: it remembers the sample before.</summary>
/// <param name="time">The clock.</param>
/// <param name="roots">Where Linux keeps its figures; the real folders when null.</param>
public sealed class HostSampler(TimeProvider time, LinuxRoots? roots = null)
{
    private readonly LinuxRoots _roots = roots ?? new LinuxRoots();
    private CpuTicks? _before;

    /// <summary>Asks the machine now. The processor figure covers the time since the call before, so the first has none.</summary>
    public HostSample Sample()
    {
        var ticks = ReadTicks();
        var memory = ReadMemory();
        var load = UnixNative.LoadAverage();
        var sample = new HostSample
        {
            CpuPercent = ticks is { } now && _before is { } before ? now.PercentSince(before) : null,
            MemoryPercent = memory is { TotalBytes: > 0 } ? Percent(memory.TotalBytes - memory.AvailableBytes, memory.TotalBytes) : null,
            MemoryTotalBytes = memory?.TotalBytes,
            MemoryAvailableBytes = memory?.AvailableBytes,
            MemoryIsLimited = memory?.IsLimited ?? false,
            SwapPercent = memory switch { { SwapTotalBytes: 0 } => 0, { SwapTotalBytes: { } total, SwapFreeBytes: { } free } => Percent(total - free, total), _ => null },
            SwapTotalBytes = memory?.SwapTotalBytes,
            Load1 = load?[0],
            Load5 = load?[1],
            Load15 = load?[2],
            At = time.GetUtcNow(),
        };
        _before = ticks ?? _before;
        return sample;
    }

    /// <summary>Samples over an interval, so that there is a processor figure.</summary>
    /// <param name="interval">How long; a quarter of a second says enough for a health check.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<HostSample> SampleAsync(TimeSpan interval, CancellationToken cancellationToken)
    {
        Sample();
        await Task.Delay(interval, time, cancellationToken);
        return Sample();
    }

    private CpuTicks? ReadTicks() => OperatingSystem.IsWindows() ? WindowsNative.SystemTimes() : LinuxCpu.Read(_roots);

    private MemoryFigures? ReadMemory() => OperatingSystem.IsWindows() ? WindowsNative.Memory() : LinuxMemory.Read(_roots);

    private static double Percent(long part, long whole) => Math.Clamp(100.0 * part / whole, 0, 100);
}

/// <summary>Where Linux keeps its figures; a container's monitor may see the host's under another folder, such as <c>/host/proc</c>.</summary>
/// <param name="Proc">The proc file system.</param>
/// <param name="Cgroup">The control groups.</param>
public sealed record LinuxRoots(string Proc = "/proc", string Cgroup = "/sys/fs/cgroup");

/// <summary>Processor time since the machine started, in any unit.</summary>
internal readonly record struct CpuTicks(double Busy, double Total)
{
    public double? PercentSince(CpuTicks before) => Total - before.Total is > 0 and var total ? Math.Clamp(100 * (Busy - before.Busy) / total, 0, 100) : null;
}

/// <summary>Memory and swap, in bytes.</summary>
internal sealed record MemoryFigures(long TotalBytes, long AvailableBytes, long? SwapTotalBytes, long? SwapFreeBytes)
{
    public bool IsLimited { get; init; }
}
