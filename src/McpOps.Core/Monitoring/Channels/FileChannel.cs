using System.Text;

namespace McpOps.Monitoring;

/// <summary>A file to which each alert is appended as one JSON object a line.</summary>
internal sealed class FileChannel(string name, string path) : IAlertChannel
{
    public string Name => name;

    public bool HasKey => false;

    public string Preview(AlertMessage message) => $"{path}:\n{Lines(message)}";

    public async Task<SendResult> SendAsync(AlertMessage message, CancellationToken cancellationToken)
    {
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder)
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

    private static string Lines(AlertMessage message) => string.Concat(message.Alerts.Count == 0
        ? [AlertJson.Text(AlertJson.Of(message)) + "\n"]
        : message.Alerts.Select(alert => AlertJson.Text(AlertJson.Of(message, alert)) + "\n"));
}
