using System.Collections.Concurrent;
using McpOps.Servers;

namespace McpOps.Capacity.Load;

/// <summary>Calls over the standard streams of one or many processes, many in flight on each.</summary>
internal sealed class StdioLoadTarget(McpConnection connection, LoadPlan plan) : ILoadTarget
{
    // Processes start on the same processors: more at once would only wait for each other.
    private static readonly int StartsAtOnce = Math.Max(4, Environment.ProcessorCount * 2);

    private readonly ConcurrentDictionary<long, string> _kinds = new();
    private readonly List<StdioPeer> _peers = [];
    private long _lastId = -1;
    private long _connects;

    public long Connects => Volatile.Read(ref _connects);

    // One process has figures of its own; of several none is the server's.
    public int? ProcessId => _peers.Count == 1 ? _peers[0].ProcessId : null;

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (plan.OpensSessions)
        {
            return;
        }

        await Parallel.ForEachAsync(Enumerable.Range(0, plan.Sessions), new ParallelOptions { MaxDegreeOfParallelism = StartsAtOnce, CancellationToken = cancellationToken }, async (number, token) =>
        {
            using var slot = new LoadSlot(number);
            using var cancel = token.Register(slot.Cancel);
            using var timeout = new Timer(_ => slot.CancelAfter(TimeSpan.Zero), null, plan.CallTimeout, Timeout.InfiniteTimeSpan);
            slot.Begin(System.Diagnostics.Stopwatch.GetTimestamp());
            var (outcome, peer) = await ConnectAsync(slot);
            if (peer is not null)
            {
                lock (_peers)
                {
                    _peers.Add(peer);
                }
            }

            if (outcome.Error is not null && !token.IsCancellationRequested)
            {
                throw new McpOpsException("SessionRefused", McpErrorCategory.ResourceUnavailable,
                    $"Process {Connects} of {plan.Sessions} did not get ready ({peer?.Tail ?? outcome.Error}). Ask for fewer processes, or raise this machine's limits of processes and memory.");
            }
        });
    }

    public async ValueTask<CallOutcome> CallAsync(LoadSlot slot)
    {
        if (!plan.OpensSessions)
        {
            return await PostAsync(slot, _peers[slot.Number % _peers.Count], plan.Next(slot));
        }

        var (outcome, peer) = await ConnectAsync(slot);
        if (peer is null)
        {
            return outcome;
        }

        await using (peer)
        {
            return outcome.Error is null && plan.Workload == LoadWorkload.Churn ? await PostAsync(slot, peer, plan.Next(slot)) : outcome;
        }
    }

    public async ValueTask DisposeAsync() =>
        await Parallel.ForEachAsync(_peers, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (peer, _) => await peer.DisposeAsync());

    private async ValueTask<(CallOutcome Outcome, StdioPeer? Peer)> ConnectAsync(LoadSlot slot)
    {
        StdioPeer peer;
        try
        {
            peer = StdioPeer.Start(connection, _kinds);
        }
        catch (Exception exception) when (exception is System.ComponentModel.Win32Exception or IOException or InvalidOperationException)
        {
            return (new CallOutcome(CallError.LocalProcesses, 0, 0), null);
        }

        Interlocked.Increment(ref _connects);
        var outcome = await PostAsync(slot, peer, LoadPlan.HandshakeIndex);
        if (outcome.Error is null && !plan.IsModern)
        {
            await peer.SendAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}"""u8.ToArray(), slot.Token);
        }

        return (outcome, peer);
    }

    private ValueTask<CallOutcome> PostAsync(LoadSlot slot, StdioPeer peer, int template)
    {
        var body = plan.Body(slot, template);
        var id = RequestTemplate.Id(Interlocked.Increment(ref _lastId));
        RequestTemplate.WriteId(body, id);
        return peer.CallAsync(slot, body, id);
    }
}
