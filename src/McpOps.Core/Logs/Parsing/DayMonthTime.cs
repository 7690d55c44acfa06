namespace McpOps.Logs.Parsing;

/// <summary>Times whose year is not first: small numbers in an order that the file tells, and months by name.</summary>
internal static class DayMonthTime
{
    // 17/06/09 (year first), 03-17 and 10.30 (no year), 06/25/2026 and 25/06/2026, 25/Jun/2026:, 25-Jun-2026, 25 Jun 2026.
    public static bool TwoDigits(ref DateReader reader, TimeHints reference, out LogTime time)
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

        return TimeParser.WithClock(ref reader, day, out time);
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
            return reader.Digits(2, out var shortYear) && CalendarDay.TryGet(2000 + shortYear, month, day, out var inCentury) && TimeParser.WithClock(ref reader, inCentury, out time);
        }

        if (reader.CountDigits() != 4)
        {
            return CalendarDay.TryWithoutYear(month, day, reference.Latest, out var yearless) && TimeParser.WithClock(ref reader, yearless, out time, spaced: false);
        }

        return reader.Digits(4, out var year) && CalendarDay.TryGet(year, month, day, out var ticks) && TimeParser.WithClock(ref reader, ticks, out time);
    }

    // Jun 14 15:16:01 (RFC 3164), Jun 14, 2026 3:16:01 PM, Sun Dec 04 04:47:44 2005, Fri, 20 Nov 2026 06:00:00 GMT.
    public static bool Named(ref DateReader reader, TimeHints reference, out LogTime time)
    {
        time = default;
        var weekday = reader.Weekday();
        if (weekday && reader.CountDigits() == 4)
        {
            // journalctl -o short-full: "Fri 2026-11-20 10:00:00 UTC".
            return TimeParser.YearFirst(ref reader, out time);
        }

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
            return reader.Take((byte)' ') && reader.Digits(4, out year) && CalendarDay.TryGet(year, month, day, out var known) && TimeParser.WithClock(ref reader, known, out time);
        }

        if (!reader.Take((byte)' ') || !CalendarDay.TryWithoutYear(month, day, reference.Latest, out var ticks))
        {
            return false;
        }

        if (reader.CountDigits() == 4 && reader.Peek(4) == ' ')
        {
            return reader.Digits(4, out year) && CalendarDay.TryGet(year, month, day, out ticks) && TimeParser.WithClock(ref reader, ticks, out time);
        }

        if (!reader.Clock(out var clock))
        {
            return false;
        }

        var offset = ZoneReader.Read(ref reader);
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
}
