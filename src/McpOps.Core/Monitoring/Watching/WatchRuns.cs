namespace McpOps.Monitoring;

/// <summary>When the watch ran last: whoever starts it notices that nobody watched.</summary>
internal static class WatchRuns
{
    /// <summary>The name of the run.</summary>
    public const string Watch = "watch";

    private const int MissedRounds = 3;
    private const string Nobody = "told that nobody is told";

    /// <summary>Whether the last run is older than three of its intervals.</summary>
    public static bool IsStale(WatchRun last, DateTimeOffset now) => now - last.At > TimeSpan.FromSeconds(MissedRounds * last.EverySeconds);

    /// <summary>From one look to the next: a timer may look more seldom than the inventory says.</summary>
    public static TimeSpan Pace(WatchState state, Servers.McpFleet fleet)
    {
        var every = TimeSpan.FromSeconds(state.Runs.Find(Watch)?.EverySeconds ?? 0);
        return every > WatchLoop.Promised(fleet.Watch.Every) ? every : fleet.Watch.Every;
    }

    /// <summary>The same of a history; as the inventory says where its state cannot be read.</summary>
    public static async Task<TimeSpan> PaceAsync(IHistoryStore store, Servers.McpFleet fleet, CancellationToken cancellationToken)
    {
        try
        {
            return Pace(await store.ReadStateAsync(cancellationToken), fleet);
        }
        catch (McpOpsException exception) when (HistoryFaults.IsOfReading(exception) && !HistoryFaults.IsAway(exception))
        {
            return fleet.Watch.Every;
        }
    }

    /// <summary>Says that nobody watches: that nothing fires means nothing then.</summary>
    public static void WarnOfSilence(EngineContext context, WatchRun? last, string history, DateTimeOffset now)
    {
        if (Silence(last, history, now) is { Length: > 0 } silence)
        {
            context.Warn("NotWatched", silence, history);
        }
    }

    /// <summary>That nobody watches, in a sentence; empty when somebody does.</summary>
    public static string Silence(WatchRun? last, string history, DateTimeOffset now)
    {
        if (last is not null && !IsStale(last, now))
        {
            return "";
        }

        var seen = last is null ? $"nothing of {history} was ever watched" : $"the last look was at {MessageText.Time(last.At)}";
        return $"Nobody watches: {seen}. Run 'mcpops watch' (Watch-McpHealth), on and on or by a timer.";
    }

    /// <summary>Says that alerts reach nobody: once for a history, until there is somebody to tell.</summary>
    public static void WarnOfNobody(EngineContext context, WatchState state, Servers.McpFleet fleet, string? inventory, DateTimeOffset now)
    {
        var told = state.Runs.Find(Nobody) is not null;
        if (fleet.Channels.Count > 0)
        {
            state.Runs.Remove(Nobody);
        }
        else if (!told)
        {
            state.Runs.Put(new WatchRun(Nobody, now, 1));
            context.Warn("NoChannels", $"What is wrong is remembered, and nobody is told: '{inventory}' names no channels. Write them below \"channels\", such as \"ops\": {{ \"kind\": \"slack\", \"url\": \"${{env:SLACK_WEBHOOK}}\" }}, or look with 'mcpops alerts' (Get-McpAlert). This is said once.", inventory);
        }
    }

    /// <summary>Says before anything is wrong that a channel cannot be used as it stands: each time that a watch begins, and once for the runs of a timer.</summary>
    public static void WarnOfChannels(EngineContext context, WatchState state, Servers.McpFleet fleet, bool isOnce, DateTimeOffset now)
    {
        foreach (var channel in fleet.Channels)
        {
            var (told, missing) = ($"told of channel {channel.Name}", ChannelText.Missing(channel));
            if (missing is null)
            {
                state.Runs.Remove(told);
            }
            else if (!isOnce || state.Runs.Find(told) is null)
            {
                state.Runs.Put(new WatchRun(told, now, 1));
                context.Warn("ChannelNotUsable", $"Nothing can be sent to the channel '{channel.Name}' as it stands: {Sentences.Ended(missing)} Until then its messages lie in the outbox. Try it with 'mcpops alerts send --test --channel {channel.Name}' (Send-McpAlert -Test).", channel.Name);
            }
        }
    }

    /// <summary>Says that nobody watched, where the last run is older than three of its intervals.</summary>
    public static void WarnOfGap(EngineContext context, WatchRun? last, DateTimeOffset now)
    {
        if (last is not null && IsStale(last, now))
        {
            context.Warn("WatchGap", $"Nobody watched since {MessageText.Time(last.At)}, which is {Spans.Text(now - last.At)}; it was to be every {Spans.Text(TimeSpan.FromSeconds(last.EverySeconds))}. What is wrong is judged from what was known then and from what is seen now.");
        }
    }
}
