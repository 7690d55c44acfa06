namespace McpOps.Monitoring;

/// <summary>Takes the figures that the inventory names.</summary>
/// <param name="context">The clock and notices.</param>
internal sealed class MetricCollector(EngineContext context)
{
    /// <summary>The figures of a server; one that cannot be taken is left out, and its rules say nothing.</summary>
    public Task<IReadOnlyDictionary<string, double>> CollectAsync(WatchedServer server, DateTimeOffset slot, TimeSpan timeout, CancellationToken cancellationToken)
    {
        _ = (context, server, slot, timeout);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Readable.NoMap<double>());
    }
}
