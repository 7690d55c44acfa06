using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>Sends what a user, a script or another room has to tell: through the same outbox as the watch, with its suppression.</summary>
/// <param name="context">The clock and notices.</param>
/// <param name="paths">Where to look for the inventory; this process's paths when null.</param>
public sealed class AlertSender(EngineContext context, ServerPaths? paths = null)
{
    private static readonly TimeSpan LongestSending = TimeSpan.FromSeconds(60);
    private readonly ServerPaths _paths = paths ?? ServerPaths.FromProcess();

    /// <summary>Sends.</summary>
    /// <param name="inputs">What is told; may be empty for a test.</param>
    /// <param name="options">To whom.</param>
    /// <param name="cancellationToken">Ends the sending; what was not sent stays in the outbox.</param>
    /// <exception cref="McpOpsException">NoChannels, UnknownChannel, or what is wrong with history or inventory.</exception>
    public async Task<IReadOnlyList<McpDelivery>> SendAsync(IReadOnlyList<AlertInput> inputs, AlertOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var now = context.Time.GetUtcNow();
        var events = Together([.. inputs.Select(OfHost)]).Select(input => Event(input, now)).ToList();
        var sent = await SendAsync(_ => events, options, cancellationToken);
        if (sent.Count == 0 && events.Count > 0)
        {
            context.Warn("NobodyTold", "Nobody was told: no route of the inventory takes it. What is only worth knowing (information) goes where a route has \"severity\": \"information\". Name a channel with --channel (-Channel), or add a route.");
        }

        return sent;
    }

    /// <summary>Sends what is found out from what is remembered, and to be told then; that may change it.</summary>
    internal async Task<IReadOnlyList<McpDelivery>> SendAsync(Func<WatchState, IReadOnlyList<AlertEvent>> decide, AlertOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var set = await new ServerCatalog(context, _paths).LoadAsync(new ServerQuery { ConfigPath = options.ConfigPath }, cancellationToken);
        var fleet = options.SuppressFor is { } time ? set.Fleet with { Alerts = set.Fleet.Alerts with { SuppressFor = time } } : set.Fleet;
        Check(fleet, options.Channels, set.InventoryPath);
        var channels = new ChannelFactory(context).All(fleet.Channels);
        var servers = set.Servers.DistinctBy(server => server.Name).ToDictionary(server => server.Name, StringComparer.Ordinal);
        var composer = new MessageComposer(fleet, servers) { Host = context.Host };
        var now = context.Time.GetUtcNow();
        if (options.Test)
        {
            return await TestAsync(channels, options, now, cancellationToken);
        }

        return options.DryRun ? Preview(fleet, channels, composer, options, decide, now)
            : await QueueAndSendAsync(fleet, channels, composer, options, decide, now, cancellationToken);
    }

    // A test is sent at once and leaves no trace: it says what the channel says.
    private static async Task<IReadOnlyList<McpDelivery>> TestAsync(IReadOnlyDictionary<string, IAlertChannel> channels, AlertOptions options, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var meant = channels.Values.Where(channel => options.Channels.Count == 0 || options.Channels.Contains(channel.Name, StringComparer.Ordinal)).ToList();
        return await Task.WhenAll(meant.Select(async channel =>
        {
            var message = MessageComposer.Message($"msg_test{now.ToUnixTimeSeconds()}", "test", [], now, "A test of McpOps. If you can read this, alerts reach you.");
            if (options.DryRun)
            {
                return Of(channel.Name, DeliveryOutcome.WouldSend, message, channel.Preview(message));
            }

            var sent = await SendOnceAsync(channel, message, cancellationToken);
            return sent.Outcome is DeliveryOutcome.Sent ? sent with { Detail = $"{sent.Detail} Look in the channel whether it is shown.".Trim() } : sent;
        }));
    }

    private static List<McpDelivery> Preview(McpFleet fleet, IReadOnlyDictionary<string, IAlertChannel> channels, MessageComposer composer, AlertOptions options, Func<WatchState, IReadOnlyList<AlertEvent>> decide, DateTimeOffset now)
    {
        var state = new WatchState();
        var entries = Queue(fleet, state, options, decide, now);
        return [.. entries.Select(entry => (Entry: entry, Message: composer.Compose(state, entry, now))).Select(one => Of(one.Entry.Channel, DeliveryOutcome.WouldSend, one.Message, channels[one.Entry.Channel].Preview(one.Message)))];
    }

    private async Task<IReadOnlyList<McpDelivery>> QueueAndSendAsync(McpFleet fleet, IReadOnlyDictionary<string, IAlertChannel> channels, MessageComposer composer, AlertOptions options, Func<WatchState, IReadOnlyList<AlertEvent>> decide, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var store = HistoryStores.Open(options.History, fleet.History, _paths);
        var turns = new TurnKeeper(context, store, "It is tried once to send; what is not taken at once is not tried again, and that it was told is not remembered.");
        var queued = await turns.RunAsync(
            turn =>
            {
                var entries = Queue(fleet, turn.State, options, decide, now);
                var messages = entries.Select(entry => (Entry: entry, Message: composer.Compose(turn.State, entry, now))).ToList();

                // Who sends by hand is told that it is suppressed, and does not wait for it.
                foreach (var entry in entries.Where(entry => entry.Suppressed))
                {
                    foreach (var member in turn.State.MembersOf(entry.Id))
                    {
                        turn.State.Members.Remove(member.Key);
                    }

                    turn.State.Outbox.Remove(entry.Id);
                }

                return messages;
            },
            cancellationToken);
        await DrainAsync(new OutboxSender(context, turns, channels, composer, new WatchClock(context.Time, now)), cancellationToken);
        var state = await turns.RunAsync(turn => queued.ToDictionary(one => one.Entry.Id, one => turn.State.Outbox.Find(one.Entry.Id), StringComparer.Ordinal), cancellationToken);
        return
        [
            .. queued.Select(one => (one.Entry, one.Message, Left: state[one.Entry.Id])).Select(one => one switch
            {
                { Entry.Suppressed: true } => Of(one.Entry.Channel, DeliveryOutcome.Suppressed, one.Message, $"The same was told less than {Spans.Text(fleet.Alerts.SuppressFor)} ago."),
                { Left: null } => Of(one.Entry.Channel, DeliveryOutcome.Sent, one.Message, ""),
                { Left.Dead: true } => Of(one.Entry.Channel, DeliveryOutcome.Failed, one.Message, one.Left.Error),

                // What cannot be kept is not sent later.
                _ => Of(one.Entry.Channel, turns.IsFailing ? DeliveryOutcome.Failed : DeliveryOutcome.Queued, one.Message, one.Left.Error),
            }),
        ];
    }

