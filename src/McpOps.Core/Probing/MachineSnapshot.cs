using System.Collections.Concurrent;
using McpOps.Platform;

namespace McpOps.Probing;

/// <summary>What this machine says, asked once for all servers of a run, and only when a check wants it.</summary>
internal sealed class MachineSnapshot(TimeProvider time)
{
    // Long enough for a processor figure of a few per cent's precision, short enough not to be waited for.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    // One look may fall on a moment's work. What looks busy is looked at again, and the look in the middle counts.
    private const int LooksAtBusy = 3;
    private const double Busy = 20;

    private readonly ConcurrentDictionary<string, Lazy<Task<DiskUsage?>>> _disks = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, Lazy<Task<ProcessSample?>>> _samples = new();
    private readonly Lazy<Task<HostSample>> _host = new(() => Task.Run(() => SteadyAsync(() => SampleHostAsync(time), sample => sample.CpuPercent)));
    private readonly Lazy<Task<IReadOnlyList<ProcessDetail>>> _processes = new(() => Task.Run(ProcessTable.All));
    private readonly SharedLook<IReadOnlySet<int>> _ports = new(time, () => Task.Run<IReadOnlySet<int>>(() => ListeningPorts.All().Select(listening => listening.Port).ToHashSet()));
    private readonly SharedLook<IReadOnlyDictionary<int, int>> _owners = new(time, () => Task.Run(PortOwners.All));

    public static TimeSpan SampleInterval => Interval;

    public Task<HostSample> HostAsync(CancellationToken cancellationToken) => _host.Value.WaitAsync(cancellationToken);

    public Task<IReadOnlyList<ProcessDetail>> ProcessesAsync(CancellationToken cancellationToken) => _processes.Value.WaitAsync(cancellationToken);

    public Task<IReadOnlySet<int>> PortsAsync(CancellationToken cancellationToken) => _ports.GetAsync().WaitAsync(cancellationToken);

    /// <summary>The process that listens on each port.</summary>
    public Task<IReadOnlyDictionary<int, int>> PortOwnersAsync(CancellationToken cancellationToken) => _owners.GetAsync().WaitAsync(cancellationToken);

    /// <summary>What a process uses; null when it has ended or cannot be seen.</summary>
    public Task<ProcessSample?> ProcessAsync(int processId, CancellationToken cancellationToken) =>
        _samples.GetOrAdd(processId, id => new Lazy<Task<ProcessSample?>>(() => Task.Run(() => SteadyAsync(() => new ProcessSampler(id, time).SampleAsync(Interval, CancellationToken.None), sample => sample?.CpuPercent)))).Value.WaitAsync(cancellationToken);

    /// <summary>The file system that holds a path. On a thread of its own: that of a dead network share never comes back.</summary>
    public Task<DiskUsage?> DiskAsync(string path, CancellationToken cancellationToken) =>
        _disks.GetOrAdd(path, one => new Lazy<Task<DiskUsage?>>(() => Task.Factory.StartNew(() => Disks.For(one), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)))
            .Value.WaitAsync(cancellationToken);

    /// <summary>Looks once, and again where that look was a busy one: of all looks the one in the middle.</summary>
    internal static async Task<T> SteadyAsync<T>(Func<Task<T>> look, Func<T, double?> busy)
    {
        var looks = new List<T> { await look() };
        while (busy(looks[0]) >= Busy && looks.Count < LooksAtBusy)
        {
            looks.Add(await look());
        }

        return looks.OrderBy(sample => busy(sample) ?? 0).ElementAt(looks.Count / 2);
    }

    // What the probing itself costs, with the servers that it starts, is not the machine's usual load.
    private static async Task<HostSample> SampleHostAsync(TimeProvider time)
    {
        var sampler = new HostSampler(time);
        var ownBefore = OwnTree();
        var started = time.GetTimestamp();
        var sample = await sampler.SampleAsync(Interval, CancellationToken.None);
        var elapsedMs = time.GetElapsedTime(started).TotalMilliseconds;
        var ownMs = OwnTree().Sum(process => process.Value - ownBefore.GetValueOrDefault(process.Key));
        return sample with { CpuPercent = sample.CpuPercent is { } cpu ? Math.Max(0, cpu - (100 * ownMs / elapsedMs / sample.CpuCount)) : null };
    }

    private static Dictionary<int, double> OwnTree()
    {
        var all = ProcessTable.All();
        var own = new HashSet<int> { Environment.ProcessId };
        var children = all.Where(process => process.ParentId is not null).ToLookup(process => process.ParentId!.Value, process => process.Id);
        for (var next = new Queue<int>(own); next.TryDequeue(out var id);)
        {
            foreach (var child in children[id].Where(own.Add))
            {
                next.Enqueue(child);
            }
        }

        return all.Where(process => own.Contains(process.Id)).ToDictionary(process => process.Id, process => process.CpuMs ?? 0);
    }
}
