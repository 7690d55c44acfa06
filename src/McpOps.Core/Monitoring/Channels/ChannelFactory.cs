using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>Makes the channels of an inventory. References such as <c>${env:NAME}</c> are resolved when a message is sent.</summary>
/// <param name="context">The clock.</param>
internal sealed class ChannelFactory(EngineContext context)
{
    public IReadOnlyDictionary<string, IAlertChannel> All(IEnumerable<McpChannel> channels) =>
        channels.Select(Make).ToDictionary(channel => channel.Name, StringComparer.Ordinal);

    public IAlertChannel Make(McpChannel channel) => channel.Kind switch
    {
        "smtp" => Mail(channel),
        "slack" => new SlackChannel(context, channel),
        "teams" => new TeamsChannel(context, channel),
        "discord" => new DiscordChannel(context, channel),
        "pagerduty" => new PagerDutyChannel(context, channel),
        "alertmanager" => new AlertmanagerChannel(context, channel),
        "webhook" => new WebhookChannel(context, channel),
        "file" => new FileChannel(channel),
        "command" => new CommandChannel(channel),
        _ => throw new McpOpsException("UnknownChannelKind", McpErrorCategory.InvalidData, $"There is no kind of channel '{channel.Kind}'. There are: {string.Join(", ", McpChannel.Kinds)}.", channel.Name),
    };

    // In a method of its own: the mail library is loaded only where there is such a channel.
    private SmtpChannel Mail(McpChannel channel) => new(context, channel);
}
