namespace McpOps.Logs.Parsing;

/// <summary>Reads the zone behind a clock.</summary>
internal static class ZoneReader
{
    /// <summary>Reads <c>Z</c>, <c>UTC</c>, <c>GMT</c> or <c>±HH[:]MM</c>, with a space before it where there is one.</summary>
    public static short Read(ref DateReader reader)
    {
        var start = reader.Position;
        if (reader.Peek() == ' ')
        {
            reader.Position++;
        }

        if ((reader.Peek() is (byte)'Z' or (byte)'z') && !reader.IsLetter(1))
        {
            reader.Position++;
            return 0;
        }

        var spaced = reader.Position > start;
        var named = reader.TakeWord("UTC"u8) || reader.TakeWord("GMT"u8);
        var end = reader.Position;
        if ((reader.Peek() is (byte)'+' or (byte)'-') && reader.IsDigit(1) && reader.IsDigit(2))
        {
            var sign = reader.Peek() == '-' ? -1 : 1;
            reader.Position++;
            _ = reader.Digits(2, out var hours);
            if (hours <= 14 && !reader.IsDigit() && reader.Peek() != ':' && (!spaced || named || (reader.Peek() == ' ' && reader.Peek(1) == '[')))
            {
                // PostgreSQL: "06:00:01.123-03" and "06:00:01.123 -03 [42]"; elsewhere " -12" may be a number.
                return (short)(sign * hours * 60);
            }

            _ = reader.Take((byte)':');
            if (reader.Digits(2, out var minutes) && minutes < 60 && (hours * 60) + minutes <= 14 * 60 && !reader.IsDigit())
            {
                PassName(ref reader);
                return (short)(sign * ((hours * 60) + minutes));
            }
        }

        reader.Position = named ? end : start;
        if (named)
        {
            return 0;
        }

        var length = spaced ? ZoneNames.Find(reader.From(end), out var offset) : ZoneNames.Find(reader.From(start), out offset);
        reader.Position = length > 0 ? (spaced ? end : start) + length : start;
        return length > 0 ? offset : LogTime.NoOffset;
    }

    /// <summary>Reads a zone as Db2 writes it behind its dotted clock, in minutes: <c>+120</c>, <c>-060</c>.</summary>
    public static bool TryMinutes(ref DateReader reader, out short offset)
    {
        offset = 0;
        if (!(reader.Peek() is (byte)'+' or (byte)'-') || reader.CountDigits(1) != 3)
        {
            return false;
        }

        var sign = reader.Peek() == '-' ? -1 : 1;
        reader.Position++;
        _ = reader.Digits(3, out var minutes);
        offset = (short)(sign * minutes);
        return minutes <= 14 * 60;
    }

    /// <summary>Reads the name of a zone such as <c>Europe/Berlin</c> and finds its offset at a wall clock.</summary>
    public static short Named(ref DateReader reader, long wall)
    {
        if (reader.Peek() != ' ' || !reader.IsLetter(1) || reader.Peek(1) is >= (byte)'a')
        {
            return LogTime.NoOffset;
        }

        var name = reader.From(reader.Position + 1);
        var length = ZoneNames.NameLength(name);
        if (length == 0 || !TimeZoneInfo.TryFindSystemTimeZoneById(System.Text.Encoding.ASCII.GetString(name[..length]), out var zone))
        {
            return LogTime.NoOffset;
        }

        reader.Position += length + 1;
        return (short)zone.GetUtcOffset(new DateTime(wall, DateTimeKind.Unspecified)).TotalMinutes;
    }

    // Go: "+0200 CEST" and, with it, the time since the start: "m=+0.003".
    private static void PassName(ref DateReader reader)
    {
        var end = reader.Position + 1;
        while (reader.Peek(end - reader.Position) is >= (byte)'A' and <= (byte)'Z')
        {
            end++;
        }

        if (reader.Peek() == ' ' && end - reader.Position is >= 4 and <= 6 && ZoneNames.Find(reader.From(reader.Position + 1), out _) == end - reader.Position - 1)
        {
            reader.Position = end;
        }

        if (reader.Rest.StartsWith(" m=+"u8))
        {
            var space = reader.From(reader.Position + 1).IndexOf((byte)' ');
            reader.Position = space < 0 ? reader.Position + reader.Rest.Length : reader.Position + 1 + space;
        }
    }
}
