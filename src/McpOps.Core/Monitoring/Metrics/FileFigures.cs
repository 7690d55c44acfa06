using System.Text;
using System.Text.Json;

namespace McpOps.Monitoring;

/// <summary>A number in the newest line of a file of JSON lines, as programs write that export their own figures.</summary>
internal static class FileFigures
{
    private const int TailBytes = 256 * 1024;
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);

    public static async Task<double> ReadAsync(string path, string way, TimeSpan every, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            throw new FormatException($"There is no file '{path}'.");
        }

        // A file that nobody writes any more would say for ever that all is well.
        var age = now - new DateTimeOffset(file.LastWriteTimeUtc);
        if (age > (5 * every > Fresh ? 5 * every : Fresh))
        {
            throw new FormatException($"'{path}' was written last {Spans.Text(age)} ago.");
        }

        await using var stream = RegularFile.Open(path);
        stream.Seek(Math.Max(0, stream.Length - TailBytes), SeekOrigin.Begin);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var text = await reader.ReadToEndAsync(cancellationToken);
        if (text.Length == 0)
        {
            // It was just rotated: its next line says more, and if none comes, its age does.
            return double.NaN;
        }

        // The last line may just be being written.
        var end = text.LastIndexOf('\n');
        var line = end < 0 ? text : text[..end].Split('\n')[^1];
        using var document = JsonDocument.Parse(line);
        return JsonFigure.At(document.RootElement, way);
    }
}
