namespace McpOps.Logs.Parsing;

/// <summary>Finds in which order day and month stand, from the dates of a whole file: one line alone seldom tells.</summary>
internal static class DayOrders
{
    private const int MaxWords = 4;

    /// <summary>The order that the lines show; <see cref="DayOrder.Open"/> when they have no such dates, or when nothing decides it.</summary>
    /// <param name="lines">Lines of the file, in its order.</param>
    /// <param name="latest">Ticks that no time of the file is after.</param>
    /// <param name="undecided">True when there are such dates and two orders fit alike.</param>
    public static DayOrder Find(IReadOnlyList<TextLine> lines, long latest, out bool undecided)
    {
        var orders = new List<(DayOrder Order, long Last, int Back)>();
        var dates = new List<SmallDate>();
        foreach (var line in lines)
        {
            if (Date(line.Span) is { First: > 0 } date)
            {
                dates.Add(date);
            }
        }

        foreach (var order in (DayOrder[])[DayOrder.YearFirst, DayOrder.MonthFirst, DayOrder.DayFirst])
        {
            if (dates.Count > 0 && Judge(dates, order, latest) is { } judged)
            {
                orders.Add((order, judged.Last, judged.Back));
            }
        }

        undecided = false;
        if (orders.Count == 0)
        {
            return DayOrder.Open;
        }

        // A log goes forward, and its last entry is near its last write.
        var best = orders.OrderBy(order => order.Back).ThenByDescending(order => order.Last).ToList();
        var dotted = dates[0].Separator == '.';
        if (best.Count > 1 && best[0].Back == best[1].Back && (best[0].Last == best[1].Last || dates.Distinct().Count() == 1 || dates[0].IsWide))
        {
            // What goes forward in both orders, and within a few days in one: that one.
            var (near, far) = (Span(dates, best[0].Order), Span(dates, best[1].Order));
            if (near != far && Math.Min(near, far) * 20 < Math.Max(near, far))
            {
                return near < far ? best[0].Order : best[1].Order;
            }

            undecided = !dotted && dates.Exists(date => date.First != date.Second);
            return dotted ? DayOrder.DayFirst : orders.Exists(order => order.Order is DayOrder.MonthFirst) ? DayOrder.MonthFirst : best[0].Order;
        }

        return best[0].Order;
    }

    /// <summary>Ticks of a day whose three numbers stand in an order.</summary>
    public static bool TryDay(int first, int second, int third, DayOrder order, out long ticks) => order switch
    {
        DayOrder.YearFirst => CalendarDay.TryGet(Full(first), second, third, out ticks),
        DayOrder.MonthFirst => CalendarDay.TryGet(Full(third), first, second, out ticks),
        _ => CalendarDay.TryGet(Full(third), second, first, out ticks),
    };

    private static int Full(int year) => year < 100 ? 2000 + year : year;

    private static (long Last, int Back)? Judge(List<SmallDate> dates, DayOrder order, long latest)
    {
        long last = 0, before = 0;
        var back = 0;
        foreach (var date in dates)
        {
            if ((date.IsWide && order is DayOrder.YearFirst) || !TryDay(date.First, date.Second, date.Third, order, out var day) || day > latest)
            {
                return null;
            }

            back += day < before ? 1 : 0;
            before = day;
            last = Math.Max(last, day);
        }

        return (last, back);
    }

    private static long Span(List<SmallDate> dates, DayOrder order)
    {
        long least = long.MaxValue, most = 0;
        foreach (var date in dates)
        {
            _ = TryDay(date.First, date.Second, date.Third, order, out var day);
            (least, most) = (Math.Min(least, day), Math.Max(most, day));
        }

        return (most - least) / TimeSpan.TicksPerDay;
    }

    // The first date of three small numbers among the first words.
    private static SmallDate Date(ReadOnlySpan<byte> line)
    {
        var position = 0;
        for (var word = 0; word < MaxWords && position < line.Length && line[position] is not ((byte)'{' or (byte)'"'); word++)
        {
            var start = position;
            while (start < line.Length && line[start] is (byte)'[' or (byte)'(' or (byte)'<' or (byte)'#')
            {
                start++;
            }

            if (start + 4 < line.Length && line[start..(start + 4)].IndexOf((byte)',') is > 0 and var comma && char.IsAsciiDigit((char)line[start]))
            {
                // A number before the day, in a delimited file.
                start += comma + 1;
            }

            var reader = new DateReader(line[start..]);
            if (reader.CountDigits() is 1 or 2 && reader.OneOrTwo(out var first) && (reader.Peek() is var separator && separator is (byte)'/' or (byte)'.' or (byte)'-'))
            {
                reader.Position++;
                if (reader.CountDigits() is 1 or 2 && reader.OneOrTwo(out var second) && reader.Take(separator) && (reader.CountDigits() is var digits && digits is 2 or 4) && reader.Digits(digits, out var third))
                {
                    _ = reader.Take((byte)',');
                    if (reader.Peek() is (byte)' ' or (byte)'\t' or (byte)'T' or (byte)':' or (byte)'-' or (byte)',')
                    {
                        return new SmallDate(first, second, third, digits == 4, separator);
                    }
                }
            }

            position = HeaderParts.SkipSeparators(line, HeaderParts.WordEnd(line, position));
        }

        return default;
    }

    private readonly record struct SmallDate(int First, int Second, int Third, bool IsWide, byte Separator);
}
