using McpOps.Servers;

namespace McpOps.Probing;

/// <summary>Bounds how many servers are probed at once.</summary>
/// <remarks>A probe that waits costs nothing, so one that has waited for a while gives its place to the next: a hung server delays no other.</remarks>
internal sealed class ProbeSlots : IDisposable
{
    private const int RemoteAtOnce = 64;
    private static readonly TimeSpan RemotePatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ProcessPatience = TimeSpan.FromSeconds(4);

    private readonly SemaphoreSlim _remote;
    private readonly SemaphoreSlim _processes;
    private readonly bool _fixed;

    public ProbeSlots(int? parallelism)
    {
        _fixed = parallelism is not null;
        _remote = new SemaphoreSlim(parallelism ?? RemoteAtOnce);
        _processes = _fixed ? _remote : new SemaphoreSlim(Math.Max(4, 2 * Environment.ProcessorCount));
    }

    public async Task<T> RunAsync<T>(McpServer server, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        var isProcess = server.Transport is McpTransport.Stdio;
        var slots = isProcess ? _processes : _remote;
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

    public void Dispose()
    {
        _remote.Dispose();
        _processes.Dispose();
    }

    private static async Task HoldAsync(Task task, TimeSpan patience)
    {
        using var done = new CancellationTokenSource();
        await Task.WhenAny(task, Task.Delay(patience, done.Token));
        await done.CancelAsync();
    }
}
