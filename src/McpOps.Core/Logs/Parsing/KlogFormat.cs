namespace McpOps.Logs.Parsing;

/// <summary>
/// Headers that begin with a level's letter and a date in one word: klog (<c>I0115 10:30:45.123456   1234 file.go:12] message</c>), glog since 0.5
/// (<c>I20260115 …</c>) and CockroachDB (<c>I260115 … 12 file.go:12 message</c>), and CometBFT
/// (<c>E[2026-01-15|10:30:45.123] message</c>).
/// </summary>
internal static class KlogFormat
{
    /// <summary>Reads a header; its end, or -1.</summary>
    public static int Read(ReadOnlySpan<byte> line, int position, TimeHints reference, ref LogLine result)
    {
        var text = line[position..];
        if (text.Length < 20)
        {
            return -1;
        }

        if (text[0] == '[')
        {
            return PackedHeader.Read(line, position, reference, ref result);
        }

        if (text[1] == '[')
        {
            return Bracketed(text, position, reference, ref result);
        }

        if (LogLevels.FromLetter(text[0]) is LogLevel.None || !char.IsAsciiDigit((char)text[1]))
        {
            return -1;
        }

        var digits = text[1..].IndexOf((byte)' ');
        LogTime time;
        switch (digits)
        {
            case 4 when text[1..].StartsWith("0000 00:00:"u8):
                // Abseil before it knows its zone: "I0000 00:00:1795168800.123456    7 file.cc:12] message".
                if (!TimeParser.TryParse(text[12..], reference, out time, out _))
                {
                    return -1;
                }

                break;
            case 4:
                Span<byte> dashed = stackalloc byte[21];
                (dashed[0], dashed[1], dashed[2], dashed[3], dashed[4]) = (text[1], text[2], (byte)'-', text[3], text[4]);
                var clock = text[5..Math.Min(text.Length, 21)];
                clock.CopyTo(dashed[5..]);
                if (!TimeParser.TryParse(dashed[..(5 + clock.Length)], reference, out time, out _))
                {
                    return -1;
                }

                break;
            case 6 or 8 when TimeParser.TryParse(text[1..], reference, out time, out _):
                break;
            default:
                return -1;
        }

        var bracket = text.IndexOf("] "u8);
        if (bracket < 0 && digits == 4)
        {
            return -1;
        }

        result.OfferTime(time);
        result.Level = LogLevels.FromLetter(text[0]);
        if (digits == 6)
        {
            return position + AfterPlace(text, position, ref result);
        }

        if (bracket < 0)
        {
            return -1;
        }

        result.OfferSource(position + text[..bracket].LastIndexOf((byte)' ') + 1, position + bracket, rank: 4);
        return position + bracket + 1;
    }

    // CometBFT: "E[2026-01-15|10:00:00.123] message   module=x".
    private static int Bracketed(ReadOnlySpan<byte> text, int position, TimeHints reference, ref LogLine result)
    {
        if (LogLevels.FromLetter(text[0]) is LogLevel.None || !char.IsAsciiDigit((char)text[2]) || !TimeParser.TryParse(text[2..], reference, out var time, out var length) || length < 12 || length + 2 >= text.Length || text[length + 2] != ']')
        {
            return -1;
        }

        result.Level = LogLevels.FromLetter(text[0]);
        result.OfferTime(time);
        return position + length + 3;
    }

    // "I260115 10:00:00.123456 12 util/log/file.go:237 ⋮ [n1] 3  message": number, place, and what the program knows of itself.
    private static int AfterPlace(ReadOnlySpan<byte> text, int position, ref LogLine result)
    {
        var end = 8;
        for (var word = 0; word < 3 && end < text.Length; word++)
        {
            var start = HeaderParts.SkipSpaces(text, end);
            var stop = HeaderParts.WordEnd(text, start);
            if (word > 0 && text[start..stop].LastIndexOf((byte)':') is > 0 and var colon && char.IsAsciiDigit((char)text[stop - 1]))
            {
                result.OfferSource(position + start, position + start + colon, rank: 4);
                return stop;
            }

            end = stop;
        }

        return end;
    }
}