    private static async Task DrainAsync(OutboxSender sender, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LongestSending);
        try
        {
            while ((await sender.PumpAsync(limit.Token)).Tried > 0)
            {
                // The oldest of each channel at each step.
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // What is left stays in the outbox, and its record says so.
        }
    }

    private static List<OutboxEntry> Queue(McpFleet fleet, WatchState state, AlertOptions options, Func<WatchState, IReadOnlyList<AlertEvent>> decide, DateTimeOffset now)
    {
        var before = state.Outbox.All.Select(entry => entry.Id).ToHashSet(StringComparer.Ordinal);
        var dispatcher = new Dispatcher(fleet, state, now, waits: false);
        foreach (var one in decide(state))
        {
            if (one.Kind is not AlertEventKind.Told)
            {
                dispatcher.Dispatch([one]);
                continue;
            }

            foreach (var channel in options.Channels.Count > 0 ? options.Channels : Routes.Of(fleet, one.Server, one.Rule, one.Severity))
            {
                dispatcher.Tell(channel, one);
            }
        }

        return [.. state.Outbox.All.Where(entry => !before.Contains(entry.Id))];
    }

    // Servers of several hosts may have one name: the text says which it is.
    private AlertInput OfHost(AlertInput input) => input.Host is { Length: > 0 } host && host != context.Host ? input with { Message = $"On {host}: {input.Message}" } : input;

    // What is about the same thing is one alert, with all that was said of it.
    private static IEnumerable<AlertInput> Together(IReadOnlyList<AlertInput> inputs) => inputs.GroupBy(input => (input.Server, input.Rule)).Select(same => same.First() with
    {
        Message = string.Join('\n', same.Select(input => input.Message).Where(text => text.Length > 0).Distinct(StringComparer.Ordinal)),
        Severity = same.Select(input => input.Severity).Aggregate(AlertSeverity.Worse),
        Verdict = same.Select(input => input.Verdict).FirstOrDefault(verdict => verdict.Length > 0) ?? "",
        At = same.Min(input => input.At),
    });

    private static AlertEvent Event(AlertInput input, DateTimeOffset now) => new()
    {
        Kind = AlertEventKind.Told,
        Server = input.Server,
        Rule = input.Rule,
        Episode = (input.At ?? now).ToUnixTimeSeconds().ToString("x", System.Globalization.CultureInfo.InvariantCulture),
        Severity = input.Severity,
        At = now,
        Since = input.At ?? now,
        Message = Redaction.MaskText(input.Message),
        Verdict = input.Verdict,
    };

    /// <summary>Sends a message at once, past the outbox; what goes wrong, or takes too long, is the result.</summary>
    internal static async Task<McpDelivery> SendOnceAsync(IAlertChannel channel, AlertMessage message, CancellationToken cancellationToken)
    {
        SendResult result;
        try
        {
            result = await channel.SendAsync(message, cancellationToken).WaitAsync(LongestSending, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            result = SendResult.Never(exception.Message);
        }

        return Of(channel.Name, result.Outcome is SendOutcome.Sent ? DeliveryOutcome.Sent : DeliveryOutcome.Failed, message, result.Detail);
    }

    /// <summary>Ends where a channel is wanted that the inventory does not name.</summary>
    /// <exception cref="McpOpsException">NoChannels or UnknownChannel.</exception>
    internal static void Check(McpFleet fleet, IReadOnlyList<string> wanted, string? path)
    {
        if (fleet.Channels.Count == 0)
        {
            throw new McpOpsException("NoChannels", McpErrorCategory.ObjectNotFound,
                path is null ? "There is no inventory (mcpops.json), and so no channel to send to. Write one with 'mcpops init' (New-McpInventory), and name channels in it."
                : $"'{path}' names no channels. Write them below \"channels\", such as \"ops\": {{ \"kind\": \"slack\", \"url\": \"${{env:SLACK_WEBHOOK}}\" }}.", path);
        }

        var known = fleet.Channels.Select(channel => channel.Name).ToList();
        if (wanted.FirstOrDefault(name => !known.Contains(name, StringComparer.Ordinal)) is { } unknown)
        {
            throw new McpOpsException("UnknownChannel", McpErrorCategory.InvalidArgument,
                $"There is no channel '{unknown}' in the inventory.{NearestName.Hint(unknown, known)} There are: {string.Join(", ", known)}.", unknown);
        }
    }

    private static McpDelivery Of(string channel, string outcome, AlertMessage message, string detail) =>
        new() { Channel = channel, Outcome = outcome, Title = message.Title, Alerts = message.Alerts.Count, Detail = detail, Id = message.Id };
}
