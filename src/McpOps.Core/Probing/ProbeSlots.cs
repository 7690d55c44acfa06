using McpOps.Servers;

namespace McpOps.Probing;

/// <summary>Bounds how many servers are probed at once.</summary>
/// <remarks>A probe that waits costs nothing, so one that has waited for a while gives its place to the next: a hung server delays no other.</remarks>
internal sealed class ProbeSlots : IDisposable
{
    private const int RemoteAtOnce = 64;

    private const int RemoteHandles = 4;
    private const int ProcessHandles = 12;
    private static readonly TimeSpan RemotePatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ProcessPatience = TimeSpan.FromSeconds(4);

    private readonly SemaphoreSlim _remote;
    private readonly SemaphoreSlim _processes;
    private readonly SemaphoreSlim _openRemote;
    private readonly SemaphoreSlim _openProcesses;
    private readonly bool _fixed;

    /// <summary>Bounds the probes.</summary>
    /// <param name="parallelism">How many at once; null to judge by what there is.</param>
    /// <param name="handles">How many handles this process may have open; null for any number.</param>
    public ProbeSlots(int? parallelism, long? handles)
    {
        // Whether it waits or not, a probe holds handles: a socket and what goes with it, or three pipes and a process.
        var free = Math.Clamp((handles ?? int.MaxValue) - OpenFiles.Own, 0, int.MaxValue);
        _openRemote = new SemaphoreSlim((int)Math.Max(1, free / RemoteHandles));
        _openProcesses = new SemaphoreSlim((int)Math.Max(1, free / ProcessHandles));
        _fixed = parallelism is not null;
        _remote = new SemaphoreSlim(parallelism ?? RemoteAtOnce);
        _processes = _fixed ? _remote : new SemaphoreSlim(Math.Max(4, 2 * Environment.ProcessorCount));
    }

    public async Task<T> RunAsync<T>(McpServer server, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        var isProcess = server.Transport is McpTransport.Stdio;
        var slots = isProcess ? _processes : _remote;
        var open = isProcess ? _openProcesses : _openRemote;
        await open.WaitAsync(cancellationToken);
        try
        {
            await slots.WaitAsync(cancellationToken);
            Task<T> task;
            try
            {
                task = work();
                await HoldAsync(task, _fixed ? Timeout.InfiniteTimeSpan : isProcess ? ProcessPatience : RemotePatience);
            }
            finally
            {
                slots.Release();
            }

            return await task;
        }
        finally
        {
            open.Release();
        }
    }

    public void Dispose()
    {
        _remote.Dispose();
        _processes.Dispose();
        _openRemote.Dispose();
        _openProcesses.Dispose();
    }

    private static async Task HoldAsync(Task task, TimeSpan patience)
    {
        using var done = new CancellationTokenSource();
        await Task.WhenAny(task, Task.Delay(patience, done.Token));
        await done.CancelAsync();
    }
}
