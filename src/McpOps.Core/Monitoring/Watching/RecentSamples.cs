namespace McpOps.Monitoring;

/// <summary>The samples of each server as far back as its rules look: read once from the history, then kept.</summary>
/// <param name="store">The history.</param>
internal sealed class RecentSamples(IHistoryStore store)
{
    private readonly Dictionary<string, List<McpSample>> _samples = new(StringComparer.Ordinal);

    /// <summary>Adds a server's newest sample.</summary>
    /// <returns>Its samples, oldest first.</returns>
    public async Task<IReadOnlyList<McpSample>> AddAsync(WatchedServer server, McpSample sample, CancellationToken cancellationToken)
    {
        if (!_samples.TryGetValue(server.Name, out var samples))
        {
            samples = server.Window > TimeSpan.Zero ? [.. await ReadAsync(server, sample, cancellationToken)] : [];
            _samples.Add(server.Name, samples);
        }

        samples.RemoveAll(known => known.Slot >= sample.Slot);
        samples.Add(sample);
        var old = samples.FindIndex(known => known.Slot > sample.Slot - server.Window);
        samples.RemoveRange(0, Math.Min(samples.Count - 1, Math.Max(0, old)));
        return samples;
    }

    /// <summary>Forgets the servers whose rules have changed: they are read again.</summary>
    public void Clear() => _samples.Clear();

    private async Task<IReadOnlyList<McpSample>> ReadAsync(WatchedServer server, McpSample sample, CancellationToken cancellationToken)
    {
        try
        {
            return await store.ReadTailAsync(server.Name, sample.Slot - server.Window, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or McpOpsException or System.Data.Common.DbException)
        {
            // The keeper of turns has told it; a window that is not covered says nothing.
            return [];
        }
    }
}
