using McpOps.Logs.Parsing;

namespace McpOps.Logs.Sources;

/// <summary>Takes the time off the lines of a stack where a runner put one before every line, as pm2 does: <c>0|app | 2026-11-20T10:00:00:     at f (/app/x.js:1:2)</c>.</summary>
internal sealed class TimedLinesText(Stream inner) : LineStream(inner)
{
    private const int MaxName = 60;
    private const int MaxLines = 200;
    private const int Enough = 2;

    /// <summary>Whether each of a file's first lines has such a time, behind the name that pm2 shows or with one of them of a stack.</summary>
    public static bool Begins(ReadOnlySpan<byte> start)
    {
        var lines = 0;
        var below = false;
        while (start.IndexOf((byte)'\n') is >= 0 and var end && lines < MaxLines)
        {
            if (!TryPrefix(start[..end], out var length))
            {
                return false;
            }

            lines++;
            below |= IsFrame(start[length..end]) || IsNamed(start[..length]);
            start = start[(end + 1)..];
        }

        return below && lines >= Enough;
    }

    protected override void Take(ReadOnlySpan<byte> line)
    {
        if (!TryPrefix(line, out var length))
        {
            Ready.Write(line);
            return;
        }

        var inTrace = false;
        var text = line[length..].TrimEnd("\r\n"u8);
        var belongs = text.IsEmpty || Continuation.Belongs(text, ref inTrace) || UncaughtError.IsAlone(text);
        Ready.Write(belongs ? line[length..] : line);
    }

    // "0|app  | TIME: ", or without the name in pm2's own files.
    private static bool TryPrefix(ReadOnlySpan<byte> line, out int length)
    {
        var bar = line[..Math.Min(line.Length, MaxName)].IndexOf("| "u8);
        var start = char.IsAsciiDigit((char)(line.IsEmpty ? 0 : line[0])) && bar > 2 && line[..bar].Contains((byte)'|') ? bar + 2 : 0;
        length = 0;
        if (!TimeParser.TryParse(line[start..], TimeHints.None, out var time, out var read) || time.IsTimeOnly || !line[(start + read)..].StartsWith(": "u8))
        {
            return false;
        }

        length = start + read + 2;
        return true;
    }

    private static bool IsNamed(ReadOnlySpan<byte> prefix) => prefix.Contains((byte)'|');

    private static bool IsFrame(ReadOnlySpan<byte> text) => text.StartsWith("  "u8) && (text.TrimStart((byte)' ').StartsWith("at "u8) || text.TrimStart((byte)' ').StartsWith("File \""u8));
}
