
namespace McpOps.Logs.Parsing;

/// <summary>Times without signs between their parts, and numbers of seconds to nanoseconds since 1970.</summary>
internal static class CompactTime
{
    // 1990 and 2100: a number in between may be an epoch time, one outside is not.
    private const long FirstEpoch = 631152000;
    private const long LastEpoch = 4102444800;

    public static bool Day(ref DateReader reader, out LogTime time)
    {
        time = default;
        return reader.Digits(4, out var year) && reader.Digits(2, out var month) && reader.Digits(2, out var day)
            && CalendarDay.TryGet(year, month, day, out var ticks) && reader.TakeAny("-T _:"u8)
            && (reader.CountDigits() == 6 ? Clock(ref reader, ticks, out time) : TimeParser.WithClock(ref reader, ticks, out time, spaced: false));
    }

    public static bool ShortDay(ref DateReader reader, out LogTime time)
    {
        time = default;
        return reader.Digits(2, out var year) && reader.Digits(2, out var month) && reader.Digits(2, out var day) && CalendarDay.TryGet(2000 + year, month, day, out var ticks)
            && reader.Take((byte)' ') && (reader.CountDigits() == 6 ? Clock(ref reader, ticks, out time) : Colons(ref reader, ticks, out time));
    }

    // MySQL before 5.7: "161120  9:00:00".
    private static bool Colons(ref DateReader reader, long day, out LogTime time)
    {
        _ = reader.Take((byte)' ');
        return TimeParser.WithClock(ref reader, day, out time, spaced: false);
    }

    public static bool Whole(ref DateReader reader, out LogTime time)
    {
        time = default;
        return reader.Digits(4, out var year) && reader.Digits(2, out var month) && reader.Digits(2, out var day)
            && CalendarDay.TryGet(year, month, day, out var ticks) && Clock(ref reader, ticks, out time);
    }

    private static bool Clock(ref DateReader reader, long day, out LogTime time)
    {
        var found = reader.Digits(2, out var hour) & reader.Digits(2, out var minute) & reader.Digits(2, out var second) && hour < 24 && minute < 60 && second <= 60;
        var clock = (hour * TimeSpan.TicksPerHour) + (minute * TimeSpan.TicksPerMinute) + (second * TimeSpan.TicksPerSecond) + (found ? reader.Fraction() : 0);
        time = found ? new LogTime(day + clock, ZoneReader.Read(ref reader)) : default;
        return found;
    }

    public static bool Epoch(ref DateReader reader, int digits, out LogTime time)
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
        time = new LogTime(DateTime.UnixEpoch.Ticks + ticks + (reader.Peek() != '.' ? 0 : digits switch { 10 => reader.Fraction(), 13 => reader.Fraction() / 1000, _ => 0 }), 0);
        return true;
    }
}
