using System.Runtime.CompilerServices;

namespace McpOps.Logs.Parsing;

/// <summary>Reads a time at the start of a text, in whatever form logs write it.</summary>
/// <remarks>ISO 8601 and its looser forms, RFC 3164, RFC 1123, Common Log Format, logcat, compact dates, <c>date(1)</c>, epoch seconds to nanoseconds.</remarks>
internal static class TimeParser
{
    // 1990 and 2100: a number in between may be an epoch time, one outside is not.
    private const long FirstEpoch = 631152000;
    private const long LastEpoch = 4102444800;

    /// <summary>Reads a time.</summary>
    /// <param name="text">A text that may begin with a time.</param>
    /// <param name="reference">How times that leave something open are read.</param>
    /// <param name="time">The time.</param>
    /// <param name="length">How many bytes it takes.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool TryParse(ReadOnlySpan<byte> text, TimeHints reference, out LogTime time, out int length)
    {
        time = default;
        length = 0;
        if (text.Length < 5)
        {
            return false;
        }

        var reader = new DateReader(text);
        var found = reader.IsDigit() ? Numeric(ref reader, reference, out time) : Named(ref reader, reference, out time);
        length = found ? reader.Position : 0;
        return found;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Numeric(ref DateReader reader, TimeHints reference, out LogTime time)
    {
        time = default;
        var digits = reader.CountDigits();
        var after = reader.Peek(digits);
        return (digits, after) switch
        {
            (4, (byte)'-' or (byte)'/' or (byte)'.') => YearFirst(ref reader, out time),
            (1 or 2, (byte)':') => ClockOnly(ref reader, out time),
            (2, (byte)'/' or (byte)'-' or (byte)'.' or (byte)' ') or (1, (byte)'/' or (byte)' ') => TwoDigits(ref reader, reference, out time),
            (8, _) => CompactDay(ref reader, out time),
            (6, (byte)' ') => ShortCompact(ref reader, out time),
            (10 or 13 or 16 or 19, _) => Epoch(ref reader, digits, out time),
            (14, _) => Compact(ref reader, out time),
            _ => false,
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool YearFirst(ref DateReader reader, out LogTime time)
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

        if (reader.TakeAny("T _-:t\t"u8) && reader.IsDigit())
        {
            _ = reader.Take((byte)' ');
            var dotted = reader.Peek(2) == '.' && reader.Peek(5) == '.';
            if (reader.Clock(out var clock, dotted ? (byte)'.' : (byte)':'))
            {
                time = Zoned(ref reader, ticks + clock);
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

    // 17/06/09 (year first), 03-17 and 10.30 (no year), 06/25/2026 and 25/06/2026, 25/Jun/2026:, 25-Jun-2026, 25 Jun 2026.
    private static bool TwoDigits(ref DateReader reader, TimeHints reference, out LogTime time)
    {
        time = default;
        if (!reader.OneOrTwo(out var first))
        {
            return false;
        }

        var separator = reader.Peek();
        reader.Position++;
        if (!reader.IsDigit())
        {
            return DayNamedMonth(ref reader, first, separator, reference, out time);
        }

        if (separator == ' ' || !reader.OneOrTwo(out var second))
        {
            return false;
        }

        long day;
        if (reader.Take(separator))
        {
            var wide = reader.CountDigits() == 4;
            if (!reader.Digits(wide ? 4 : 2, out var third))
            {
                return false;
            }

            if (!TryOrdered(first, second, third, wide, separator, reference.Order, out day))
            {
                return false;
            }
        }
        else if (!CalendarDay.TryWithoutYear(first, second, reference.Latest, out day))
        {
            return false;
        }

        return WithClock(ref reader, day, out time);
    }

    // A line that contradicts what the file shows has no time, rather than another day's.
    private static bool TryOrdered(int first, int second, int third, bool wide, byte separator, DayOrder order, out long day)
    {
        if (order is not DayOrder.Open)
        {
            return DayOrders.TryDay(first, second, third, order, out day);
        }

        if (separator == '.' && DayOrders.TryDay(first, second, third, DayOrder.DayFirst, out day))
        {
            return true;
        }

        return (!wide && DayOrders.TryDay(first, second, third, DayOrder.YearFirst, out day))
            || DayOrders.TryDay(first, second, third, DayOrder.MonthFirst, out day) || DayOrders.TryDay(first, second, third, DayOrder.DayFirst, out day);
    }

    private static bool DayNamedMonth(ref DateReader reader, int day, byte separator, TimeHints reference, out LogTime time)
    {
        time = default;
        _ = reader.Take((byte)' ');
        var month = reader.Month();
        if (month == 0 || !(reader.Take(separator) || reader.Take((byte)' ')))
        {
            return false;
        }

        if (reader.CountDigits() == 2 && reader.Peek(2) is (byte)' ' or (byte)'T' && separator is (byte)'-' or (byte)'/' && reader.IsDigit(3))
        {
            // Oracle: "01-MAY-26 12:00:00".
            return reader.Digits(2, out var shortYear) && CalendarDay.TryGet(2000 + shortYear, month, day, out var inCentury) && WithClock(ref reader, inCentury, out time);
        }

        if (reader.CountDigits() != 4)
        {
            return CalendarDay.TryWithoutYear(month, day, reference.Latest, out var yearless) && WithClock(ref reader, yearless, out time, spaced: false);
        }

        return reader.Digits(4, out var year) && CalendarDay.TryGet(year, month, day, out var ticks) && WithClock(ref reader, ticks, out time);
    }

    // Jun 14 15:16:01 (RFC 3164), Jun 14, 2026 3:16:01 PM, Sun Dec 04 04:47:44 2005, Fri, 20 Nov 2026 06:00:00 GMT.
    private static bool Named(ref DateReader reader, TimeHints reference, out LogTime time)
    {
        time = default;
        var weekday = reader.Weekday();
        if (weekday && reader.IsDigit())
        {
            return reader.OneOrTwo(out var number) && reader.TakeAny(" -"u8) && DayNamedMonth(ref reader, number, (byte)' ', reference, out time);
        }

        var month = reader.Month();
        if (month == 0 || !reader.TakeAny(" -"u8) || !reader.OneOrTwo(out var day))
        {
            return false;
        }

        int year;
        if (reader.Take((byte)','))
        {
            return reader.Take((byte)' ') && reader.Digits(4, out year) && CalendarDay.TryGet(year, month, day, out var known) && WithClock(ref reader, known, out time);
        }

        if (!reader.Take((byte)' ') || !CalendarDay.TryWithoutYear(month, day, reference.Latest, out var ticks))
        {
            return false;
        }

        if (reader.CountDigits() == 4 && reader.Peek(4) == ' ')
        {
            return reader.Digits(4, out year) && CalendarDay.TryGet(year, month, day, out ticks) && WithClock(ref reader, ticks, out time);
        }

        if (!reader.Clock(out var clock))
        {
            return false;
        }

        var offset = reader.Zone();
        var end = reader.Position;
        if (reader.Take((byte)' ') && reader.CountDigits() == 4 && reader.Digits(4, out year) && year is > 1969 and < 2100 && CalendarDay.TryGet(year, month, day, out var dated))
        {
            ticks = dated;
        }
        else
        {
            reader.Position = end;
        }

        time = new LogTime(ticks + clock, offset);
        return true;
    }

    private static bool CompactDay(ref DateReader reader, out LogTime time)
    {
        time = default;
        return reader.Digits(4, out var year) && reader.Digits(2, out var month) && reader.Digits(2, out var day)
            && CalendarDay.TryGet(year, month, day, out var ticks) && reader.TakeAny("-T _"u8)
            && (reader.CountDigits() == 6 ? CompactClock(ref reader, ticks, out time) : WithClock(ref reader, ticks, out time, spaced: false));
    }

    private static bool ShortCompact(ref DateReader reader, out LogTime time)
    {
        time = default;
        return reader.Digits(2, out var year) && reader.Digits(2, out var month) && reader.Digits(2, out var day) && CalendarDay.TryGet(2000 + year, month, day, out var ticks)
            && reader.Take((byte)' ') && reader.CountDigits() == 6 && CompactClock(ref reader, ticks, out time);
    }

    private static bool Compact(ref DateReader reader, out LogTime time)
    {
        time = default;
        return reader.Digits(4, out var year) && reader.Digits(2, out var month) && reader.Digits(2, out var day)
            && CalendarDay.TryGet(year, month, day, out var ticks) && CompactClock(ref reader, ticks, out time);
    }

    private static bool CompactClock(ref DateReader reader, long day, out LogTime time)
    {
        var found = reader.Digits(2, out var hour) & reader.Digits(2, out var minute) & reader.Digits(2, out var second) && hour < 24 && minute < 60 && second <= 60;
        var clock = (hour * TimeSpan.TicksPerHour) + (minute * TimeSpan.TicksPerMinute) + (second * TimeSpan.TicksPerSecond) + (found ? reader.Fraction() : 0);
        time = found ? new LogTime(day + clock, reader.Zone()) : default;
        return found;
    }

    private static bool WithClock(ref DateReader reader, long day, out LogTime time, bool spaced = true)
    {
        time = default;
        if (spaced)
        {
            _ = reader.Take((byte)',');
            if (!reader.TakeAny(" T:-\t"u8))
            {
                return false;
            }
        }

        if (!reader.Clock(out var clock))
        {
            return false;
        }

        time = Zoned(ref reader, day + clock);
        return true;
    }

    // An offset, an abbreviation, or the name of a zone, whose rules then count and not the machine's.
    private static LogTime Zoned(ref DateReader reader, long wall)
    {
        var offset = reader.Zone();
        return new LogTime(wall, offset == LogTime.NoOffset ? reader.NamedZone(wall) : offset);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Epoch(ref DateReader reader, int digits, out LogTime time)
    {
        time = default;
        long value = 0;
        for (var i = 0; i < digits; i++)
        {
            value = (value * 10) + (reader.Peek() - '0');
            reader.Position++;
        }

        var seconds = digits switch { 10 => value, 13 => value / 1000, 16 => value / 1_000_000, _ => value / 1_000_000_000 };
        if (seconds is < FirstEpoch or > LastEpoch)
        {
            return false;
        }

        var ticks = digits switch
        {
            10 => value * TimeSpan.TicksPerSecond,
            13 => value * TimeSpan.TicksPerMillisecond,
            16 => value * 10,
            _ => value / 100,
        };
        time = new LogTime(DateTime.UnixEpoch.Ticks + ticks + (digits == 10 && reader.Peek() == '.' ? reader.Fraction() : 0), 0);
        return true;
    }
}
