using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>Texts of a channel, whose references are resolved when they are used and never written back.</summary>
internal static class ChannelText
{
    /// <summary>A text with its references resolved.</summary>
    /// <exception cref="McpOpsException">A variable is not set.</exception>
    public static string Resolve(McpChannel channel, string text) =>
        References.Has(text) ? ConnectionResolver.Text(text, new McpServer { Name = $"channel {channel.Name}" }, Environment.GetEnvironmentVariable) : text;

    /// <summary>Which of a channel's references cannot be resolved here, in a sentence; null when all can.</summary>
    public static string? Missing(McpChannel channel)
    {
        foreach (var reference in channel.References)
        {
            try
            {
                Resolve(channel, reference);
            }
            catch (McpOpsException exception)
            {
                return exception.Message;
            }
        }

        return null;
    }

    /// <summary>A text that may be missing.</summary>
    public static string? Find(McpChannel channel, string name) => channel.Texts.TryGetValue(name, out var text) ? Resolve(channel, text) : null;
}
