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
        "file" => new FileChannel(channel.Name, ChannelText.Resolve(channel, channel.Texts["path"])),
        _ => throw new McpOpsException("UnknownChannelKind", McpErrorCategory.InvalidData, $"There is no kind of channel '{channel.Kind}'. There are: {string.Join(", ", McpChannel.Kinds)}.", context.ToString()),
    };
}
