namespace McpOps.Monitoring;

/// <summary>
/// Sends what lies in the outbox. A message is leased in the journal before it is sent and taken out after, so that two processes do not both send it;
/// who dies between the two leaves a lease that runs out, and the next one sends it again and says so.
/// </summary>
/// <param name="context">The clock and notices.</param>
/// <param name="turns">The store.</param>
/// <param name="channels">The channels by name.</param>
/// <param name="composer">Makes messages.</param>
/// <param name="clock">The time in which messages were written down: it never goes back, and may be a moment ahead of the machine's.</param>
internal sealed class OutboxSender(EngineContext context, TurnKeeper turns, IReadOnlyDictionary<string, IAlertChannel> channels, MessageComposer composer, WatchClock clock)
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(90);

    // Each channel has its own limit. One that holds out beyond it (a dead network share) must not hold the others, and must end before the lease does.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(75);
    private readonly string _owner = $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.NewGuid():N}";

    /// <summary>Hears what became of each try; null for nobody.</summary>
    public Action<string, SendResult>? Tried { get; init; }

    /// <summary>Sends what is due, the oldest of each channel.</summary>
    /// <returns>How many were tried, and when something is due next.</returns>
    public async Task<(int Tried, DateTimeOffset? Next)> PumpAsync(CancellationToken cancellationToken)
    {
        var (leased, next) = await LeaseAsync(cancellationToken);
        if (leased.Count == 0)
        {
            return (0, next);
        }

        var results = await Task.WhenAll(leased.Select(async lease => (lease.Entry, lease.Message, Result: await SendAsync(lease.Entry, lease.Message, cancellationToken))));

        foreach (var (entry, _, result) in results)
        {
            Tried?.Invoke(entry.Channel, result);
        }

        // What was sent is noted also when the watch ends just now.
        return (leased.Count, await turns.RunAsync(
            turn =>
            {
                foreach (var (entry, message, result) in results)
                {
                    OutboxLedger.Note(turn.State, composer.Fleet, entry, message, result, clock.Now);
                }

                return OutboxSchedule.Next(turn.State);
            },
            CancellationToken.None));
    }

    private Task<(List<(OutboxEntry Entry, AlertMessage Message)> Leased, DateTimeOffset? Next)> LeaseAsync(CancellationToken cancellationToken) => turns.RunAsync(
        turn =>
        {
            var now = clock.Now;
            var leased = new List<(OutboxEntry, AlertMessage)>();
            foreach (var entry in OutboxSchedule.Due(turn.State, now))
            {
                // A lease that ran out without a result: nobody knows whether it was sent.
                var unclear = entry.Unclear || entry.Owner.Length > 0;
                var mine = entry with { Owner = _owner, LeaseUntil = now + Lease, Attempts = entry.Attempts + 1, TriedAt = entry.TriedAt ?? now, Unclear = unclear };
                turn.State.Outbox.Put(mine);
                leased.Add((mine, composer.Compose(turn.State, mine, now)));
            }

            return (leased, OutboxSchedule.Next(turn.State));
        },
        cancellationToken);

    private async Task<SendResult> SendAsync(OutboxEntry entry, AlertMessage message, CancellationToken cancellationToken)
    {
        if (!channels.TryGetValue(entry.Channel, out var channel))
        {
            return SendResult.Never($"There is no channel '{entry.Channel}' in the inventory any more.");
        }

        try
        {
            return await Task.Run(async () => await channel.SendAsync(await composer.CompleteAsync(message with { Repeated = message.Repeated && !channel.HasKey }, cancellationToken), cancellationToken), cancellationToken)
                .WaitAsync(Longest, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return SendResult.Unclear("The watch ended while it was sent.");
        }
        catch (TimeoutException)
        {
            return SendResult.Unclear($"It neither ended nor let itself be ended within {Longest.TotalSeconds:0} s.");
        }
        catch (McpOpsException exception)
        {
            return SendResult.Again(exception.Message);
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException or UnauthorizedAccessException or NotSupportedException or FormatException or ArgumentException)
        {
            context.Logger.Log(Microsoft.Extensions.Logging.LogLevel.Debug, default, entry.Channel, exception, static (channel, _) => $"Sending to {channel} failed.");
            return SendResult.Again(exception.Message);
        }
    }
}
