namespace McpOps.Logs.Parsing;

/// <summary>Lines of delimited fields, with quotation marks where a field needs them (RFC 4180).</summary>
/// <param name="delimiter">What stands between the fields.</param>
/// <param name="roles">What each field means, in order; fields behind the last belong to it.</param>
/// <param name="least">How many fields a line has at least.</param>
internal sealed class CsvFormat(byte delimiter, JsonRole[] roles, int least)
{
    private const int MaxFields = 64;

    /// <summary>The names of the fields stand behind <c>#Fields:</c>, as Exchange writes them.</summary>
    public bool HasDirectives { get; init; }

    /// <summary>The line that names the fields; null when none does.</summary>
    public byte[]? Names { get; init; }

    /// <summary>Reads a line; false when it is none of these.</summary>
    public bool TryParse(ReadOnlySpan<byte> line, TimeHints reference, Scratch scratch, ref LogLine result)
    {
        Span<Slice> fields = stackalloc Slice[MaxFields];
        var count = Cut(line, delimiter, fields, roles.Length, out _);
        if (count < least)
        {
            return false;
        }

        for (var i = 0; i < Math.Min(count, roles.Length); i++)
        {
            if (roles[i] is JsonRole.Time && i + 1 < count && i + 1 < roles.Length && roles[i + 1] is JsonRole.Time && !result.HasTime)
            {
                TakeBoth(fields[i].Of(line, default), fields[i + 1].Of(line, default), reference, ref result);
            }

            if (!fields[i].IsEmpty)
            {
                Take(roles[i], line, fields[i], reference, scratch, ref result);
            }
        }

        result.Parsed = result.HasTime || result.Level is not LogLevel.None;
        if (result.Message.IsEmpty)
        {
            result.Message = Slice.Between(0, line.Length);
        }

        if (result.Facts.Status > 0)
        {
            AccessFormat.Close(ref result);
        }

        return result.Parsed;
    }

    /// <summary>Whether a quoted field of a line goes on in the next one.</summary>
    public bool IsOpen(ReadOnlySpan<byte> line)
    {
        Span<Slice> fields = stackalloc Slice[MaxFields];
        Cut(line, delimiter, fields, MaxFields, out var open);
        return open;
    }

    /// <summary>Cuts a line into fields, without the quotation marks around them. The last of them takes what is left.</summary>
    public static int Cut(ReadOnlySpan<byte> line, byte delimiter, Span<Slice> fields, int most, out bool open)
    {
        var count = 0;
        var position = 0;
        open = false;
        while (count < most && count < fields.Length && position <= line.Length)
        {
            if (position < line.Length && line[position] == '"')
            {
                var close = Close(line, position + 1);
                open = close == line.Length;
                fields[count++] = Slice.Between(position + 1, close);
                position = close + 1;
                var rest = position < line.Length ? line[position..].IndexOf(delimiter) : -1;
                position = rest < 0 ? line.Length + 1 : position + rest + 1;
                continue;
            }

            var end = count == most - 1 ? -1 : line[position..].IndexOf(delimiter);
            fields[count++] = Slice.Between(position, end < 0 ? line.Length : position + end);
            position = end < 0 ? line.Length + 1 : position + end + 1;
        }

        return count;
    }

    private static int Close(ReadOnlySpan<byte> line, int from)
    {
        for (var i = from; i < line.Length; i++)
        {
            if (line[i] == '"')
            {
                if (i + 1 >= line.Length || line[i + 1] != '"')
                {
                    return i;
                }

                i++;
            }
        }

        return line.Length;
    }

    private static void Take(JsonRole role, ReadOnlySpan<byte> line, Slice field, TimeHints reference, Scratch scratch, ref LogLine result)
    {
        var value = field.Of(line, default);
        switch (role)
        {
            case JsonRole.Time when TimeParser.TryParse(value, reference, out var time, out _):
                result.OfferTime(time);
                break;
            case JsonRole.Level or JsonRole.Gravity or JsonRole.Priority when result.Level is LogLevel.None:
                result.Level = LevelToken.Of(value);
                break;
            case JsonRole.Message or JsonRole.Event when result.Message.IsEmpty:
                result.Message = value.IndexOf("\"\""u8) >= 0 ? scratch.Add(Undoubled(value)) : field;
                break;
            case JsonRole.Source:
                result.OfferSource(field.Start, field.Start + field.Length, rank: 4);
                break;
            case JsonRole.Client:
                result.Facts.Client = field;
                break;
            case JsonRole.Method:
                result.Facts.Method = field;
                break;
            case JsonRole.Url:
                result.Facts.Url = field;
                break;
            case JsonRole.Status when System.Buffers.Text.Utf8Parser.TryParse(value, out int status, out var length) && length == value.Length && status is >= 100 and < 600:
                result.Facts.Status = status;
                break;
            case JsonRole.Milliseconds or JsonRole.Seconds or JsonRole.Nanoseconds or JsonRole.Duration:
                result.Facts.DurationMs = Durations.TryParse(value, role switch { JsonRole.Seconds => 1000, JsonRole.Nanoseconds => 0.000001, _ => 1 }, out var milliseconds) ? milliseconds : null;
                break;
        }
    }

    // The day and the clock in fields of their own.
    private static void TakeBoth(ReadOnlySpan<byte> day, ReadOnlySpan<byte> clock, TimeHints reference, ref LogLine result)
    {
        Span<byte> both = stackalloc byte[48];
        if (day.Length + clock.Length >= both.Length)
        {
            return;
        }

        day.CopyTo(both);
        both[day.Length] = (byte)' ';
        clock.CopyTo(both[(day.Length + 1)..]);
        if (TimeParser.TryParse(both[..(day.Length + 1 + clock.Length)], reference, out var time, out _) && time.WallTicks % TimeSpan.TicksPerDay != 0)
        {
            result.OfferTime(time);
        }
    }

    private static byte[] Undoubled(ReadOnlySpan<byte> value)
    {
        var bytes = new byte[value.Length];
        var length = 0;
        for (var i = 0; i < value.Length; i++)
        {
            bytes[length++] = value[i];
            i += value[i] == '"' && i + 1 < value.Length && value[i + 1] == '"' ? 1 : 0;
        }

        return bytes[..length];
    }
}
