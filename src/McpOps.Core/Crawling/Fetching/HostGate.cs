using System.Collections.Concurrent;

namespace McpOps.Crawling.Fetching;

/// <summary>Keeps the requests to one host few at a time and apart from each other.</summary>
internal sealed class HostGate(PageOptions options, TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<string, Host> _hosts = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Waits for the host's turn; disposing the result ends it.</summary>
    public async Task<IDisposable> EnterAsync(Uri uri, CancellationToken cancellationToken)
    {
        var host = _hosts.GetOrAdd(uri.Authority, _ => new Host(options.HostConcurrency) { Delay = options.HostDelay });
        await host.Slots.WaitAsync(cancellationToken);
        try
        {
            if (host.Reserve(time.GetUtcNow()) is var wait && wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, time, cancellationToken);
            }
        }
        catch
        {
            host.Slots.Release();
            throw;
        }

        return new Turn(host.Slots);
    }

    /// <summary>Lets a host's own wish for slowness count, never for more haste than was asked for.</summary>
    public void SlowDown(Uri uri, TimeSpan delay)
    {
        var host = _hosts.GetOrAdd(uri.Authority, _ => new Host(options.HostConcurrency) { Delay = options.HostDelay });
        host.Delay = delay > host.Delay ? delay : host.Delay;
    }

    public void Dispose()
    {
        foreach (var host in _hosts.Values)
        {
            host.Slots.Dispose();
        }
    }

    private sealed class Host(int concurrency)
    {
        private readonly object _gate = new();
        private DateTimeOffset _next;

        public SemaphoreSlim Slots { get; } = new(Math.Max(1, concurrency));

        public TimeSpan Delay { get; set; }

        public TimeSpan Reserve(DateTimeOffset now)
        {
            if (Delay <= TimeSpan.Zero)
            {
                return TimeSpan.Zero;
            }

            lock (_gate)
            {
                var at = _next > now ? _next : now;
                _next = at + Delay;
                return at - now;
            }
        }
    }

    private sealed class Turn(SemaphoreSlim slots) : IDisposable
    {
        public void Dispose() => slots.Release();
    }
}
