namespace McpOps.Logs.Parsing;

/// <summary>A level and a time in one bracket, or the level before it: <c>[E 2026-11-20 10:00:00.123 ServerApp] failed</c> (Jupyter, Tornado), <c>[ W 2026-11-20 10:00:00.1234 12/T1 a.cpp:3 ]: slow</c> (Passenger), <c>E [20/Nov/2026:10:00:00 +0000] failed</c> (CUPS).</summary>
internal static class BracketedHeader
{
    private const int MaxName = 80;

    /// <summary>Reads one at a position; false when there is none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, ref int position, TimeHints reference, ref LogLine result)
    {
        if (position + 12 > line.Length)
        {
            return false;
        }

        var inside = line[position] == '[';
        var start = position + (inside ? 1 : 0);
        start += inside && line[start] == ' ' ? 1 : 0;
        var end = start;
        while (end < line.Length && end < start + 9 && HeaderParts.IsLetter(line[end]))
        {
            end++;
        }

        var level = end - start == 1 ? LogLevels.FromLetter(line[start]) : inside ? LogLevels.FromWord(line[start..end]) : LogLevel.None;
        if (level is LogLevel.None || end == line.Length || !(line[end] == ' ' || (inside && line[end] is (byte)'/' or (byte)':' or (byte)'|')))
        {
            return false;
        }

        var time = HeaderParts.SkipSpaces(line, line[end] == ' ' ? end : end + 1);
        time += !inside && time < line.Length && line[time] == '[' ? 1 : 0;
        if ((!inside && line[time - 1] != '[') || !TimeParser.TryParse(line[time..], reference, out var found, out var length))
        {
            return false;
        }

        var close = line[(time + length)..Math.Min(line.Length, time + length + MaxName)].IndexOf((byte)']');
        if (close < 0 || (close > 0 && line[time + length] != ' '))
        {
            return false;
        }

        result.Level = level;
        result.OfferTime(found);
        result.OfferSource(time + length + 1, time + length + close - (close > 1 && line[time + length + close - 1] == ' ' ? 1 : 0), rank: 4);
        position = HeaderParts.SkipSeparators(line, time + length + close + 1);
        return true;
    }
}
