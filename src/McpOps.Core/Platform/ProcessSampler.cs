namespace McpOps.Platform;

/// <summary>Samples one process: processor, memory, threads and handles. It remembers the sample before.</summary>
/// <param name="processId">The process.</param>
/// <param name="time">The clock.</param>
public sealed class ProcessSampler(int processId, TimeProvider time)
{
    private (double CpuMs, long Timestamp)? _before;

    /// <summary>Asks now; null when the process has ended. The processor figure covers the time since the call before, so the first has none.</summary>
    public ProcessSample? Sample()
    {
        if (ProcessTable.Get(processId) is not { } process)
        {
            return null;
        }

        var timestamp = time.GetTimestamp();
        double? percent = null;
        if (process.CpuMs is { } cpuMs)
        {
            if (_before is { } before && time.GetElapsedTime(before.Timestamp, timestamp).TotalMilliseconds is > 0 and var elapsedMs)
            {
                percent = Math.Max(0, 100 * (cpuMs - before.CpuMs) / elapsedMs);
            }

            _before = (cpuMs, timestamp);
        }

        return new ProcessSample
        {
            Id = processId,
            CpuPercent = percent,
            CpuMs = process.CpuMs,
            RssBytes = process.RssBytes,
            Threads = process.Threads,
            Handles = process.Handles,
            StartedAt = process.StartedAt,
            At = time.GetUtcNow(),
        };
    }

    /// <summary>Samples over an interval, so that there is a processor figure; null when the process has ended.</summary>
    /// <param name="interval">How long.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<ProcessSample?> SampleAsync(TimeSpan interval, CancellationToken cancellationToken)
    {
        Sample();
        await Task.Delay(interval, time, cancellationToken);
        return Sample();
    }
}
