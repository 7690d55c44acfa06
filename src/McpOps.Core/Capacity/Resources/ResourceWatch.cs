using System.Globalization;
using McpOps.Platform;
using McpOps.Servers;

namespace McpOps.Capacity.Resources;

/// <summary>Samples this machine, and the server's process where it runs here, until it is asked for the result.</summary>
internal sealed class ResourceWatch : IAsyncDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstBeat = TimeSpan.FromMilliseconds(250);

    // Of the guides: CPU 80, memory 85, disk 80 and 90; the others by the same measure.
    private static readonly Dictionary<string, McpThreshold> Defaults = new(StringComparer.Ordinal)
    {
        ["cpu"] = new(80, 95),
        ["memory"] = new(85, 95),
        ["swap"] = new(80, 95),
        ["disk"] = new(80, 90),
        ["inodes"] = new(80, 90),
        ["handles"] = new(80, 90),
        ["connections"] = new(80, 95),
    };

    private readonly McpServer? _server;
    private readonly HostSampler _host;
    private readonly ProcessSampler? _process;
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, (string Unit, List<double> Values)> _samples = new(StringComparer.Ordinal);
    private readonly Task _watching;

    public ResourceWatch(EngineContext context, McpServer? server, int? processId)
    {
        _server = server;
        _host = new HostSampler(context.Time);
        _process = processId is { } id ? new ProcessSampler(id, context.Time) : null;
        _watching = WatchAsync(context.Time);
    }

    /// <summary>Ends the watch, and says what it saw.</summary>
    public async Task<IReadOnlyList<McpResource>> StopAsync()
    {
        await EndAsync();
        return [.. _samples.Where(pair => pair.Value.Values.Count > 0).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => Describe(pair.Key, pair.Value.Unit, pair.Value.Values))];
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _stop.Dispose();
    }

    private async Task EndAsync()
    {
        await _stop.CancelAsync();
        await _watching;
    }

    private async Task WatchAsync(TimeProvider time)
    {
        // A processor's figure needs two looks: the first says what only stands still.
        Sampling.Try(_host.Sample);
        Sampling.Try(() => _process?.Sample());
        try
        {
            await Task.Delay(FirstBeat, time, _stop.Token);
            while (true)
            {
                Look();
                await Connections.SampleAsync(_server, Put, _stop.Token);
                await Task.Delay(Beat, time, _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            Look();
        }
    }

    private void Look()
    {
        var host = Sampling.Try(_host.Sample);
        Put("cpu", "%", host?.CpuPercent);
        Put("memory", "%", host?.MemoryPercent);
        Put("swap", "%", host?.SwapPercent);
        Put("load", "tasks", host?.Load1);
        foreach (var disk in Sampling.Try(Disks.All) ?? [])
        {
            Put("disk:" + disk.Mount, "%", disk.UsedPercent);
            Put("inodes:" + disk.Mount, "%", disk.InodesUsedPercent);
        }

        Put("handles", "%", SystemFigures.HandlesPercent());
        Put("sockets", "sockets", SystemFigures.Sockets());
        if (Sampling.Try(() => _process?.Sample()) is { } process)
        {
            Put("process:cpu", "% of one processor", process.CpuPercent);
            Put("process:rss", "bytes", process.RssBytes);
            Put("process:threads", "threads", process.Threads);
            Put("process:handles", "handles", process.Handles);
        }
    }

    private void Put(string name, string unit, double? value)
    {
        if (value is { } known)
        {
            if (!_samples.TryGetValue(name, out var samples))
            {
                _samples[name] = samples = (unit, []);
            }

            samples.Values.Add(known);
        }
    }

    private McpResource Describe(string name, string unit, List<double> values)
    {
        var kind = name.Split(':')[0];
        var threshold = kind == "process" ? null : _server?.Thresholds.GetValueOrDefault(name) ?? _server?.Thresholds.GetValueOrDefault(kind) ?? Defaults.GetValueOrDefault(kind);
        var peak = values.Max();
        return new McpResource
        {
            Name = name,
            Unit = unit,
            Mean = Math.Round(values.Average(), 2),
            Peak = Math.Round(peak, 2),
            Samples = values.Count,
            Warning = threshold?.Warning,
            Critical = threshold?.Critical,
            Status = peak >= threshold?.Critical ? "Unhealthy" : peak >= threshold?.Warning ? "Degraded" : "Healthy",
        };
    }
}

/// <summary>Figures of a Linux machine that have no other home.</summary>
internal static class SystemFigures
{
    /// <summary>Open file handles of the machine in percent of the most; null where the system does not tell.</summary>
    public static double? HandlesPercent() => Numbers("/proc/sys/fs/file-nr", line: "") is [var open, _, > 0 and var most, ..] ? 100 * open / most : null;

    /// <summary>Sockets in use; null where the system does not tell.</summary>
    public static double? Sockets() => Numbers("/proc/net/sockstat", line: "sockets:") is [var used, ..] ? used : null;

    private static double[]? Numbers(string path, string line)
    {
        try
        {
            return File.ReadLines(path).FirstOrDefault(each => each.StartsWith(line, StringComparison.Ordinal)) is { } found
                ? [.. found.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries).Select(word => double.TryParse(word, CultureInfo.InvariantCulture, out var number) ? number : double.NaN).Where(double.IsFinite)]
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
