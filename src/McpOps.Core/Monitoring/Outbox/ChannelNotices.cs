using System.Collections.Concurrent;

namespace McpOps.Monitoring;

/// <summary>Says that a channel does not take messages: once, until it takes one again.</summary>
/// <param name="context">Hears it.</param>
internal sealed class ChannelNotices(EngineContext context)
{
    private readonly ConcurrentDictionary<string, bool> _failing = new(StringComparer.Ordinal);

    /// <summary>Notes what became of a try.</summary>
    public void Note(string channel, SendResult result)
    {
        if (result.Outcome is not SendOutcome.Sent)
        {
            Say(channel, result.Detail, result.Outcome is SendOutcome.Never);
        }
        else if (_failing.TryRemove(channel, out _))
        {
            context.Warn("ChannelBack", $"The channel '{channel}' takes messages again.", channel);
        }
    }

    /// <summary>Says what waits because earlier runs could not deliver it, where this one had no cause to try again.</summary>
    public void NoteWaiting(WatchState state)
    {
        foreach (var entry in state.Outbox.All.Where(entry => entry is { Dead: false, Error.Length: > 0 }).OrderBy(entry => entry.CreatedAt))
        {
            Say(entry.Channel, entry.Error, dead: false);
        }
    }

    private void Say(string channel, string detail, bool dead)
    {
        if (_failing.TryAdd(channel, true))
        {
            var next = dead ? "It is a dead letter, and is not tried again: mcpops alerts --state DeadLetter." : "It lies in the outbox and is tried again.";
            context.Warn("ChannelFailing", $"The channel '{channel}' did not take a message: {detail.TrimEnd('.')}. {next} Mend the channel, and try it with 'mcpops alerts send --test --channel {channel}' (Send-McpAlert -Test).", channel);
        }
    }
}
