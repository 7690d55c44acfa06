using System.ComponentModel;
using System.Diagnostics;

namespace McpOps.Capacity.Load;

/// <summary>What the server's own process uses during a step; nothing once it has ended.</summary>
internal sealed class ServerProcess(int processId)
{
    private TimeSpan _cpu;
    private long _startedAt;

    /// <summary>Processors that it kept busy, in percent of one.</summary>
    public double? CpuPercent { get; private set; }

    /// <summary>Resident memory in bytes.</summary>
    public long? RssBytes { get; private set; }

    /// <summary>Its threads.</summary>
    public int? Threads { get; private set; }

    /// <summary>Its open handles.</summary>
    public int? Handles { get; private set; }

    /// <summary>Begins a step.</summary>
    public void Begin()
    {
        CpuPercent = null;
        _startedAt = Stopwatch.GetTimestamp();
        Look(process => _cpu = process.TotalProcessorTime);
    }

    /// <summary>Takes the step's figures.</summary>
    public void End() => Look(process =>
    {
        CpuPercent = 100 * (process.TotalProcessorTime - _cpu) / Stopwatch.GetElapsedTime(_startedAt);
        RssBytes = process.WorkingSet64;
        Threads = process.Threads.Count;
        Handles = process.HandleCount;
    });

    private void Look(Action<Process> look)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            look(process);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // It has ended, or belongs to another account.
        }
    }
}
