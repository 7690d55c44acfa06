using System.Text;
using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>A file to which each alert is appended as one JSON object a line.</summary>
internal sealed class FileChannel(McpChannel channel) : IAlertChannel
{
    public string Name => channel.Name;

    public bool HasKey => false;

    public string Preview(AlertMessage message) => $"{Path()}:\n{Lines(message)}";

    public async Task<SendResult> SendAsync(AlertMessage message, CancellationToken cancellationToken)
    {
        var path = Path();
        if (System.IO.Path.GetDirectoryName(path) is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
        }

        // A named pipe would keep us waiting for a reader.
        if (RegularFile.IsPipe(path))
        {
            return SendResult.Never($"'{path}' is a named pipe, and no regular file. Name a file, or use a channel of kind command.");
        }

        // In one write at the end, under a lock of the file itself: others may append too.
        await using var file = new FileStream(WholeFile.Followed(path), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, 1);
        if (file.CanSeek)
        {
            file.Seek(0, SeekOrigin.End);
        }

        file.Write(Encoding.UTF8.GetBytes(Lines(message)));
        file.Flush(flushToDisk: true);
        return SendResult.Sent;
    }

    // As of every channel, a variable that is missing is a message that is not sent, and not the end of the watch.
    private string Path() => ChannelText.Resolve(channel, channel.Texts["path"]);

    private static string Lines(AlertMessage message) => string.Concat(message.Alerts.Count == 0
        ? [AlertJson.Text(AlertJson.Of(message)) + "\n"]
        : message.Alerts.Select(alert => AlertJson.Text(AlertJson.Of(message, alert)) + "\n"));
}
