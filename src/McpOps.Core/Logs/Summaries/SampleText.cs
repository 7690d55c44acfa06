using System.Text;
using McpOps.Logs.Parsing;

namespace McpOps.Logs.Summaries;

/// <summary>Makes examples of entries: cut to a length that can be shown; secrets are masked when it leaves, as most examples never do.</summary>
internal static class SampleText
{
    private const int MaxBytes = 600;

    // What tells statements apart stands at their beginning; the rest of a message of megabytes is data.
    private const int MaxMessage = 1 << 12;

    public static LineSample Make(scoped in RawEntry entry, ref LogLine line, long ticks, LinePlace place) =>
        new(place, ticks, Cut(entry.Head), Cut(FirstLine(in entry, ref line)));

    /// <summary>The first line of a message that says something, 4 KiB of it at the most.</summary>
    public static ReadOnlySpan<byte> FirstLine(scoped in RawEntry entry, ref LogLine line)
    {
        var message = entry.Of(line.Message);
        message = message[..Math.Min(message.Length, MaxMessage)];
        var end = message.IndexOf((byte)'\n');
        return end < 0 ? message : message[..end].TrimEnd((byte)'\r');
    }

    private static string Cut(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text[..Math.Min(text.Length, MaxBytes)]);
}
