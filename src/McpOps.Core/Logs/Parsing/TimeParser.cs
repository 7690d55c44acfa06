
namespace McpOps.Logs.Parsing;

/// <summary>Reads a time at the start of a text, in whatever form logs write it.</summary>
/// <remarks>ISO 8601 and its looser forms, RFC 3164, RFC 1123, Common Log Format, logcat, compact dates, <c>date(1)</c>, epoch seconds to nanoseconds.</remarks>
internal static class TimeParser
{
    /// <summary>Reads a time.</summary>
    /// <param name="text">A text that may begin with a time.</param>
    /// <param name="reference">How times that leave something open are read.</param>
    /// <param name="time">The time.</param>
    /// <param name="length">How many bytes it takes.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, TimeHints reference, out LogTime time, out int length)
    {
        time = default;
        length = 0;
        if (text.Length < 5)
        {
            return false;
        }

        var reader = new DateReader(text);
        var found = reader.IsDigit() ? Numeric(ref reader, reference, out time) : DayMonthTime.Named(ref reader, reference, out time);
        length = found ? reader.Position : 0;
        return found;
    }

    private static bool Numeric(ref DateReader reader, TimeHints reference, out LogTime time)
    {
        time = default;
        var digits = reader.CountDigits();
        var after = reader.Peek(digits);
        return (digits, after) switch
        {
            (4, (byte)'-' or (byte)'/' or (byte)'.') => YearFirst(ref reader, out time),
            (4, 0xE5) => ChineseYear(ref reader, out time),
            (1 or 2, (byte)':') => ClockOnly(ref reader, out time),
            (2, (byte)'/' or (byte)'-' or (byte)'.' or (byte)' ') or (1, (byte)'/' or (byte)' ' or (byte)'-') => DayMonthTime.TwoDigits(ref reader, reference, out time),
            (8, _) => CompactTime.Day(ref reader, out time),
            (6, (byte)' ') => CompactTime.ShortDay(ref reader, out time),
            (10 or 13 or 16 or 19, _) => CompactTime.Epoch(ref reader, digits, out time),
            (14, _) => CompactTime.Whole(ref reader, out time),
            _ => false,
        };
    }

    public static bool YearFirst(ref DateReader reader, out LogTime time)
    {
        time = default;
        if (!reader.Digits(4, out var year) || !reader.TakeAny("-/."u8) || !reader.OneOrTwo(out var month) || !reader.TakeAny("-/."u8)
            || !reader.OneOrTwo(out var day) || !CalendarDay.TryGet(year, month, day, out var ticks))
        {
            return false;
        }

        var end = reader.Position;
        if (reader.Peek() == ' ' && reader.Peek(1) == '-' && reader.Peek(2) == ' ')
        {
            // Gin: "2026/11/20 - 12:00:00".
            reader.Position += 2;
        }
        else if (reader.Peek() == ',' && reader.Peek(1) == ' ' && reader.CountDigits(2) == 2)
        {
            // Airflow: "2026-11-20, 10:00:00 UTC".
            reader.Position++;
        }
        else if (reader.Peek() == ' ' && reader.Peek(1) == 'a')
        {
            // "2026-11-20 at 10:00:00", as loguru's own example has it.
            _ = reader.TakeWord(" at"u8);
        }

        if (reader.TakeAny("T _-:t\t|"u8) && reader.IsDigit())
        {
            _ = reader.Take((byte)' ');
            var dotted = reader.Peek(2) == '.' && reader.Peek(5) == '.';
            if (reader.Clock(out var clock, dotted ? (byte)'.' : (byte)':'))
            {
                time = dotted && ZoneReader.TryMinutes(ref reader, out var minutes) ? new LogTime(ticks + clock, minutes) : Zoned(ref reader, ticks + clock);
                return true;
            }
        }

        reader.Position = end;
        time = new LogTime(ticks, LogTime.NoOffset);
        return !reader.IsDigit();
    }

    private static bool ClockOnly(ref DateReader reader, out LogTime time)
    {
        var found = reader.Clock(out var clock) && (reader.Position >= 8 || reader.EndsHalf());
        time = found ? new LogTime(ClockTicks(ref reader), LogTime.NoOffset) : default;
        return found;
    }

    private static long ClockTicks(ref DateReader reader)
    {
        reader.Position = 0;
        _ = reader.Clock(out var clock);
        return clock;
    }

    // "2026年11月20日 10:00:00", Chinese and Japanese.
    private static bool ChineseYear(ref DateReader reader, out LogTime time)
    {
        time = default;
        return reader.Digits(4, out var year) && reader.TakeWord("年"u8) && reader.OneOrTwo(out var month) && reader.TakeWord("月"u8) && reader.OneOrTwo(out var day) && reader.TakeWord("日"u8)
            && CalendarDay.TryGet(year, month, day, out var ticks) && WithClock(ref reader, ticks, out time);
    }

    /// <summary>Reads the clock behind a day.</summary>
    public static bool WithClock(ref DateReader reader, long day, out LogTime time, bool spaced = true)
    {
        time = default;
        if (spaced)
        {
            _ = reader.Take((byte)',');
            _ = reader.Peek(1) == 'a' && reader.TakeWord(" at"u8);
            if (!reader.TakeAny(" T:-\t|"u8))
            {
                return false;
            }

            // Erlang: "20-Nov-2026::10:00:00". Suricata: "20/11/2026 -- 10:00:00".
            _ = reader.Take((byte)':') || reader.TakeWord("-- "u8);
        }

        if (!reader.Clock(out var clock))
        {
            return false;
        }

        time = Zoned(ref reader, day + clock);
        return true;
    }

    /// <summary>The time of a wall clock with what follows it: an offset, an abbreviation, or the name of a zone, whose rules then count and not the machine's.</summary>
    public static LogTime Zoned(ref DateReader reader, long wall)
    {
        var offset = ZoneReader.Read(ref reader);
        return new LogTime(wall, offset == LogTime.NoOffset ? ZoneReader.Named(ref reader, wall) : offset);
    }
}
