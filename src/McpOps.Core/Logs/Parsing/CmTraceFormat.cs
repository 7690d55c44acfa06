namespace McpOps.Logs.Parsing;

/// <summary>Configuration Manager's log: <c>&lt;![LOG[message]LOG]!&gt;&lt;time="10:00:00.123+000" date="11-20-2026" component="…" type="1" …&gt;</c>.</summary>
internal static class CmTraceFormat
{
    /// <summary>Reads an entry; its message may be of several lines.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, TimeHints reference, ref LogLine result)
    {
        if (!text.StartsWith("<![LOG["u8))
        {
            return false;
        }

        var end = text.LastIndexOf("]LOG]!>"u8);
        result.Parsed = true;
        result.Message = Slice.Between(7, end < 7 ? text.Length : end);
        if (end < 7)
        {
            return true;
        }

        var tail = text[end..];
        var clock = Value(tail, "time=\""u8);
        var date = Value(tail, "date=\""u8);
        var component = Value(tail, "component=\""u8);
        _ = text.Overlaps(component, out var at);
        result.OfferSource(at, at + component.Length, rank: 5);
        result.Level = Value(tail, "type=\""u8) switch { [(byte)'1'] => LogLevel.Info, [(byte)'2'] => LogLevel.Warning, [(byte)'3'] => LogLevel.Error, _ => LogLevel.None };
        TakeTime(date, clock, reference, ref result);
        return true;
    }

    /// <summary>Whether a head has its end on a later line.</summary>
    public static bool IsOpen(ReadOnlySpan<byte> head) => head.StartsWith("<![LOG["u8) && head.IndexOf("]LOG]!>"u8) < 0;

    // The offset is in minutes, and what is added to the clock gives UTC: "+480" is that of California.
    private static void TakeTime(ReadOnlySpan<byte> date, ReadOnlySpan<byte> clock, TimeHints reference, ref LogLine result)
    {
        if (date.Length != 10 || clock.Length < 8)
        {
            return;
        }

        Span<byte> both = stackalloc byte[40];
        var sign = clock.LastIndexOfAny((byte)'+', (byte)'-');
        var bare = sign > 0 ? clock[..sign] : clock;
        if (date.Length + 1 + bare.Length > both.Length)
        {
            return;
        }

        date.CopyTo(both);
        both[10] = (byte)' ';
        bare.CopyTo(both[11..]);
        if (TimeParser.TryParse(both[..(11 + bare.Length)], reference with { Order = DayOrder.MonthFirst }, out var time, out _))
        {
            var known = sign > 0 && System.Buffers.Text.Utf8Parser.TryParse(clock[sign..], out int minutes, out _) && minutes is > -900 and < 900 ? (short)-minutes : time.OffsetMinutes;
            result.OfferTime(new LogTime(time.WallTicks, known));
        }
    }

    private static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> tail, ReadOnlySpan<byte> name)
    {
        var start = tail.IndexOf(name);
        if (start < 0)
        {
            return default;
        }

        var value = tail[(start + name.Length)..];
        var quote = value.IndexOf((byte)'"');
        return quote < 0 ? default : value[..quote];
    }
}
