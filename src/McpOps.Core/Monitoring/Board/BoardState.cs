namespace McpOps.Monitoring;

/// <summary>What a board shows of the watch's state: a copy that nobody changes.</summary>
internal sealed record BoardState
{
    public static readonly BoardState Empty = new();

    public DateTimeOffset? LastRun { get; init; }

    /// <summary>The alerts that are open, the oldest first.</summary>
    public IReadOnlyList<McpAlert> Active { get; init; } = [];

    /// <summary>The alerts that are over, the newest first.</summary>
    public IReadOnlyList<McpAlert> Past { get; init; } = [];

    /// <summary>The open alerts of each server.</summary>
    public ILookup<string, McpAlert> ByServer { get; init; } = Array.Empty<McpAlert>().ToLookup(alert => alert.Server);

    public IReadOnlyDictionary<string, ServerState> Servers { get; init; } = new Dictionary<string, ServerState>();

    public IReadOnlyList<OutboxEntry> Outbox { get; init; } = [];

    /// <summary>How many messages each channel took or refused.</summary>
    public IReadOnlyList<(string Channel, bool Sent, long Count)> Deliveries { get; init; } = [];

    public static BoardState Of(WatchState state, DateTimeOffset now)
    {
        var active = AlertList.Active(state, now).ToList();
        return new BoardState
        {
            LastRun = state.Runs.Find(WatchRuns.Watch)?.At,
            Active = active,
            Past = [.. state.Past.All.OrderByDescending(alert => alert.Until ?? alert.Since)],
            ByServer = active.ToLookup(alert => alert.Server, StringComparer.Ordinal),
            Servers = state.Servers.All.ToDictionary(server => server.Server, StringComparer.Ordinal),
            Outbox = [.. state.Outbox.All],
            Deliveries = [.. OutboxLedger.Results(state)],
        };
    }

    /// <summary>Whether what is shown of a server is another than before.</summary>
    public bool DiffersFor(string server, BoardState before) =>
        Servers.GetValueOrDefault(server)?.Drift != before.Servers.GetValueOrDefault(server)?.Drift || !ByServer[server].Select(Shown).SequenceEqual(before.ByServer[server].Select(Shown));

    private static string Shown(McpAlert alert) => $"{alert.Id} {alert.State} {alert.Severity} {alert.Message}";
}
